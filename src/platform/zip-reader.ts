import { constants } from 'node:buffer';
import { closeSync, openSync } from 'node:fs';
import { crc32, inflateRawSync } from './on-demand.ts';
import {
  bytesAt,
  decodeName,
  loadDirectory,
  loadZipFile,
  readHeader,
  TAIL_BYTES,
  walkDirectory,
} from './zip-directory.ts';
import type { ZipDirectory, ZipFile, ZipHeader } from './zip-directory.ts';
import {
  DEFLATED,
  describeMember,
  ENCRYPTED_FLAG,
  findNameProblem,
  fromDosTime,
  LOCAL_HEADER_BYTES,
  LOCAL_HEADER_SIGNATURE,
  STORED,
  UNIX,
  ZipError,
} from './zip-format.ts';

/** The most bytes a member may have to be read whole, unless the caller says otherwise: 1 GiB. */
const DEFAULT_MAX_BYTES = 1024 * 1024 * 1024;

/** How much of a member may be read. */
export interface ZipReadOptions {
  /** A larger member is refused before any memory is taken; 1 GiB when left out. */
  readonly maxBytes?: number;
}

/** What a zip says about a member. */
export interface ZipMemberStatus {
  readonly size: number;
  readonly compressedSize: number;
  /** Permission bits, such as 0o644. */
  readonly mode: number;
  readonly isDirectory: boolean;
  /** Milliseconds since 1970, in steps of two seconds; the zip has local time without its zone. */
  readonly modifiedAt: number;
}

/** Where a member's content is, for whoever reads it piece by piece. */
export interface ZipMemberContent {
  /** Of the content's first byte in the file. */
  readonly start: number;
  readonly compressedSize: number;
  readonly isDeflated: boolean;
  readonly crc: number;
  readonly size: number;
  /** The content is the target of a symbolic link. */
  readonly isLink: boolean;
}

/** A member that is left out of {@link ZipReader.names}, or that cannot be read. */
export interface ZipProblem {
  /** As in the zip, bytes that are not UTF-8 replaced. */
  readonly name: string;
  /** Such as `has an absolute name`. */
  readonly problem: string;
}

/**
 * Opens a zip and reads its directory. Stored and deflated members, zip64, an archive comment and
 * missing directory members are fine; anything in front of the first member is not.
 *
 * Throws {@link ZipError} when the file is not a zip, is damaged or cut off, and the system's error
 * when it cannot be opened. The reader must be closed.
 */
export function openZip(path: string): ZipReader {
  const file = openSync(path, 'r');
  try {
    return new ZipReader(loadZipFile(path, file, Buffer.allocUnsafeSlow(TAIL_BYTES)));
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** An open zip file, see {@link openZip}. Every method may throw {@link ZipError}. */
export class ZipReader {
  /** The members in the order of the directory, each once; directories end in `/`. */
  readonly names: readonly string[];
  /** Members with a name that is not a plain relative path (they do not exist for this reader), and names given to several members. */
  readonly problems: readonly ZipProblem[];
  readonly #zip: ZipFile;
  readonly #directory: ZipDirectory;
  /** Where each member's header is in the directory; {@link DUPLICATE} for a name with several. */
  readonly #headers: ReadonlyMap<string, number>;
  #isClosed = false;

  constructor(zip: ZipFile) {
    this.#zip = zip;
    this.#directory = loadDirectory(zip);
    const { headers, problems } = indexDirectory(zip, this.#directory);
    this.#headers = headers;
    this.names = [...headers.keys()];
    this.problems = problems;
  }

  has(name: string): boolean {
    return this.#headers.has(name);
  }

  /** Undefined when there is no such member. */
  stat(name: string): ZipMemberStatus | undefined {
    const header = this.#header(name);
    if (header === undefined) return undefined;
    const isDirectory = name.endsWith('/');
    return {
      size: header.size,
      compressedSize: header.compressedSize,
      mode: permissions(header, isDirectory),
      isDirectory,
      modifiedAt: fromDosTime(header.dosTime),
    };
  }

  /** Undefined when there is no such member. */
  locate(name: string): ZipMemberContent | undefined {
    const header = this.#header(name);
    if (header === undefined) return undefined;
    return {
      start: findContent(this.#zip, this.#directory, header, name),
      compressedSize: header.compressedSize,
      isDeflated: header.method === DEFLATED,
      crc: header.crc,
      size: header.size,
      isLink: isUnixLink(header),
    };
  }

  /** The whole content, checked against its size and CRC; undefined when there is no such member. */
  read(name: string, options?: ZipReadOptions): Buffer | undefined {
    const header = this.#header(name);
    if (header === undefined) return undefined;
    return readContent(this.#zip, this.#directory, header, name, options);
  }

  /**
   * At most `length` bytes of a member from `start` on, fewer at its end; undefined when there is no
   * such member. Of a stored member only these bytes are read, and no CRC is checked; a deflated one
   * is inflated whole, within `maxBytes`.
   */
  readRange(
    name: string,
    start: number,
    length: number,
    options?: ZipReadOptions,
  ): Buffer | undefined {
    const header = this.#header(name);
    if (header === undefined) return undefined;
    const from = Math.min(Math.max(start, 0), header.size);
    const to = Math.min(from + Math.max(length, 0), header.size);
    if (header.method !== STORED) {
      return readContent(this.#zip, this.#directory, header, name, options).subarray(from, to);
    }
    const contentStart = findContent(this.#zip, this.#directory, header, name);
    return ownBytesAt(this.#zip, contentStart + from, to - from);
  }

  /** Closes the file. A second call does nothing. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#zip.file);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #header(name: string): ZipHeader | undefined {
    // The descriptor may belong to another file by now.
    if (this.#isClosed) throw new Error(`${this.#zip.path} is read after it was closed`);
    const headerStart = this.#headers.get(name);
    if (headerStart === undefined) return undefined;
    if (headerStart === DUPLICATE) throw duplicateError(this.#zip, name);
    return readHeader(this.#zip, this.#directory, headerStart);
  }
}

/** Kept for the next call: a listing reads 100,000 zips. */
let sharedTail: Buffer | undefined;

/**
 * Reads some small members of a zip in one go, with as few system calls as possible: open, read and
 * close when the file has less than 64 KiB. The result has the members that exist; `names` are plain
 * relative paths. Fails as {@link openZip} and {@link ZipReader.read} do, also when one of several
 * members is damaged.
 */
export function readZipMembers(
  path: string,
  names: readonly string[],
  options?: ZipReadOptions,
): Map<string, Buffer> {
  const file = openSync(path, 'r');
  try {
    sharedTail ??= Buffer.allocUnsafeSlow(TAIL_BYTES);
    const zip = loadZipFile(path, file, sharedTail);
    const directory = loadDirectory(zip);
    const contents = new Map<string, Buffer>();
    findHeaders(zip, directory, names).forEach((headerStart, index) => {
      const name = names[index];
      if (headerStart === undefined || name === undefined) return;
      const header = readHeader(zip, directory, headerStart);
      contents.set(name, readContent(zip, directory, header, name, options));
    });
    return contents;
  } finally {
    closeSync(file);
  }
}

/** For each of `names` the place of its header, if there is one. No name in the zip becomes a string. */
function findHeaders(
  zip: ZipFile,
  directory: ZipDirectory,
  names: readonly string[],
): (number | undefined)[] {
  const { bytes } = directory;
  const wanted = names.map(toByteString);
  const found = names.map((): number | undefined => undefined);
  walkDirectory(zip, directory, (headerStart, nameStart, nameEnd) => {
    const length = nameEnd - nameStart;
    for (let index = 0; index < wanted.length; index++) {
      const name = wanted[index] ?? '';
      if (name.length !== length || !isTextAt(bytes, nameStart, name)) continue;
      if (found[index] !== undefined) throw duplicateError(zip, names[index] ?? '');
      found[index] = headerStart;
    }
  });
  return found;
}

/** A string with one character for each UTF-8 byte of `name`; mostly `name` itself. */
function toByteString(name: string): string {
  for (let index = 0; index < name.length; index++) {
    if (name.charCodeAt(index) > 0x7f) return Buffer.from(name, 'utf8').toString('latin1');
  }
  return name;
}

function isTextAt(bytes: Buffer, start: number, text: string): boolean {
  // From the back: names differ there, not in their common folders.
  for (let index = text.length - 1; index >= 0; index--) {
    if (bytes[start + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** Stands for the header of a name that several members have. */
const DUPLICATE = -1;

function indexDirectory(
  zip: ZipFile,
  directory: ZipDirectory,
): { headers: Map<string, number>; problems: ZipProblem[] } {
  const headers = new Map<string, number>();
  const problems: ZipProblem[] = [];
  walkDirectory(zip, directory, (headerStart, nameStart, nameEnd) => {
    const nameBytes = directory.bytes.subarray(nameStart, nameEnd);
    const name = decodeName(nameBytes);
    if (name === undefined) {
      problems.push({ name: nameBytes.toString('utf8'), problem: 'has a name that is not UTF-8' });
      return;
    }
    const problem = findNameProblem(name);
    if (problem !== undefined) {
      problems.push({ name, problem });
      return;
    }
    const known = headers.get(name);
    if (known !== undefined && known !== DUPLICATE) {
      problems.push({ name, problem: 'is there more than once' });
    }
    headers.set(name, known === undefined ? headerStart : DUPLICATE);
  });
  return { headers, problems };
}

/** Which of two members is meant depends on the program, so neither is taken. */
function duplicateError(zip: ZipFile, name: string): ZipError {
  return memberError(zip, name, 'is there more than once');
}

function memberError(zip: ZipFile, name: string, problem: string, cause?: unknown): ZipError {
  const options = cause === undefined ? undefined : { cause };
  return new ZipError(zip.path, `${describeMember(name)} ${problem}`, options);
}

function readContent(
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
function findContent(
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
    local?.readUInt32LE(0) !== LOCAL_HEADER_SIGNATURE ||
    local.readUInt16LE(26) !== nameBytes.length ||
    local.compare(nameBytes, 0, nameBytes.length, nameStart) !== 0
  ) {
    throw memberError(zip, name, 'is damaged: its content is not where it should be');
  }
  const start = offset + local.length + local.readUInt16LE(28);
  if (start + header.compressedSize > directory.start) {
    throw memberError(zip, name, 'is damaged: its size goes beyond the content of the zip');
  }
  return start;
}

/** Bytes the caller may keep: the tail is shared. */
function ownBytesAt(zip: ZipFile, start: number, length: number): Buffer {
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

function permissions({ attributes, versionMadeBy }: ZipHeader, isDirectory: boolean): number {
  if (versionMadeBy >>> 8 === UNIX && attributes >>> 16 !== 0) return (attributes >>> 16) & 0o7777;
  return isDirectory ? 0o755 : 0o644;
}

const FILE_TYPE_BITS = 0o170000;
const LINK_TYPE = 0o120000;

function isUnixLink({ attributes, versionMadeBy }: ZipHeader): boolean {
  return versionMadeBy >>> 8 === UNIX && ((attributes >>> 16) & FILE_TYPE_BITS) === LINK_TYPE;
}
