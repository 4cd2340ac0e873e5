import { closeSync, constants, fchmodSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { monotonicMillis } from './clock.ts';
import { openMaking, writeAll } from './files.ts';
import { LARGE_BYTES, copyLarge } from './large-copy.ts';
import type { BytesListener } from './large-copy.ts';
import { naming } from './named-errors.ts';
import { createHash, sha256 as hashBytes } from './on-demand.ts';
import { withinUmask } from './umask.ts';

/** A copy as it was when it was made. */
export interface CopiedFile {
  /** Of the copy, as 64 lower-case hex digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
  /** When content or permissions last changed: nobody can set this time back. */
  readonly changedNs: bigint;
  readonly inode: bigint;
  readonly isReadOnly: boolean;
  /** When it was made, on the clock of `monotonicMillis`. */
  readonly copiedAtMillis: number;
}

export interface CopyOptions {
  /** Leaves out the write bits; without it the owner may write, whatever the original's mode. */
  readonly isReadOnly?: boolean;
  /** Told how far a large file is; what it throws ends the copying. */
  readonly onBytes?: BytesListener;
}

/** Few system calls for most files, and small enough to stay in the processor's cache. */
const BLOCK_BYTES = 256 * 1024;

let block: Buffer | undefined;

const PERMISSION_BITS = 0o777;
const WRITE_BITS = 0o222;
const OWNER_WRITE = 0o200;

/**
 * Copies a file's content and permission bits to a new file, and hashes what was copied. Links are
 * followed; parent folders are made. `target` must not exist. A promise for a large file only: it is
 * copied and hashed at the same time, and other things can happen meanwhile.
 */
export function copyHashed(
  source: string,
  target: string,
  options: CopyOptions = {},
): CopiedFile | Promise<CopiedFile> {
  // Not blocking: a pipe that took the file's place since it was listed would wait for a writer.
  const input = openSync(source, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = naming(source, () => fstatSync(input));
    const mode = modeOfCopy(status.mode, options.isReadOnly === true);
    if (status.size >= LARGE_BYTES) return copyBySystem(source, target, mode, options.onBytes);
    return naming(target, () => copyByBlocks({ source, input }, status.size, target, mode));
  } finally {
    closeSync(input);
  }
}

/** The permission bits of a copy of a file with this mode. */
export function modeOfCopy(mode: number, isReadOnly: boolean): number {
  return isReadOnly
    ? mode & PERMISSION_BITS & ~WRITE_BITS
    : withinUmask((mode & PERMISSION_BITS) | OWNER_WRITE);
}

/** Makes a copy of a file whose content is known. `target` must not exist; its folders are made. */
export function writeCopy(
  target: string,
  content: Uint8Array,
  mode: number,
): Omit<CopiedFile, 'sha256'> {
  const output = openMaking(target, 'wx', mode);
  try {
    return naming(target, () => {
      writeAll(output, content);
      return closingFacts(output, mode);
    });
  } finally {
    closeSync(output);
  }
}

async function copyBySystem(
  source: string,
  target: string,
  mode: number,
  onBytes: BytesListener | undefined,
): Promise<CopiedFile> {
  const sha256 = await copyLarge(source, target, mode, onBytes);
  return { sha256, ...factsOf(statSync(target, { bigint: true })) };
}

function copyByBlocks(from: Source, size: number, target: string, mode: number): CopiedFile {
  block ??= Buffer.allocUnsafeSlow(BLOCK_BYTES);
  const output = openMaking(target, 'wx', mode);
  try {
    const read = readBlock(from);
    const count = size === 0 ? read : Math.min(read, size);
    const start = block.subarray(0, count);
    if (count > 0) writeAll(output, start);
    // A read that stops elsewhere than at the end is rare, but there are file systems that do it.
    const isWhole = count === size && count < BLOCK_BYTES;
    const sha256 = isWhole ? hashBytes(start) : copyRest(from, output, start, size);
    return { sha256, ...closingFacts(output, mode) };
  } finally {
    closeSync(output);
  }
}

/** A file that is copied, open. */
interface Source {
  readonly source: string;
  readonly input: number;
}

/** What cannot be read is the source; all else that fails here is the copy. */
function readBlock({ source, input }: Source): number {
  const buffer = (block ??= Buffer.allocUnsafeSlow(BLOCK_BYTES));
  return naming(source, () => readSync(input, buffer, 0, BLOCK_BYTES, null));
}

/** What is added to a file meanwhile is left out. The system's own files say that they are empty. */
function copyRest(from: Source, output: number, start: Uint8Array, size: number): string {
  const digest = createHash('sha256').update(start);
  let left = (size === 0 ? Infinity : size) - start.length;
  for (;;) {
    block ??= Buffer.allocUnsafeSlow(BLOCK_BYTES);
    const bytes = block.subarray(0, Math.min(left, readBlock(from)));
    if (bytes.length === 0) return digest.digest('hex');
    left -= bytes.length;
    digest.update(bytes);
    writeAll(output, bytes);
  }
}

/** Gives the copy its mode where the umask took bits from it. */
function closingFacts(file: number, mode: number): Omit<CopiedFile, 'sha256'> {
  const status = fstatSync(file, { bigint: true });
  if ((Number(status.mode) & PERMISSION_BITS) === mode) return factsOf(status);
  fchmodSync(file, mode);
  return factsOf(fstatSync(file, { bigint: true }));
}

function factsOf({ size, mode, mtimeNs, ctimeNs, ino }: BigIntStats): Omit<CopiedFile, 'sha256'> {
  const isReadOnly = (Number(mode) & WRITE_BITS) === 0;
  const copiedAtMillis = monotonicMillis();
  return {
    sizeBytes: Number(size),
    mtimeNs,
    changedNs: ctimeNs,
    inode: ino,
    isReadOnly,
    copiedAtMillis,
  };
}
