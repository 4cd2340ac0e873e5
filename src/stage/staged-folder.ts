import { monotonicMillis } from '../platform/clock.ts';
import { makeReadOnly, statIfExists } from '../platform/files.ts';
import { hashFile } from '../platform/file-tree.ts';
import type { CopiedFile } from '../platform/hashed-copy.ts';
import { join } from '../platform/paths.ts';
import { startTimer } from '../platform/timers.ts';
import type { LoggedFile, PresentFile } from '../run/files-log.ts';
import type { FileType, ManifestEntry } from '../run/manifest.ts';
import { loggedFiles, recordFiles, recordPresent } from '../run/run-files.ts';
import type { Run } from '../run/run.ts';
import { SETTLING_MS, hasFineTime } from '../run/sealed-files.ts';
import type { SealedFiles } from '../run/sealed-files.ts';

/**
 * What is known of a file in the run directory: how it was when it was copied, or the digest of one that
 * came in another way; undefined where the content has changed since.
 */
type KnownFile = CopiedFile | string | undefined;

const copyOf = (file: KnownFile): CopiedFile | undefined =>
  typeof file === 'string' ? undefined : file;

/**
 * The run directory while it is staged. As long as nobody but this process has written there, what is
 * in it is known, and it is neither listed nor read again.
 */
export class StagedFolder {
  /** Whether files that are copied here lose their write bits at once, and not only at the end. */
  readonly copiesReadOnly: boolean;
  readonly #run: Run;
  readonly #files = new Map<string, KnownFile>();
  #isKnown: boolean;
  #logged: ReadonlyMap<string, LoggedFile> | undefined;
  #manifest: readonly ManifestEntry[] | undefined;

  /**
   * @param isKnown the run directory is empty, made for this.
   * @param keepsWriteBits files that are copied can be changed until the folder is closed.
   */
  constructor(run: Run, isKnown: boolean, keepsWriteBits: boolean) {
    this.#run = run;
    this.#isKnown = isKnown;
    this.copiesReadOnly = isKnown && !keepsWriteBits;
  }

  /** Notes a file that was put here, a copy or one with that digest, unless it was here before. */
  add(path: string, file: CopiedFile | string): void {
    if (!this.#isKnown || this.#files.has(path)) return;
    this.#files.set(path, file);
  }

  /** Notes that a file here was given other content. */
  noteChange(path: string): void {
    if (!this.#isKnown) return;
    this.#files.set(path, undefined);
  }

  /** Notes that a command ran here: it can have changed anything, and file times are too coarse to tell. */
  noteCommand(): void {
    this.#isKnown = false;
    this.#files.clear();
  }

  /** Adds to the file log what has changed since the last time, as changes of this type. */
  record(type: FileType): void {
    this.#logged = this.#isKnown
      ? recordPresent(this.#run, type, this.#present())
      : recordFiles(this.#run, type).logged;
  }

  #present(): readonly PresentFile[] {
    const present: PresentFile[] = [];
    // Not as pairs: they are many.
    for (const path of this.#files.keys()) {
      const known = copyOf(this.#files.get(path)) ?? statIfExists(join(this.#run.runDir, path));
      if (known !== undefined) present.push({ path, mtimeNs: known.mtimeNs });
    }
    return present;
  }

  /**
   * Takes the write bits from what was recorded, but for files that the command may change.
   * @returns what the manifest says of them.
   */
  close(writeable: ReadonlySet<string>): readonly ManifestEntry[] {
    const logged = this.#logged ?? loggedFiles(this.#run);
    const manifest: ManifestEntry[] = [];
    for (const [path, { type }] of logged) {
      const known = this.#files.get(path);
      const copied = copyOf(known);
      if (copied?.isReadOnly === true) {
        manifest.push({ type, sha256: copied.sha256, path });
        continue;
      }
      const file = join(this.#run.runDir, path);
      if (!writeable.has(path)) makeReadOnly(file);
      const sha256 = typeof known === 'string' ? known : known?.sha256;
      manifest.push({ type, sha256: sha256 ?? hashFile(file), path });
    }
    this.#manifest = manifest;
    return manifest;
  }

  /** What {@link StagedFolder.close} returned; undefined before. */
  get manifest(): readonly ManifestEntry[] | undefined {
    return this.#manifest;
  }

  /**
   * The files whose digests will still be right when their times are. Waits a moment for large ones:
   * that takes less time than hashing them once more.
   */
  async settled(): Promise<SealedFiles> {
    const files = [...this.#files].flatMap(([path, file]) => {
      const copied = copyOf(file);
      const counts = copied?.isReadOnly === true && hasFineTime(copied);
      return counts ? [{ path, copied }] : [];
    });
    const isSettled = ({ copied }: { readonly copied: CopiedFile }): boolean =>
      monotonicMillis() - copied.copiedAtMillis >= SETTLING_MS;
    const unsettled = files.filter((file) => !isSettled(file));
    const bytes = unsettled.reduce((sum, { copied }) => sum + copied.sizeBytes, 0);
    if (bytes >= WORTH_WAITING_BYTES) await startTimer(SETTLING_MS + 1).done;
    return new Map(files.filter(isSettled).map(({ path, copied }) => [path, copied]));
  }
}

/** Hashing this much takes longer than {@link SETTLING_MS}. */
const WORTH_WAITING_BYTES = 128 * 1024 * 1024;
