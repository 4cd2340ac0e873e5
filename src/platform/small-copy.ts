import type * as Fs from 'node:fs';
import type { sha256 as Sha256 } from './on-demand.ts';
import type { OpenFileStatus } from './open-file-status.ts';

/**
 * Files to be copied by one thread or two: each takes the next ones from its side of the list as it goes. All
 * but the texts is memory that threads share. A file that is left is as it was before.
 */
export interface CopyList {
  /** Absolute. */
  readonly from: string;
  /** Absolute; the folders of all files are there. */
  readonly to: string;
  /** Relative to both, with `/`. */
  readonly paths: readonly string[];
  readonly isReadOnly: boolean;
  /** The permission bits that copies can have: the user's mask decides. */
  readonly permitted: number;
  /** One number: how many files have been taken. */
  readonly taken: Int32Array;
  /** For each file 0 until it is done, 1 when it is copied, 2 when it is left. */
  readonly states: Uint8Array;
  /** For each copy the 64 digits of its SHA-256. */
  readonly digests: Uint8Array;
  /** For each copy five numbers: size, time of modification, time of change, inode, mode. */
  readonly facts: BigInt64Array;
  /** For each copy when it was made: `process.uptime()` then. */
  readonly uptimes: Float64Array;
}

/**
 * Where a thread begins. Two that make files in the same folder wait for each other in the kernel, those at the two
 * sides of a list are in different ones nearly always.
 */
export type ListSide = 'start' | 'end';

/** What a copier needs of `node:fs`. */
export type FileCalls = Pick<
  typeof Fs,
  'closeSync' | 'constants' | 'fchmodSync' | 'openSync' | 'readSync' | 'unlinkSync' | 'writeSync'
> & { readonly fstatSync: (file: number, options: { readonly bigint: true }) => OpenFileStatus };

/**
 * A function that takes the next files of a list and copies them, until all are taken or time is up. A list
 * has one for each side at most.
 * It leaves what is not small, and what cannot be copied. @returns whether there may be more.
 *
 * The text of this function is the program of a thread: it can use nothing that is outside of it.
 */
export function makeSmallCopier(
  fs: FileCalls,
  sha256: typeof Sha256,
  { from, to, paths, isReadOnly, permitted, taken, states, digests, facts, uptimes }: CopyList,
  side: ListSide,
): (turnMs: number) => boolean {
  const TAKEN_AT_ONCE = 16;
  const READ = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK;
  const CREATE = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL;
  // For all that is asked: two kinds of status take V8 longer to compile than numbers of this kind take.
  const BIG = { bigint: true } as const;
  // Few system calls for most files, and small enough to stay in the processor's cache.
  const memory = new ArrayBuffer(256 * 1024);
  const block = new Uint8Array(memory);
  const digits = Buffer.from(digests.buffer, digests.byteOffset, digests.length);

  /** Reads a file into the block. @returns its mode and how many bytes it has; undefined where it is to be left. */
  const read = (path: string): { readonly mode: number; readonly count: number } | undefined => {
    const file = fs.openSync(path, READ);
    try {
      const status = fs.fstatSync(file, BIG);
      const size = Number(status.size);
      if (!status.isFile() || size >= block.length) return undefined;
      const count = fs.readSync(file, block, 0, block.length, null);
      // Another count is that of a file being written, or of a file system that gives less than there is.
      return count === size ? { mode: Number(status.mode) & 0o777, count } : undefined;
    } finally {
      fs.closeSync(file);
    }
  };

  /** Writes the block to a new file. Where that fails there is none. */
  const write = (path: string, count: number, mode: number): OpenFileStatus => {
    const file = fs.openSync(path, CREATE, mode);
    try {
      try {
        if (fs.writeSync(file, block, 0, count) !== count) throw new Error('too little is written');
        const status = fs.fstatSync(file, BIG);
        if ((Number(status.mode) & 0o777) === mode) return status;
        // The umask took bits from the mode.
        fs.fchmodSync(file, mode);
        return fs.fstatSync(file, BIG);
      } finally {
        fs.closeSync(file);
      }
    } catch (error) {
      fs.unlinkSync(path);
      throw error;
    }
  };

  const copy = (index: number): boolean => {
    const path = `/${paths[index] ?? ''}`;
    try {
      const original = read(from + path);
      if (original === undefined) return false;
      const { mode, count } = original;
      const wanted = isReadOnly ? mode & 0o555 : (mode | 0o200) & permitted;
      const copied = write(to + path, count, wanted);
      digits.write(sha256(new Uint8Array(memory, 0, count)), index * 64, 'latin1');
      const fact = index * 5;
      facts[fact] = copied.size;
      facts[fact + 1] = copied.mtimeNs;
      facts[fact + 2] = copied.ctimeNs;
      facts[fact + 3] = copied.ino;
      facts[fact + 4] = copied.mode;
      uptimes[index] = process.uptime();
      return true;
    } catch {
      // Whoever copies what is left meets the same, and tells of it.
      return false;
    }
  };

  const pieces = Math.ceil(paths.length / TAKEN_AT_ONCE);
  // What all have taken together is less than the list: the pieces of two sides do not meet.
  let ownPieces = 0;
  return (turnMs) => {
    const turnEnds = process.uptime() + turnMs / 1000;
    do {
      if (Atomics.add(taken, 0, TAKEN_AT_ONCE) >= paths.length) return false;
      const first = (side === 'start' ? ownPieces : pieces - 1 - ownPieces) * TAKEN_AT_ONCE;
      const last = Math.min(first + TAKEN_AT_ONCE, paths.length);
      for (let index = first; index < last; index += 1) states[index] = copy(index) ? 1 : 2;
      ownPieces += 1;
    } while (process.uptime() < turnEnds);
    return true;
  };
}
