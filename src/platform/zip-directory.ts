import { isUtf8 } from 'node:buffer';
import { fstatSync, readSync } from 'node:fs';
import { naming } from './named-errors.ts';
import {
  CENTRAL_HEADER_BYTES,
  CENTRAL_HEADER_SIGNATURE,
  END_BYTES,
  END_SIGNATURE,
  EXTRA_HEADER_BYTES,
  MAX_MEMBERS,
  MAX_UINT16,
  MAX_UINT32,
  uint16,
  uint32,
  ZIP64_END_BYTES,
  ZIP64_END_SIGNATURE,
  ZIP64_EXTRA_ID,
  ZIP64_LOCATOR_BYTES,
  ZIP64_LOCATOR_SIGNATURE,
  ZipError,
} from './zip-format.ts';

/** Bytes from the end of a file in which the end record must start: it may have a 64 KiB comment. */
export const TAIL_BYTES: number = END_BYTES + MAX_UINT16;

/** Bytes of a central directory that are read into memory: a million names of 200 bytes. */
const MAX_DIRECTORY_BYTES = 256 * 1024 * 1024;

/** An open zip file with its end in memory. */
export interface ZipFile {
  readonly path: string;
  /** The file descriptor. */
  readonly file: number;
  readonly sizeBytes: number;
  /** The last bytes of the file, at least {@link TAIL_BYTES} unless the file is smaller. */
  readonly tail: Buffer;
  /** Where in the file `tail` starts. */
  readonly tailStart: number;
}

/** The central directory: one header after the other. */
export interface ZipDirectory {
  readonly bytes: Buffer;
  /** Where it starts in the file: every member lies before. */
  readonly start: number;
  readonly memberCount: number;
}

/** The facts about one member in the central directory. */
export interface ZipHeader {
  readonly flags: number;
  readonly method: number;
  readonly dosTime: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** The name as stored, a view of the directory. */
  readonly nameBytes: Buffer;
  /** The program's system in the upper byte (3: Unix). */
  readonly versionMadeBy: number;
  readonly attributes: number;
  /** Where the local header is. */
  readonly offset: number;
}

/**
 * Reads the end of an open file into `buffer` (of {@link TAIL_BYTES} bytes), which the result then
 * uses. For a file that fits in it, this is a single read.
 */
export function loadZipFile(path: string, file: number, buffer: Buffer): ZipFile {
  return naming(path, () => loadOpen(path, file, buffer));
}

function loadOpen(path: string, file: number, buffer: Buffer): ZipFile {
  const length = readFully(file, buffer, 0);
  if (length < buffer.length) {
    return { path, file, sizeBytes: length, tail: buffer.subarray(0, length), tailStart: 0 };
  }
  const sizeBytes = fstatSync(file).size;
  const tailStart = sizeBytes - buffer.length;
  if (tailStart < 0) throw new ZipError(path, 'the file was shortened while it was read');
  if (tailStart > 0 && readFully(file, buffer, tailStart) < buffer.length) {
    throw new ZipError(path, 'the file was shortened while it was read');
  }
  return { path, file, sizeBytes, tail: buffer, tailStart };
}

/** `length` bytes at `start`: a view of the tail where it has them, otherwise read into a new buffer. */
export function bytesAt(zip: ZipFile, start: number, length: number): Buffer {
  if (start < 0 || start + length > zip.sizeBytes) {
    throw new ZipError(zip.path, 'the zip is damaged: a record points outside the file');
  }
  const offset = start - zip.tailStart;
  if (offset >= 0) return zip.tail.subarray(offset, offset + length);
  const bytes = Buffer.allocUnsafe(length);
  if (naming(zip.path, () => readFully(zip.file, bytes, start)) < length) {
    throw new ZipError(zip.path, 'the file was shortened while it was read');
  }
  return bytes;
}

/** Larger reads are refused by some systems. */
const MAX_READ_BYTES = 1024 * 1024 * 1024;

/** Fills `buffer` from `position`; fewer bytes are read only at the end of the file. */
function readFully(file: number, buffer: Buffer, position: number): number {
  let done = 0;
  while (done < buffer.length) {
    const wanted = Math.min(buffer.length - done, MAX_READ_BYTES);
    const count = readSync(file, buffer, done, wanted, position + done);
    done += count;
    // For a regular file fewer bytes than asked for means its end: one system call saved for each zip.
    if (count < wanted) return done;
  }
  return done;
}

/**
 * Finds and loads the central directory. The records must follow each other without a gap up to the
 * end of the file, so that a cut-off zip which holds another one is not taken for that one.
 */
export function loadDirectory(zip: ZipFile): ZipDirectory {
  const endStart = findEndRecord(zip);
  const end = zip.tail.subarray(endStart, endStart + END_BYTES);
  const endPosition = zip.tailStart + endStart;
  const location = readZip64End(zip, endPosition) ?? {
    disk: uint16(end, 4) | uint16(end, 6),
    memberCount: uint16(end, 10),
    memberCountHere: uint16(end, 8),
    sizeBytes: uint32(end, 12),
    start: uint32(end, 16),
    end: endPosition,
  };
  const { memberCount, sizeBytes, start } = location;
  if (location.disk !== 0 || location.memberCountHere !== memberCount) {
    throw new ZipError(zip.path, 'the zip is one part of an archive in several files');
  }
  if (start + sizeBytes !== location.end) {
    throw new ZipError(zip.path, 'the zip is damaged: its directory is not where it should be');
  }
  if (memberCount > MAX_MEMBERS || sizeBytes > MAX_DIRECTORY_BYTES) {
    throw new ZipError(zip.path, `the zip has too many members: the limit is ${MAX_MEMBERS}`);
  }
  return { bytes: bytesAt(zip, start, sizeBytes), start, memberCount };
}

/** Where in the tail the end record starts: the last one whose comment reaches exactly to the end. */
function findEndRecord({ path, tail }: ZipFile): number {
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    // Byte by byte: the comment to search may have 64 KiB.
    if (tail[at] !== 0x50 || uint32(tail, at) !== END_SIGNATURE) continue;
    if (at + END_BYTES + uint16(tail, at + 20) === tail.length) return at;
  }
  throw new ZipError(path, 'the file is not a zip or was cut off: it has no end record');
}

interface DirectoryLocation {
  readonly disk: number;
  readonly memberCount: number;
  readonly memberCountHere: number;
  readonly sizeBytes: number;
  readonly start: number;
  /** Where the record after the directory starts. */
  readonly end: number;
}

/** What the 64-bit end record says, if the zip has one. */
function readZip64End(zip: ZipFile, endPosition: number): DirectoryLocation | undefined {
  const locatorStart = endPosition - ZIP64_LOCATOR_BYTES;
  if (locatorStart < 0) return undefined;
  const locator = bytesAt(zip, locatorStart, ZIP64_LOCATOR_BYTES);
  if (uint32(locator, 0) !== ZIP64_LOCATOR_SIGNATURE) return undefined;
  const start = readUint64(zip, locator, 8);
  const record = bytesAt(zip, start, ZIP64_END_BYTES);
  // The record's own size does not count its first 12 bytes.
  const recordEnd = start + 12 + readUint64(zip, record, 4);
  if (uint32(record, 0) !== ZIP64_END_SIGNATURE || recordEnd !== locatorStart) {
    throw new ZipError(zip.path, 'the zip is damaged: its zip64 end record is not in its place');
  }
  return {
    disk: uint32(locator, 4) | uint32(record, 16) | uint32(record, 20),
    memberCountHere: readUint64(zip, record, 24),
    memberCount: readUint64(zip, record, 32),
    sizeBytes: readUint64(zip, record, 40),
    start: readUint64(zip, record, 48),
    end: start,
  };
}

/**
 * Calls `visit` for each member in order with the places, in `directory.bytes`, of its header and of
 * its name. Nothing is allocated: a listing goes through 100,000 directories for a few names each.
 */
export function walkDirectory(
  zip: ZipFile,
  directory: ZipDirectory,
  visit: (headerStart: number, nameStart: number, nameEnd: number) => void,
): void {
  const { bytes, memberCount } = directory;
  let at = 0;
  for (let index = 0; index < memberCount; index++) {
    const nameStart = at + CENTRAL_HEADER_BYTES;
    if (nameStart > bytes.length || uint32(bytes, at) !== CENTRAL_HEADER_SIGNATURE) {
      throw new ZipError(zip.path, 'the zip is damaged: its directory is broken');
    }
    const nameEnd = nameStart + uint16(bytes, at + 28);
    const next = nameEnd + uint16(bytes, at + 30) + uint16(bytes, at + 32);
    if (next > bytes.length) {
      throw new ZipError(zip.path, 'the zip is damaged: its directory is broken');
    }
    visit(at, nameStart, nameEnd);
    at = next;
  }
  if (at !== bytes.length) {
    throw new ZipError(zip.path, 'the zip is damaged: its directory has more than it says');
  }
}

/** The header at a place {@link walkDirectory} gave. */
export function readHeader(zip: ZipFile, directory: ZipDirectory, headerStart: number): ZipHeader {
  const { bytes } = directory;
  const at = headerStart;
  const nameStart = at + CENTRAL_HEADER_BYTES;
  const nameEnd = nameStart + uint16(bytes, at + 28);
  const extraEnd = nameEnd + uint16(bytes, at + 30);
  let compressedSize = uint32(bytes, at + 20);
  let size = uint32(bytes, at + 24);
  let offset = uint32(bytes, at + 42);
  if (size === MAX_UINT32 || compressedSize === MAX_UINT32 || offset === MAX_UINT32) {
    const extra = findZip64Extra(bytes.subarray(nameEnd, extraEnd));
    let next = 0;
    // The 64-bit numbers are there only for the fields that are full, in this order.
    const widen = (value: number): number => {
      if (value !== MAX_UINT32 || extra === undefined) return value;
      if (next + 8 > extra.length)
        throw new ZipError(zip.path, 'the zip is damaged: no 64-bit size');
      next += 8;
      return readUint64(zip, extra, next - 8);
    };
    size = widen(size);
    compressedSize = widen(compressedSize);
    offset = widen(offset);
  }
  return {
    versionMadeBy: uint16(bytes, at + 4),
    flags: uint16(bytes, at + 8),
    method: uint16(bytes, at + 10),
    dosTime: uint32(bytes, at + 12),
    crc: uint32(bytes, at + 16),
    compressedSize,
    size,
    nameBytes: bytes.subarray(nameStart, nameEnd),
    attributes: uint32(bytes, at + 38),
    offset,
  };
}

/** The content of the first zip64 extra field, if there is one. Other fields are not looked at. */
function findZip64Extra(extra: Buffer): Buffer | undefined {
  let at = 0;
  while (at + EXTRA_HEADER_BYTES <= extra.length) {
    const start = at + EXTRA_HEADER_BYTES;
    const end = start + uint16(extra, at + 2);
    if (uint16(extra, at) === ZIP64_EXTRA_ID) return extra.subarray(start, end);
    at = end;
  }
  return undefined;
}

function readUint64(zip: ZipFile, bytes: Buffer, at: number): number {
  const value = Number(bytes.readBigUInt64LE(at));
  if (!Number.isSafeInteger(value)) {
    throw new ZipError(zip.path, 'the zip is damaged: a size is impossibly large');
  }
  return value;
}

/**
 * The name of a member. Names are taken as UTF-8 even without the flag that says so, as most
 * programs write them. Undefined when the bytes are not UTF-8.
 */
export function decodeName(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}
