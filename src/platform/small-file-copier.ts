import {
  closeSync,
  constants,
  fchmodSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { CopyThread } from './copy-thread.ts';
import { makeDirectory } from './files.ts';
import type { CopiedFile } from './hashed-copy.ts';
import { sha256 } from './on-demand.ts';
import { readOpenFileStatus } from './open-file-status.ts';
import { makeSmallCopier } from './small-copy.ts';
import type { CopyList, FileCalls } from './small-copy.ts';
import { withinUmask } from './umask.ts';

/** Files that are to be copied, each to the same place in another folder. */
export interface ManyFiles {
  /** Absolute. */
  readonly from: string;
  /** Absolute. Folders are made in it. */
  readonly to: string;
  /** Relative to both, with `/`. */
  readonly paths: readonly string[];
  /** Leaves out the write bits; without it the owner may write, whatever the original's mode. */
  readonly isReadOnly?: boolean;
}

/** From so many files on a second thread has started before all are copied. */
const MANY = 1500;

/** How long the work goes on before the caller is asked for a rest. */
const TURN_MS = 20;

/** Copies files that are not large, very many of them in two threads. It lives until {@link SmallFileCopier.close}. */
export class SmallFileCopier {
  readonly #threadFrom: number;
  #thread: CopyThread | undefined;
  #isThreadTried = false;

  /** @param threadFrom how many files are worth a thread. */
  constructor(threadFrom: number = availableParallelism() > 1 ? MANY : Infinity) {
    this.#threadFrom = threadFrom;
  }

  /** Takes a hint of how many files there will be at least: a thread takes its time to start. */
  readonly expect = (count: number): void => {
    if (count < this.#threadFrom || this.#isThreadTried) return;
    this.#isThreadTried = true;
    this.#thread = CopyThread.start();
  };

  /**
   * Copies files and hashes what is copied, as `copyHashed` does; called once.
   * @param rest called now and then with the number of files done; what it rejects with ends the work.
   * @returns the copies, in the order of the paths; undefined for one that is left to the caller as it
   *   was, since it is large, has gone, is just changed, or cannot be copied.
   */
  async copy(
    { from, to, paths, isReadOnly = false }: ManyFiles,
    rest: (done: number) => Promise<void> | undefined,
  ): Promise<readonly (CopiedFile | undefined)[]> {
    this.expect(paths.length);
    makeFolders(to, paths);
    const permitted = withinUmask(0o777);
    const memory = sharedMemory(paths.length);
    const list: CopyList = { from, to, paths, isReadOnly, permitted, ...memory };
    this.#thread?.copy(list);
    const copyFiles = makeSmallCopier(FILE_CALLS, sha256, list, 'start');
    do {
      const pause = rest(Math.min(list.taken[0] ?? 0, paths.length));
      if (pause !== undefined) await pause;
    } while (copyFiles(TURN_MS));
    await this.#thread?.end();
    return smallCopies(list);
  }

  /** Settled when nothing is copied any more. */
  async close(): Promise<void> {
    await this.#thread?.end();
  }
}

const FILE_CALLS: FileCalls = {
  closeSync,
  constants,
  fchmodSync,
  fstatSync: readOpenFileStatus,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
};

function sharedMemory(
  count: number,
): Pick<CopyList, 'taken' | 'states' | 'digests' | 'facts' | 'uptimes'> {
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
  return {
    taken: new Int32Array(shared(4)),
    states: new Uint8Array(shared(count)),
    digests: new Uint8Array(shared(count * 64)),
    facts: new BigInt64Array(shared(count * FACTS * 8)),
    uptimes: new Float64Array(shared(count * 8)),
  };
}

function makeFolders(root: string, paths: readonly string[]): void {
  for (const folder of foldersOf(paths)) makeDirectory(`${root}/${folder}`);
}

/** The folders of files, each once. A function of its own: it is compiled soon, with nothing but this. */
function foldersOf(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  let last: string | undefined;
  for (const path of paths) {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (folder === last) continue;
    folders.add(folder);
    last = folder;
  }
  return folders;
}

const COPIED = 1;

function smallCopies(list: CopyList): readonly (CopiedFile | undefined)[] {
  // One text for all digests takes less time than one for each.
  const digests = Buffer.from(list.digests.buffer).toString('latin1');
  return list.paths.map((_, index) => {
    if (list.states[index] !== COPIED) return undefined;
    return new SmallCopy(list, index, digests.slice(index * 64, index * 64 + 64));
  });
}

/** How many numbers there are for each copy. */
const FACTS = 5;

/** A copy of which little is kept until it is asked for: there may be very many. */
class SmallCopy implements CopiedFile {
  readonly sha256: string;
  readonly #list: CopyList;
  /** Where its facts begin. */
  readonly #first: number;

  constructor(list: CopyList, index: number, sha256: string) {
    this.sha256 = sha256;
    this.#list = list;
    this.#first = index * FACTS;
  }

  get sizeBytes(): number {
    return Number(this.#list.facts[this.#first]);
  }

  get mtimeNs(): bigint {
    return this.#list.facts[this.#first + 1] ?? 0n;
  }

  get changedNs(): bigint {
    return this.#list.facts[this.#first + 2] ?? 0n;
  }

  get inode(): bigint {
    return this.#list.facts[this.#first + 3] ?? 0n;
  }

  get isReadOnly(): boolean {
    return (Number(this.#list.facts[this.#first + 4]) & WRITE_BITS) === 0;
  }

  get copiedAtMillis(): number {
    return (this.#list.uptimes[this.#first / FACTS] ?? 0) * 1000;
  }
}

const WRITE_BITS = 0o222;
