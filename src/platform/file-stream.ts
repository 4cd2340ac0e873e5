import { closeSync, createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { createFile } from './file-tree.ts';
import { writeAll } from './files.ts';
import { createHash } from './on-demand.ts';

/** Bytes that come piece by piece; each piece may be looked at until the next one is asked for. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** Which part of a file is read, and how it is compressed. */
export interface ReadStreamOptions {
  readonly start?: number;
  readonly length?: number;
  readonly compression?: 'gzip' | 'deflate';
}

const BLOCK_BYTES = 256 * 1024;

/** Reads a file piece by piece. The stream fails with the system's or zlib's error. */
export function openByteStream(path: string, options: ReadStreamOptions = {}): ByteStream {
  const { start = 0, length, compression } = options;
  if (length === 0) return emptyStream();
  const end = length === undefined ? Number.POSITIVE_INFINITY : start + length - 1;
  const input = createReadStream(path, { start, end, highWaterMark: BLOCK_BYTES });
  if (compression === undefined) return input;
  const expand =
    compression === 'gzip'
      ? createGunzip({ chunkSize: BLOCK_BYTES })
      : createInflateRaw({ chunkSize: BLOCK_BYTES });
  // The reader of `expand` gets every error; this closes the file whatever happens.
  return pipeline(input, expand, () => undefined);
}

async function* emptyStream(): AsyncGenerator<Uint8Array> {
  // Nothing to read.
}

/** A file written from a stream. */
export interface StreamedFile {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * Writes a stream to a new file and hashes it; parent folders are made. `path` must not exist. When
 * the stream fails, what was written stays.
 * @param onBytes told of each piece after it was written; what it throws ends the writing.
 */
export async function writeByteStream(
  path: string,
  stream: ByteStream,
  mode: number,
  onBytes: (count: number) => void = () => undefined,
): Promise<StreamedFile> {
  const file = createFile(path, mode);
  try {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const bytes of stream) {
      hash.update(bytes);
      writeAll(file, bytes);
      sizeBytes += bytes.length;
      onBytes(bytes.length);
    }
    return { sha256: hash.digest('hex'), sizeBytes };
  } finally {
    closeSync(file);
  }
}

/** The digest and size of what a stream gives. */
export async function hashByteStream(
  stream: ByteStream,
): Promise<Pick<StreamedFile, 'sha256' | 'sizeBytes'>> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const bytes of stream) {
    hash.update(bytes);
    sizeBytes += bytes.length;
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}
