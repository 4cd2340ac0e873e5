import { isAscii } from 'node:buffer';
import { closeSync, fstatSync, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { writeAll } from './files.ts';
import { naming } from './named-errors.ts';
import { crc32 } from './crc32.ts';
import {
  CENTRAL_HEADER_BYTES,
  CENTRAL_HEADER_SIGNATURE,
  describeMember,
  END_BYTES,
  END_SIGNATURE,
  EXTRA_HEADER_BYTES,
  findNameProblem,
  LOCAL_HEADER_BYTES,
  LOCAL_HEADER_SIGNATURE,
  MAX_MEMBERS,
  MAX_UINT16,
  MAX_UINT32,
  toDosTime,
  UNIX,
  UTF8_FLAG,
  ZIP64_END_BYTES,
  ZIP64_END_SIGNATURE,
  ZIP64_EXTRA_ID,
  ZIP64_LOCATOR_BYTES,
  ZIP64_LOCATOR_SIGNATURE,
  ZipError,
} from './zip-format.ts';

/** Something to be put in a zip. */
export type ZipMember = ZipDirectoryMember | ZipContentMember | ZipFileMember;

/** A directory by itself; what is in it are members of their own. */
interface ZipDirectoryMember {
  /** A relative path with `/` between its parts; the `/` at the end may be left out. */
  readonly name: string;
  readonly isDirectory: true;
  /** Permission bits, such as 0o755. */
  readonly mode: number;
  /** Milliseconds since 1970; kept as local time in steps of two seconds. */
  readonly modifiedAt: number;
}

interface ZipContentMember {
  /** A relative path with `/` between its parts. */
  readonly name: string;
  readonly isDirectory: false;
  /** Permission bits, such as 0o644. */
  readonly mode: number;
  /** Milliseconds since 1970; kept as local time in steps of two seconds. */
  readonly modifiedAt: number;
  readonly source: { readonly bytes: Uint8Array };
}

interface ZipFileMember extends Partial<ZipFacts> {
  /** A relative path with `/` between its parts. */
  readonly name: string;
  readonly isDirectory: false;
  /** The file that has the content, and where nothing else is said mode and time as well. */
  readonly source: { readonly path: string };
}

type ZipFacts = Pick<ZipContentMember, 'mode' | 'modifiedAt'>;

export interface ZipWriteOptions {
  /** Also asks the file system to keep the zip through a power loss. */
  readonly sync?: boolean;
  /** Uses 64-bit numbers for every member and the directory, not only where 32 bits are too few. */
  readonly zip64?: boolean;
}

/**
 * Writes a new zip with the members in the order given, without compression and comment. Files are
 * read in blocks of 1 MiB; of a file that grows meanwhile the size at its opening is taken, of one
 * that shrinks what is left.
 *
 * `path` must not exist, and has no valid zip before this returns: write under another name and
 * rename. After a failure it is removed. Throws {@link ZipError} for a name that is not a plain
 * relative path or is given twice, and the system's error for files.
 *
 * @returns the size of the zip in bytes.
 */
export function writeZip(
  path: string,
  members: readonly ZipMember[],
  options: ZipWriteOptions = {},
): number {
  const names = checkNames(path, members);
  const file = openSync(path, 'wx');
  let isDone = false;
  try {
    sharedBlock ??= Buffer.allocUnsafeSlow(BLOCK_BYTES);
    const output = new ZipOutput(file, sharedBlock);
    naming(path, () => {
      const entries = members.map((member, index) =>
        writeMember(output, member, Buffer.from(names[index] ?? ''), options.zip64 ?? false),
      );
      writeDirectory(output, entries, options.zip64 ?? false);
      output.flush();
      if (options.sync === true) fsyncSync(file);
    });
    isDone = true;
    return output.position;
  } finally {
    closeSync(file);
    if (!isDone) rmSync(path, { force: true });
  }
}

/** The names as they go into the zip. */
function checkNames(path: string, members: readonly ZipMember[]): string[] {
  if (members.length > MAX_MEMBERS) {
    throw new ZipError(path, `too many members: the limit is ${MAX_MEMBERS}`);
  }
  const known = new Set<string>();
  return members.map(({ name, isDirectory }) => {
    const full = isDirectory && !name.endsWith('/') ? `${name}/` : name;
    const problem =
      findNameProblem(full) ??
      (!isDirectory && full.endsWith('/') ? 'is not a directory but ends in "/"' : undefined) ??
      (Buffer.byteLength(full) > MAX_UINT16 ? 'has a name that is too long' : undefined) ??
      (known.has(full) ? 'is given more than once' : undefined);
    if (problem !== undefined) throw new ZipError(path, `${describeMember(full)} ${problem}`);
    known.add(full);
    return full;
  });
}

/**
 * Bytes read from a file and written to the zip at once. For larger writes Linux takes larger pieces of memory to
 * keep them in, which may be slow to come by: 1 GiB took half as long again with 1 MiB at once.
 */
const BLOCK_BYTES = 16 * 1024;

/** Kept for the next zip: a new one each time keeps the garbage collector busy. */
let sharedBlock: Buffer | undefined;

/** Writes to a new file through a buffer, whose bytes can be changed later wherever they are by then. */
class ZipOutput {
  readonly #file: number;
  readonly #buffer: Buffer;
  #used = 0;
  #flushed = 0;

  constructor(file: number, buffer: Buffer) {
    this.#file = file;
    this.#buffer = buffer;
  }

  /** Bytes written so far. */
  get position(): number {
    return this.#flushed + this.#used;
  }

  append(bytes: Uint8Array): void {
    if (bytes.length > BLOCK_BYTES - this.#used) this.flush();
    if (bytes.length > BLOCK_BYTES) {
      writeAll(this.#file, bytes);
      this.#flushed += bytes.length;
    } else {
      this.#buffer.set(bytes, this.#used);
      this.#used += bytes.length;
    }
  }

  /**
   * Appends up to `length` bytes of an open file, straight into the buffer.
   * @returns the bytes appended, good until the next call; none at the file's end.
   */
  appendFrom(file: number, length: number): Buffer {
    if (this.#used === BLOCK_BYTES) this.flush();
    const start = this.#used;
    const count = readSync(file, this.#buffer, start, Math.min(length, BLOCK_BYTES - start), null);
    this.#used += count;
    return this.#buffer.subarray(start, this.#used);
  }

  /** Overwrites bytes that were appended in one piece at `position`. */
  patch(bytes: Uint8Array, position: number): void {
    if (position >= this.#flushed) {
      this.#buffer.set(bytes, position - this.#flushed);
      return;
    }
    let done = 0;
    while (done < bytes.length) {
      done += writeSync(this.#file, bytes, done, bytes.length - done, position + done);
    }
  }

  flush(): void {
    writeAll(this.#file, this.#buffer.subarray(0, this.#used));
    this.#flushed += this.#used;
    this.#used = 0;
  }
}

/** What the headers of a member say. */
interface ZipEntry {
  readonly name: Buffer;
  readonly attributes: number;
  readonly dosTime: number;
  readonly offset: number;
  readonly crc: number;
  readonly size: number;
  /** Whether the sizes are 64-bit numbers. */
  readonly isLarge: boolean;
}

/** File types in a Unix mode, and the flag older systems know a directory by. */
const DIRECTORY_TYPE = 0o040000;
const REGULAR_FILE_TYPE = 0o100000;
const DOS_DIRECTORY = 0x10;

function writeMember(
  output: ZipOutput,
  member: ZipMember,
  name: Buffer,
  isZip64: boolean,
): ZipEntry {
  const offset = output.position;
  if (member.isDirectory) {
    const entry = toEntry(member, name, offset, NO_CONTENT, false, true);
    output.append(formatLocalHeader(entry));
    return entry;
  }
  if (isContentMember(member)) {
    const { bytes } = member.source;
    const content = { crc: crc32(bytes), size: bytes.length };
    const entry = toEntry(member, name, offset, content, isZip64 || content.size >= MAX_UINT32);
    output.append(formatLocalHeader(entry));
    output.append(bytes);
    return entry;
  }
  const source = openSync(member.source.path, 'r');
  try {
    const { path } = member.source;
    const { size: length, mode, mtimeMs } = naming(path, () => fstatSync(source));
    const facts = { mode: member.mode ?? mode, modifiedAt: member.modifiedAt ?? mtimeMs };
    const isLarge = isZip64 || length >= MAX_UINT32;
    // The checksum and size come in front of the content but are known only after it.
    output.append(formatLocalHeader(toEntry(facts, name, offset, NO_CONTENT, isLarge)));
    const content = copyContent(output, source, length);
    const entry = toEntry(facts, name, offset, content, isLarge);
    output.patch(formatLocalHeader(entry), offset);
    return entry;
  } finally {
    closeSync(source);
  }
}

function isContentMember(member: ZipContentMember | ZipFileMember): member is ZipContentMember {
  return 'bytes' in member.source;
}

interface Content {
  readonly crc: number;
  readonly size: number;
}

const NO_CONTENT: Content = { crc: 0, size: 0 };

function toEntry(
  facts: ZipFacts,
  name: Buffer,
  offset: number,
  content: Content,
  isLarge: boolean,
  isDirectory = false,
): ZipEntry {
  const type = isDirectory ? DIRECTORY_TYPE : REGULAR_FILE_TYPE;
  const mode = type | (facts.mode & 0o7777);
  const attributes = ((mode << 16) | (isDirectory ? DOS_DIRECTORY : 0)) >>> 0;
  const dosTime = toDosTime(facts.modifiedAt);
  return { name, attributes, dosTime, offset, crc: content.crc, size: content.size, isLarge };
}

function copyContent(output: ZipOutput, source: number, length: number): Content {
  let crc = 0;
  let size = 0;
  while (size < length) {
    const block = output.appendFrom(source, length - size);
    if (block.length === 0) break;
    crc = crc32(block, crc);
    size += block.length;
  }
  return { crc, size };
}

/** "Version needed": 2.0 for directories, 4.5 for 64-bit numbers. */
const VERSION = 20;
const ZIP64_VERSION = 45;

const NO_EXTRA = Buffer.alloc(0);

function formatLocalHeader(entry: ZipEntry): Uint8Array {
  const extra = entry.isLarge ? formatZip64Extra([entry.size, entry.size]) : NO_EXTRA;
  const header = newHeader(LOCAL_HEADER_BYTES, entry.name, extra);
  header.setUint32(0, LOCAL_HEADER_SIGNATURE, true);
  header.setUint16(4, entry.isLarge ? ZIP64_VERSION : VERSION, true);
  writeSharedFields(header, 6, entry, extra.length);
  return new Uint8Array(header.buffer);
}

function formatCentralHeader(entry: ZipEntry): Uint8Array {
  const isFar = entry.isLarge || entry.offset >= MAX_UINT32;
  const large = entry.isLarge ? [entry.size, entry.size] : [];
  const extra = isFar ? formatZip64Extra([...large, entry.offset]) : NO_EXTRA;
  const version = isFar ? ZIP64_VERSION : VERSION;
  const header = newHeader(CENTRAL_HEADER_BYTES, entry.name, extra);
  header.setUint32(0, CENTRAL_HEADER_SIGNATURE, true);
  header.setUint16(4, (UNIX << 8) | version, true);
  header.setUint16(6, version, true);
  writeSharedFields(header, 8, entry, extra.length);
  // 32 to 38: no comment, first disk, no internal attributes.
  header.setUint32(38, entry.attributes, true);
  header.setUint32(42, isFar ? MAX_UINT32 : entry.offset, true);
  return new Uint8Array(header.buffer);
}

/** A header of zeros with name and extra field behind. A view writes numbers in less time than a `Buffer`. */
function newHeader(bytes: number, name: Uint8Array, extra: Uint8Array): DataView<ArrayBuffer> {
  const header = new Uint8Array(bytes + name.length + extra.length);
  header.set(name, bytes);
  header.set(extra, bytes + name.length);
  return new DataView(header.buffer);
}

/** The 24 bytes from the flags to the length of the extra field, the same in both headers. */
function writeSharedFields(
  header: DataView,
  at: number,
  entry: ZipEntry,
  extraBytes: number,
): void {
  const size = entry.isLarge ? MAX_UINT32 : entry.size;
  // The method, at +2, stays 0: stored.
  header.setUint16(at, isAscii(entry.name) ? 0 : UTF8_FLAG, true);
  header.setUint32(at + 4, entry.dosTime, true);
  header.setUint32(at + 8, entry.crc, true);
  header.setUint32(at + 12, size, true);
  header.setUint32(at + 16, size, true);
  header.setUint16(at + 20, entry.name.length, true);
  header.setUint16(at + 22, extraBytes, true);
}

function formatZip64Extra(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(EXTRA_HEADER_BYTES + values.length * 8);
  extra.writeUInt16LE(ZIP64_EXTRA_ID, 0);
  extra.writeUInt16LE(values.length * 8, 2);
  values.forEach((value, index) => {
    extra.writeBigUInt64LE(BigInt(value), EXTRA_HEADER_BYTES + index * 8);
  });
  return extra;
}

function writeDirectory(output: ZipOutput, entries: readonly ZipEntry[], isZip64: boolean): void {
  const start = output.position;
  for (const entry of entries) output.append(formatCentralHeader(entry));
  const size = output.position - start;
  const count = entries.length;
  if (isZip64 || count >= MAX_UINT16 || size >= MAX_UINT32 || start >= MAX_UINT32) {
    output.append(formatZip64End(count, size, start));
  }
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END_SIGNATURE, 0);
  end.writeUInt16LE(Math.min(count, MAX_UINT16), 8);
  end.writeUInt16LE(Math.min(count, MAX_UINT16), 10);
  end.writeUInt32LE(Math.min(size, MAX_UINT32), 12);
  end.writeUInt32LE(Math.min(start, MAX_UINT32), 16);
  output.append(end);
}

/** The 64-bit end record and, behind it, its locator. */
function formatZip64End(count: number, size: number, start: number): Buffer {
  const record = Buffer.alloc(ZIP64_END_BYTES + ZIP64_LOCATOR_BYTES);
  record.writeUInt32LE(ZIP64_END_SIGNATURE, 0);
  // Its own size without the first 12 bytes.
  record.writeBigUInt64LE(BigInt(ZIP64_END_BYTES - 12), 4);
  record.writeUInt16LE((UNIX << 8) | ZIP64_VERSION, 12);
  record.writeUInt16LE(ZIP64_VERSION, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  const locator = record.subarray(ZIP64_END_BYTES);
  locator.writeUInt32LE(ZIP64_LOCATOR_SIGNATURE, 0);
  locator.writeBigUInt64LE(BigInt(start + size), 8);
  // One disk in all.
  locator.writeUInt32LE(1, 16);
  return record;
}
