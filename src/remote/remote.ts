import type { FileFacts } from '../platform/file-copy.ts';

/**
 * A place outside of a runs directory where runs are kept. It has the same entries as a runs directory;
 * see docs/remotes.md. Paths are relative to it, with `/`; the first part of a path is an entry's name.
 *
 * Nothing but {@link Remote.reveal} makes a run appear, so whatever is cut off before is never seen.
 */
export interface Remote {
  /** As the user knows it, for messages. */
  readonly place: string;
  /** The place itself where it is a directory of this machine: modes, times and links are kept there. */
  readonly folder: string | undefined;
  /** About this much is moved at a time; one run when it is 0. */
  readonly batchBytes: number;
  /** The names of its entries; none when there is no such place yet. */
  readonly listNames: (watch: TransferWatch) => Promise<ReadonlySet<string>>;
  /** Sizes of all files that are entries of these names or below them, by path. */
  readonly listFiles: (
    names: readonly string[],
    watch: TransferWatch,
  ) => Promise<ReadonlyMap<string, number>>;
  /**
   * Copies files to the same paths below a folder, where they must not be.
   * @returns the SHA-256 of each as it arrived, by path; files that do not exist are not in it.
   */
  readonly fetch: (
    paths: readonly string[],
    folder: string,
    watch: TransferWatch,
  ) => Promise<ReadonlyMap<string, string>>;
  /**
   * Copies files from below a folder to the same paths, where they replace what is there. Whether a
   * file appears whole is told only where the place is a directory.
   * @returns paths of files that are not, or no longer, what was said of them; those were not stored.
   */
  readonly store: (
    folder: string,
    files: readonly OutgoingFile[],
    watch: TransferWatch,
  ) => Promise<readonly string[]>;
  /**
   * As {@link store}, for all files of some entries: an entry appears whole or not at all, to readers
   * for whom the last file of an entry is what makes it one. One with a file that is not what was said
   * does not appear.
   */
  readonly reveal: Remote['store'];
  /** Removes files, or entries with all that is below them. What does not exist is no failure. */
  readonly remove: (paths: readonly string[], watch: TransferWatch) => Promise<void>;
  /** The place at a path below this one. */
  readonly child: (path: string) => Remote;
  /** Clears up what was only needed on the way. */
  readonly close: () => void;
}

/** A file on its way to a remote. */
export interface OutgoingFile extends FileFacts {
  readonly path: string;
  readonly sizeBytes: number;
  /** What its content must have. */
  readonly sha256: string;
}

/** Who waits for a transfer. */
export interface TransferWatch {
  readonly signal?: AbortSignal | undefined;
  /** Told of bytes as they are moved; of less than all when a file is moved in another way. */
  readonly onBytes?: ((count: number) => void) | undefined;
  /** What a program that does the work tells, line by line. */
  readonly onLog?: ((line: string) => void) | undefined;
}
