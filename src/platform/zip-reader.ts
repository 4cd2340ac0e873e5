import { closeSync, openSync } from 'node:fs';
import { duplicateError, findContent, ownBytesAt, readContent } from './zip-content.ts';
import type { ZipReadOptions } from './zip-content.ts';
import {
  decodeName,
  loadDirectory,
  loadZipFile,
  readHeader,
  TAIL_BYTES,
  walkDirectory,
} from './zip-directory.ts';
import type { ZipDirectory, ZipFile, ZipHeader } from './zip-directory.ts';
import { DEFLATED, findNameProblem, fromDosTime, STORED, UNIX } from './zip-format.ts';

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

function permissions({ attributes, versionMadeBy }: ZipHeader, isDirectory: boolean): number {
  if (versionMadeBy >>> 8 === UNIX && attributes >>> 16 !== 0) return (attributes >>> 16) & 0o7777;
  return isDirectory ? 0o755 : 0o644;
}

const FILE_TYPE_BITS = 0o170000;
const LINK_TYPE = 0o120000;

function isUnixLink({ attributes, versionMadeBy }: ZipHeader): boolean {
  return versionMadeBy >>> 8 === UNIX && ((attributes >>> 16) & FILE_TYPE_BITS) === LINK_TYPE;
}
