import { isReadable, readFileStatus } from '../platform/directory-entries.ts';
import type { FileStatus } from '../platform/directory-entries.ts';
import { isTextFile } from './text-file.ts';

/** Why a file that was chosen cannot be copied. */
export type FileProblem = 'broken-link' | 'special-file' | 'unreadable';

/** A file to copy. */
export interface SelectedFile {
  /** Relative to the base directory, with `/`. */
  readonly path: string;
  /** Of the file itself, links followed; looked up when it is asked for. Undefined when the file has gone. */
  readonly sizeBytes: number | undefined;
  /** The last part of the path is a link; its target's content is what counts. */
  readonly isLink: boolean;
}

/** What is known about an entry before its status is read. */
export interface CandidateFacts {
  /** Relative to the base directory, with `/`. */
  readonly path: string;
  readonly isLink: boolean;
  /** The directory listing says that this is neither a file nor a directory nor a link. */
  readonly isSpecial: boolean;
  readonly directory: CandidateDirectory;
}

/** What the files of a directory have in common; one for all of them, since there may be very many. */
export interface CandidateDirectory {
  /** Of a file in it, whose path is relative to the base directory. */
  absolutePathOf(path: string): string;
  /** What keeps patterns with wildcards from selecting a file in it. */
  findSkipReason(path: string): 'ignored' | 'likely-secret' | undefined;
}

/** A file that rules are tried on. Its status and content are read only when a rule asks, and once. */
export class FileCandidate implements SelectedFile {
  readonly path: string;
  readonly isLink: boolean;
  /** The directory listing calls it a regular file. */
  readonly isPlainEntry: boolean;
  readonly #isSpecial: boolean;
  readonly #directory: CandidateDirectory;
  #status: FileStatus | 'unread' | undefined = 'unread';
  #isText: boolean | 'unread' | undefined = 'unread';
  #skipReason: 'ignored' | 'likely-secret' | 'unread' | undefined = 'unread';

  constructor(facts: CandidateFacts) {
    this.path = facts.path;
    this.isLink = facts.isLink;
    this.isPlainEntry = !facts.isLink && !facts.isSpecial;
    this.#isSpecial = facts.isSpecial;
    this.#directory = facts.directory;
  }

  get #absolutePath(): string {
    return this.#directory.absolutePathOf(this.path);
  }

  get status(): FileStatus | undefined {
    if (this.#status === 'unread') this.#status = readFileStatus(this.#absolutePath);
    return this.#status;
  }

  /**
   * What forbids copying, as far as the directory listing and the target of a link tell; undefined for
   * a regular file, which may still be unreadable.
   */
  get problem(): FileProblem | undefined {
    if (this.#isSpecial) return 'special-file';
    if (this.isPlainEntry) return undefined;
    if (this.status === undefined) return 'broken-link';
    return this.status.kind === 'file' ? undefined : 'special-file';
  }

  /** Whether this user may read it: the system is asked only where the permission bits leave a doubt. */
  get isReadable(): boolean {
    const { status } = this;
    if (status === undefined) return false;
    return (status.mode & READ_BITS) === READ_BITS || isReadable(this.#absolutePath);
  }

  /** Undefined for what is not a regular file. */
  get sizeBytes(): number | undefined {
    return this.status?.kind === 'file' ? this.status.sizeBytes : undefined;
  }

  /** Undefined where there is no content to look at. */
  get isText(): boolean | undefined {
    if (this.#isText === 'unread') {
      // The kind of a link's target is not known yet; a pipe must not be opened.
      const isRegular = this.isPlainEntry || this.problem === undefined;
      this.#isText = isRegular ? isTextFile(this.#absolutePath) : undefined;
    }
    return this.#isText;
  }

  get skipReason(): 'ignored' | 'likely-secret' | undefined {
    if (this.#skipReason === 'unread') this.#skipReason = this.#directory.findSkipReason(this.path);
    return this.#skipReason;
  }
}

const READ_BITS = 0o444;
