import { Buffer, constants } from 'node:buffer';
import { crc32 } from './crc32.ts';
import { inflateRawSync } from './on-demand.ts';
import { bytesAt } from './zip-directory.ts';
import type { ZipDirectory, ZipFile, ZipHeader } from './zip-directory.ts';
import {
  DEFLATED,
  describeMember,
  ENCRYPTED_FLAG,
  LOCAL_HEADER_BYTES,
  LOCAL_HEADER_SIGNATURE,
  STORED,
  uint16,
  uint32,
  ZipError,
} from './zip-format.ts';

/** The most bytes a member may have to be read whole, unless the caller says otherwise: 1 GiB. */
const DEFAULT_MAX_BYTES = 1024 * 1024 * 1024;

/** How much of a member may be read. */
export interface ZipReadOptions {
  /** A larger member is refused before any memory is taken; 1 GiB when left out. */
  readonly maxBytes?: number;
}

/** Which of two members is meant depends on the program, so neither is taken. */
export function duplicateError(zip: ZipFile, name: string): ZipError {
  return memberError(zip, name, 'is there more than once');
}

/** What is wrong with a member, as an error to be thrown. */
function memberError(zip: ZipFile, name: string, problem: string, cause?: unknown): ZipError {
  const options = cause === undefined ? undefined : { cause };
  return new ZipError(zip.path, `${describeMember(name)} ${problem}`, options);
}

/** The whole content of a member, checked against its size and CRC. */
export function readContent(
  zip: ZipFile,
  directory: ZipDirectory,
  header: ZipHeader,
  name: string,
  options: ZipReadOptions | undefined,
): Buffer {
  const maxBytes = Math.min(options?.maxBytes ?? DEFAULT_MAX_BYTES, constants.MAX_LENGTH);
  const { compressedSize, size } = header;
  // A deflated member is never much larger than its content, so this bounds both.
  if (size > maxBytes || compressedSize > maxBytes + DEFLATE_OVERHEAD_BYTES + maxBytes / 1000) {
    throw memberError(zip, name, `is too large to be read: the limit is ${maxBytes} bytes`);
  }
  const start = findContent(zip, directory, header, name);
  const content =
    header.method === STORED
      ? ownBytesAt(zip, start, size)
      : inflate(zip, bytesAt(zip, start, compressedSize), size, name);
  if (crc32(content) !== header.crc) {
    throw memberError(zip, name, 'is damaged: its checksum does not match');
  }
  return content;
}

/** By how much deflated content may exceed the original, besides a thousandth of it. */
const DEFLATE_OVERHEAD_BYTES = 1024;

/** Where a member's content starts, after checking that it can be read and lies before the directory. */
export function findContent(
  zip: ZipFile,
  directory: ZipDirectory,
  header: ZipHeader,
  name: string,
): number {
  if ((header.flags & ENCRYPTED_FLAG) !== 0) throw memberError(zip, name, 'is encrypted');
  if (header.method !== STORED && header.method !== DEFLATED) {
    throw memberError(zip, name, `uses an unknown compression method (${header.method})`);
  }
  if (header.method === STORED && header.size !== header.compressedSize) {
    throw memberError(zip, name, 'is damaged: it has two sizes');
  }
  const { nameBytes, offset } = header;
  const nameStart = LOCAL_HEADER_BYTES;
  const local =
    offset + nameStart + nameBytes.length <= directory.start
      ? bytesAt(zip, offset, nameStart + nameBytes.length)
      : undefined;
  if (
    local === undefined ||
    uint32(local, 0) !== LOCAL_HEADER_SIGNATURE ||
    uint16(local, 26) !== nameBytes.length ||
    local.compare(nameBytes, 0, nameBytes.length, nameStart) !== 0
  ) {
    throw memberError(zip, name, 'is damaged: its content is not where it should be');
  }
  const start = offset + local.length + uint16(local, 28);
  if (start + header.compressedSize > directory.start) {
    throw memberError(zip, name, 'is damaged: its size goes beyond the content of the zip');
  }
  return start;
}

/** Bytes the caller may keep: the tail is shared. */
export function ownBytesAt(zip: ZipFile, start: number, length: number): Buffer {
  const bytes = bytesAt(zip, start, length);
  return start >= zip.tailStart ? Buffer.from(bytes) : bytes;
}

function inflate(zip: ZipFile, compressed: Buffer, size: number, name: string): Buffer {
  let content: Buffer;
  try {
    content = inflateRawSync(compressed, { maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    if (!isInflateError(error)) throw error;
    throw memberError(zip, name, 'is damaged: it cannot be inflated to its size', error);
  }
  if (content.length !== size) {
    throw memberError(zip, name, `is damaged: it has ${content.length} bytes instead of ${size}`);
  }
  return content;
}

/** Broken deflated data, or more of it than declared; not a lack of memory. */
function isInflateError(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  return error.code === 'ERR_BUFFER_TOO_LARGE' || String(error.code).startsWith('Z_');
}
