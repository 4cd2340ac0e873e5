import { Buffer } from 'node:buffer';
import { closeSync, openSync } from 'node:fs';
import { crc32Between } from './crc32.ts';
import { duplicateError, readContent } from './zip-content.ts';
import type { ZipReadOptions } from './zip-content.ts';
import {
  loadDirectory,
  loadZipFile,
  readHeader,
  TAIL_BYTES,
  walkDirectory,
} from './zip-directory.ts';
import type { ZipDirectory, ZipFile } from './zip-directory.ts';
import {
  CENTRAL_HEADER_BYTES,
  ENCRYPTED_FLAG,
  LOCAL_HEADER_BYTES,
  LOCAL_HEADER_SIGNATURE,
  MAX_UINT32,
  STORED,
  uint16,
  uint32,
} from './zip-format.ts';

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

/** Texts of members, and the size of the zip they are from. */
export interface ZipTexts {
  readonly texts: readonly (string | undefined)[];
  readonly sizeBytes: number;
}

/**
 * The texts of some small members of a zip, in the order of `names`; undefined where there is no such
 * member. As {@link readZipMembers}, for reading very many zips: what is stored as it is near the end
 * of the file becomes text without anything in between.
 */
export function readZipTexts(
  path: string,
  names: readonly string[],
  options?: ZipReadOptions,
): ZipTexts {
  const file = openSync(path, 'r');
  try {
    sharedTail ??= Buffer.allocUnsafeSlow(TAIL_BYTES);
    const zip = loadZipFile(path, file, sharedTail);
    const directory = loadDirectory(zip);
    const texts = findHeaders(zip, directory, names).map((headerStart, index) => {
      if (headerStart === undefined) return undefined;
      const plain = readPlainText(zip, directory, headerStart);
      if (plain !== undefined) return plain;
      const header = readHeader(zip, directory, headerStart);
      return readContent(zip, directory, header, names[index] ?? '', options).toString('utf8');
    });
    return { texts, sizeBytes: zip.sizeBytes };
  } finally {
    closeSync(file);
  }
}

/** The text of a stored member in the tail; undefined for any other, and one that is not as it should be. */
function readPlainText(
  { tail, tailStart }: ZipFile,
  { bytes, start: directoryStart }: ZipDirectory,
  header: number,
): string | undefined {
  const size = uint32(bytes, header + 24);
  const offset = uint32(bytes, header + 42);
  const nameLength = uint16(bytes, header + 28);
  const isPlain =
    uint16(bytes, header + 10) === STORED &&
    (uint16(bytes, header + 8) & ENCRYPTED_FLAG) === 0 &&
    uint32(bytes, header + 20) === size &&
    size < MAX_UINT32 &&
    offset >= tailStart &&
    offset + LOCAL_HEADER_BYTES + nameLength <= directoryStart;
  if (!isPlain) return undefined;
  const local = offset - tailStart;
  const name = local + LOCAL_HEADER_BYTES;
  if (uint32(tail, local) !== LOCAL_HEADER_SIGNATURE) return undefined;
  if (uint16(tail, local + 26) !== nameLength) return undefined;
  for (let index = 0; index < nameLength; index++) {
    if (tail[name + index] !== bytes[header + CENTRAL_HEADER_BYTES + index]) return undefined;
  }
  const start = name + nameLength + uint16(tail, local + 28);
  const end = start + size;
  if (tailStart + end > directoryStart) return undefined;
  if (crc32Between(tail, start, end) !== uint32(bytes, header + 16)) return undefined;
  return tail.toString('utf8', start, end);
}

/** For each of `names` the place of its header, if there is one. No name in the zip becomes a string. */
function findHeaders(
  zip: ZipFile,
  directory: ZipDirectory,
  names: readonly string[],
): (number | undefined)[] {
  const { bytes } = directory;
  const wanted = wantedNames(names);
  const found = names.map((): number | undefined => undefined);
  walkDirectory(zip, directory, (headerStart, nameStart, nameEnd) => {
    // Most names are of another length or end in another letter than any that is wanted.
    const candidates = wanted.get(nameKey(nameEnd - nameStart, bytes[nameEnd - 1] ?? 0));
    if (candidates === undefined) return;
    for (const { index, name } of candidates) {
      if (!isTextAt(bytes, nameStart, name)) continue;
      if (found[index] !== undefined) throw duplicateError(zip, names[index] ?? '');
      found[index] = headerStart;
    }
  });
  return found;
}

interface WantedName {
  readonly index: number;
  /** One character for each byte. */
  readonly name: string;
}

type WantedNames = ReadonlyMap<number, readonly WantedName[]>;

/** Kept for the next call, which mostly asks for the same. */
let lastWanted: { readonly names: readonly string[]; readonly wanted: WantedNames } | undefined;

function wantedNames(names: readonly string[]): WantedNames {
  if (lastWanted?.names === names) return lastWanted.wanted;
  const wanted = new Map<number, WantedName[]>();
  for (const [index, text] of names.entries()) {
    const name = toByteString(text);
    const key = nameKey(name.length, name.charCodeAt(name.length - 1));
    wanted.set(key, [...(wanted.get(key) ?? []), { index, name }]);
  }
  lastWanted = { names, wanted };
  return wanted;
}

function nameKey(length: number, lastByte: number): number {
  return length * 256 + lastByte;
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
