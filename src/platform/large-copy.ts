import { chmodSync, closeSync, constants, fstatSync, openSync, read, write } from 'node:fs';
import { availableParallelism } from 'node:os';
import { BlockWriter } from './block-writer.ts';
import { tryClone } from './try-clone.ts';
import { createFile, hashFile } from './file-tree.ts';
import { naming } from './named-errors.ts';
import { createHash } from './on-demand.ts';

/** From this size on, a file is worth the effort to clone it, and to read it ahead. */
export const LARGE_BYTES: number = 4 * 1024 * 1024;

/** Told how many bytes of how many are done. */
export type BytesListener = (done: number, total: number) => void;

/**
 * Copies a file to a new one and hashes what was copied, cloned where the file system can. Parent
 * folders are made; `target` must not exist. Events are handled meanwhile.
 *
 * The system's own copying would take less time of the processor, but it never ends for a file that
 * becomes shorter.
 * @param onBytes what it throws ends the work.
 * @returns the SHA-256 as 64 lower-case hex digits.
 */
export async function copyLarge(
  source: string,
  target: string,
  mode: number,
  onBytes: BytesListener = () => undefined,
): Promise<string> {
  if (tryClone(source, target)) {
    chmodSync(target, mode);
    return hashLarge(target, onBytes);
  }
  const output = createFile(target, mode);
  try {
    return await naming(target, async () => readLarge(source, output, onBytes));
  } finally {
    closeSync(output);
  }
}

/** The SHA-256 of a large file's content, links followed. What `onBytes` throws ends the work. */
async function hashLarge(path: string, onBytes: BytesListener): Promise<string> {
  return readLarge(path, undefined, onBytes);
}

/** The SHA-256 of a file's content, links followed; of a large one events are handled meanwhile. @param sizeBytes as it was last seen. */
export function hashBySize(
  path: string,
  sizeBytes: number,
  onBytes: BytesListener = () => undefined,
): string | Promise<string> {
  return sizeBytes < LARGE_BYTES ? hashFile(path) : hashLarge(path, onBytes);
}

const BLOCK_BYTES = 1024 * 1024;

/**
 * Hashes a file block by block, while the next one is read and, for a copy, the one before is written.
 * What is added to it meanwhile is left out: a file that grows as fast would never end.
 */
async function readLarge(
  path: string,
  output: number | undefined,
  onBytes: BytesListener,
): Promise<string> {
  const input = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const digest = createHash('sha256');
  const total = naming(path, () => fstatSync(input)).size;
  let left = total;
  const readNext = async (block: Block): Promise<Block> => {
    const bytes = await readBlock(path, input, block.subarray(0, Math.min(left, block.length)));
    left -= bytes.length;
    return bytes;
  };
  let done = 0;
  const writer = output === undefined ? undefined : writerOf(total);
  const writeOut = async (file: number, bytes: Block): Promise<void> =>
    writer === undefined ? writeBlock(file, bytes) : writer.write(file, bytes);
  // One is written, one is hashed, and one is read into, each in its turn.
  let [written, hashed, next] = [newBlock(), newBlock(), newBlock()];
  let reading = readNext(hashed);
  let writing = Promise.resolve();
  try {
    for (;;) {
      const bytes = await reading;
      if (bytes.length === 0) break;
      reading = readNext(next);
      reading.catch(ignore);
      digest.update(bytes);
      await writing;
      if (output !== undefined) writing = writeOut(output, bytes);
      writing.catch(ignore);
      [written, hashed, next] = [hashed, next, written];
      done += bytes.length;
      onBytes(done, total);
    }
    await writing;
    return digest.digest('hex');
  } finally {
    // A descriptor is given to others as soon as it is closed: nobody may still use it.
    await Promise.allSettled([reading, writing]);
    closeSync(input);
    await writer?.end();
  }
}

/** From this size on, a file is worth a thread that writes it. */
const THREAD_FROM_BYTES = 64 * 1024 * 1024;

const writerOf = (sizeBytes: number): BlockWriter | undefined =>
  sizeBytes >= THREAD_FROM_BYTES && availableParallelism() > 1 ? BlockWriter.start() : undefined;

/** Memory that threads can share. */
type Block = Uint8Array<SharedArrayBuffer>;

const newBlock = (): Block => new Uint8Array(new SharedArrayBuffer(BLOCK_BYTES));

async function readBlock(path: string, file: number, block: Block): Promise<Block> {
  return new Promise((resolve, reject) => {
    read(file, block, 0, block.length, null, (error, count) => {
      if (error === null) resolve(block.subarray(0, count));
      else reject(Object.assign(error, { path }));
    });
  });
}

/** Writes every byte: a single write may be short. */
async function writeBlock(file: number, bytes: Block): Promise<void> {
  const count = await new Promise<number>((resolve, reject) => {
    write(file, bytes, (error, count) => {
      if (error === null) resolve(count);
      else reject(error);
    });
  });
  if (count < bytes.length) await writeBlock(file, bytes.subarray(count));
}

/** For a promise that is asked for later: a failure that comes before is not unhandled. */
const ignore = (): void => undefined;
