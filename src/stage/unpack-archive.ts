import { fail } from '../failures/failures.ts';
import type { ArchiveEntry, ArchivedFile, ArchivedLink } from '../platform/archive-entry.ts';
import { ArchiveError } from '../platform/archive-entry.ts';
import { describeArchiveProblem, openArchive } from '../platform/archive-reader.ts';
import { hashByteStream, writeByteStream } from '../platform/file-stream.ts';
import type { ByteStream } from '../platform/file-stream.ts';
import { copyHashed } from '../platform/hashed-copy.ts';
import { join } from '../platform/paths.ts';
import type { DependencyFolder, Placement } from './dependency-folder.ts';
import type { PlacedFile } from './dependency-record.ts';
import { pathBelow, pathOfSingle } from './target-path.ts';

/** An archive that is unpacked into a run. */
export interface Unpacking {
  readonly dependency: number;
  /** The archive on this machine. */
  readonly archive: string;
  /** The path or URL it is known by. */
  readonly source: string;
  /** What it is called where it comes from. */
  readonly name: string;
  readonly target: string | undefined;
  readonly runDir: string;
  readonly folder: DependencyFolder;
  /** Called now and then; what it throws ends the unpacking. */
  readonly checkStopped: () => void;
  readonly limits?: UnpackLimits;
}

export interface UnpackLimits {
  readonly bytes: number;
  readonly entries: number;
}

/** Far above any data set that fits on one machine's disk, far below what a malicious archive can expand to. */
const DEFAULT_LIMITS: UnpackLimits = { bytes: 256 * 2 ** 30, entries: 2 ** 20 };

/** The files of an archive, and the links in it that lead to none of them. */
export interface Unpacked {
  readonly files: readonly PlacedFile[];
  readonly leftOutLinks: readonly string[];
}

/**
 * Unpacks a zip, a tar (also in gzip) below the target, or a single file in gzip to it. Links to files
 * of the archive become copies of them.
 *
 * Fails with `dependency-unusable` for what is no archive, damaged, too large, or would leave the
 * target; with `dependency-conflict`. What was unpacked until then stays.
 */
export async function unpackArchive(unpacking: Unpacking): Promise<Unpacked> {
  try {
    const opened = await openArchive(unpacking.archive);
    if (opened === undefined) throw new ArchiveError('it is no zip, tar, tar.gz or gz');
    const job = new UnpackJob(unpacking);
    if (opened.kind === 'content')
      return { files: [await job.single(opened.content)], leftOutLinks: [] };
    return await job.entries(opened.entries);
  } catch (error) {
    const problem = describeArchiveProblem(error);
    if (problem === undefined) throw error;
    const { dependency, source } = unpacking;
    return fail({ reason: 'dependency-unusable', dependency, source, problem }, error);
  }
}

class UnpackJob {
  readonly #unpacking: Unpacking;
  readonly #limits: UnpackLimits;
  readonly #files = new Map<string, PlacedFile>();
  #bytes = 0;
  #entries = 0;

  constructor(unpacking: Unpacking) {
    this.#unpacking = unpacking;
    this.#limits = unpacking.limits ?? DEFAULT_LIMITS;
  }

  async single(content: ByteStream): Promise<PlacedFile> {
    const { target, name, dependency } = this.#unpacking;
    const path = pathOfSingle(target, name.replace(/\.gz$/i, '') || 'file', dependency);
    return this.#write(path, 0o644, content);
  }

  async entries(entries: AsyncIterable<ArchiveEntry>): Promise<Unpacked> {
    const links: ArchivedLink[] = [];
    for await (const entry of entries) {
      this.#unpacking.checkStopped();
      if (++this.#entries > this.#limits.entries) {
        throw new ArchiveError(`it has more than ${this.#limits.entries} entries`);
      }
      if (entry.kind === 'file') await this.#addFile(entry);
      else if (entry.kind === 'link') links.push(entry);
    }
    // A link may stand before what it leads to.
    const targets = new Map(links.map(({ path, target }) => [path, target]));
    const leftOutLinks: string[] = [];
    for (const link of links) {
      if (!(await this.#addLink(link, targets))) leftOutLinks.push(link.path);
    }
    return { files: [...this.#files.values()], leftOutLinks };
  }

  async #addFile({ path, mode, content }: ArchivedFile): Promise<void> {
    const place = pathBelow(this.#unpacking.target, path, this.#unpacking.dependency);
    this.#files.set(path, await this.#write(place, mode, content));
  }

  /** @returns false when the link leads to no file of the archive. */
  async #addLink(link: ArchivedLink, links: ReadonlyMap<string, string>): Promise<boolean> {
    const { target: folder, dependency, runDir } = this.#unpacking;
    const original = this.#files.get(followLinks(link.target, links));
    if (original === undefined) return false;
    const placement = this.#placement(pathBelow(folder, link.path, dependency));
    const { target, isThere } = this.#unpacking.folder.locate(placement);
    if (isThere) this.#unpacking.folder.checkSame(placement, original.sha256);
    this.#count(original.sizeBytes);
    const { path } = placement;
    if (!isThere) await copyHashed(join(runDir, original.path), target);
    this.#files.set(link.path, { ...original, path });
    return true;
  }

  async #write(path: string, mode: number, content: ByteStream): Promise<PlacedFile> {
    const placement = this.#placement(path);
    const { target, isThere } = this.#unpacking.folder.locate(placement);
    const onBytes = (count: number): void => {
      this.#count(count);
      this.#unpacking.checkStopped();
    };
    if (!isThere)
      return { path, ...(await writeByteStream(target, content, mode | OWNER, onBytes)) };
    const { sha256, sizeBytes } = await hashByteStream(content);
    this.#unpacking.folder.checkSame(placement, sha256);
    return { path, sha256, sizeBytes };
  }

  #placement(path: string): Placement {
    const { dependency, source } = this.#unpacking;
    return { dependency, path, source: `'${path}' of ${source}` };
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#limits.bytes) return;
    throw new ArchiveError(`it has more than ${this.#limits.bytes} bytes`);
  }
}

/** The owner has to read what is unpacked, and files can be changed until the run is staged. */
const OWNER = 0o600;

/** Links that lead to links in a circle end somewhere in it, where no file is. */
function followLinks(target: string, links: ReadonlyMap<string, string>): string {
  let path = target;
  const passed = new Set<string>();
  for (
    let next = links.get(path);
    next !== undefined && !passed.has(path);
    next = links.get(path)
  ) {
    passed.add(path);
    path = next;
  }
  return path;
}
