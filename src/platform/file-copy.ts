import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  futimesSync,
  openSync,
  readSync,
  utimesSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { tryClone } from './try-clone.ts';
import { hasErrorCode, isNotFound, makeDirectory, writeAll } from './files.ts';
import { naming } from './named-errors.ts';
import { createHash } from './on-demand.ts';
import { withinUmask } from './umask.ts';
import { yieldToEvents } from './timers.ts';

/** How long work goes on before signals and the terminal get their turn. */
const TURN_MS = 50;

/**
 * Keeps long work on files responsive. {@link WorkPace.rest} costs next to nothing when it is not time
 * for one. Making one throws the reason of a signal that has been given.
 */
export class WorkPace {
  readonly #signal: AbortSignal | undefined;
  #turnEndsMs = 0;

  constructor(signal?: AbortSignal) {
    signal?.throwIfAborted();
    this.#signal = signal;
  }

  /** Lets events be handled if they have waited for long, else undefined. Rejects with the signal's reason. */
  rest(): Promise<void> | undefined {
    return Date.now() < this.#turnEndsMs ? undefined : this.#yield();
  }

  async #yield(): Promise<void> {
    await yieldToEvents();
    this.#signal?.throwIfAborted();
    this.#turnEndsMs = Date.now() + TURN_MS;
  }
}

/** Told of every block that was copied. */
export type BytesListener = (count: number) => void;

/** Few system calls for large files, little memory for many small ones. */
const BLOCK_BYTES = 1024 * 1024;

let block: Buffer | undefined;

/** From this size on a copy that shares its blocks with the original is worth the attempt. */
const CLONE_BYTES = 1024 * 1024;

/**
 * Copies the content of a file, links followed, to a new file, and hashes what was copied. Large files
 * are cloned where the file system can. `target` must not exist; its folders are made.
 * @returns the SHA-256 of the copy as 64 lower-case hex digits.
 */
export async function copyContent(
  source: string,
  target: string,
  pace: WorkPace,
  onBytes: BytesListener,
): Promise<string> {
  // Not blocking: a pipe that took the file's place since it was listed would wait for a writer.
  const input = openSync(source, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = naming(source, () => fstatSync(input));
    if (size >= CLONE_BYTES && tryClone(source, target)) {
      return await hashContent(target, pace, onBytes);
    }
    const output = createFile(target);
    try {
      return await pump(source, input, size === 0 ? Infinity : size, pace, (bytes) => {
        naming(target, () => {
          writeAll(output, bytes);
        });
        onBytes(bytes.length);
      });
    } finally {
      closeSync(output);
    }
  } finally {
    closeSync(input);
  }
}

/** The SHA-256 of a file's content, links followed, as 64 lower-case hex digits. */
export async function hashContent(
  path: string,
  pace: WorkPace,
  onBytes: BytesListener = () => undefined,
): Promise<string> {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return await pump(path, file, Infinity, pace, (bytes) => {
      onBytes(bytes.length);
    });
  } finally {
    closeSync(file);
  }
}

/** Reads a file to its end, or as far as it is told. @returns the SHA-256 of what was read. */
async function pump(
  path: string,
  file: number,
  length: number,
  pace: WorkPace,
  use: (bytes: Uint8Array) => void,
): Promise<string> {
  const hash = createHash('sha256');
  let left = length;
  for (;;) {
    const rest = pace.rest();
    if (rest !== undefined) await rest;
    // Shared by all copies: nothing waits between a read and its use.
    block ??= Buffer.allocUnsafeSlow(BLOCK_BYTES);
    const buffer = block;
    const count = naming(path, () =>
      readSync(file, buffer, 0, Math.min(left, buffer.length), null),
    );
    left -= count;
    if (count === 0) return hash.digest('hex');
    const bytes = block.subarray(0, count);
    hash.update(bytes);
    use(bytes);
  }
}

function createFile(path: string): number {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    if (!isNotFound(error)) throw error;
    makeDirectory(dirname(path));
    return openSync(path, 'wx');
  }
}

/** What a file has besides its content. */
export interface FileFacts {
  /** Permission bits. */
  readonly mode: number;
  /** Milliseconds since the epoch, with their fraction. */
  readonly modifiedAt: number;
}

/** Gives a file its permission bits, within the user's mask, and its time of modification. */
export function setFileFacts(path: string, { mode: given, modifiedAt }: FileFacts): void {
  const mode = withinUmask(given);
  const seconds = modifiedAt / 1000;
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    // A file one may write and not read.
    if (!hasErrorCode(error, 'EACCES')) throw error;
    utimesSync(path, seconds, seconds);
    chmodSync(path, mode);
    return;
  }
  try {
    futimesSync(file, seconds, seconds);
    fchmodSync(file, mode);
  } finally {
    closeSync(file);
  }
}
