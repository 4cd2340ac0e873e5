import { Buffer } from 'node:buffer';
import { closeSync, fstatSync, mkdirSync, openSync, readSync, writevSync } from 'node:fs';
import { dirname } from 'node:path';
import { naming } from './named-errors.ts';

/**
 * Files of named sections, each with a checksum, that are read one by one:
 *
 *     magic (8 bytes), length and checksum of the directory (4 bytes each), directory (JSON), sections
 *
 * Sections begin at multiples of 8, so that arrays of numbers can be views of what was read. Numbers
 * are as this machine has them; the magic says how.
 */
const MAGIC = `GAGEI3${new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 'LE' : 'BE'}`;
const START_BYTES = 16;

/** The first read takes in the directory of most files. */
const FIRST_READ_BYTES = 32 * 1024;

/** Why a file of sections cannot be used. */
export class SectionFileError extends Error {
  override readonly name = 'SectionFileError';
}

/** A file of sections whose directory was read. It is opened for each section: it need not be closed. */
export interface SectionFile {
  /** What was given to {@link writeSectionFile}. Anybody may have written it: to be checked. */
  readonly header: unknown;
  /** The bytes of a section. Throws {@link SectionFileError} when it is missing, cut off or damaged, and system errors. */
  read(name: string): ArrayBuffer;
  /** The same, for one who finds out otherwise whether it is damaged, or asks when that matters. */
  readUnchecked(name: string): UncheckedSection;
}

export interface UncheckedSection {
  readonly content: ArrayBuffer;
  /** Whether its checksum is right. */
  readonly isWhole: () => boolean;
}

/** Where a section is, counted from the first, and its checksum. */
type Place = readonly [start: number, length: number, checksum: number];

/** Throws {@link SectionFileError} when it is no such file, or a damaged one, and system errors. */
export function openSectionFile(path: string): SectionFile {
  const start = readAt(path, 0, FIRST_READ_BYTES);
  if (start.length < START_BYTES || start.toString('latin1', 0, 8) !== MAGIC) {
    throw new SectionFileError(`${path} is no file of sections`);
  }
  const length = start.readUInt32LE(8);
  const end = START_BYTES + length;
  const bytes = end <= start.length ? start : readAt(path, 0, end);
  const directory = bytes.subarray(START_BYTES, end);
  if (directory.length < length || checksumOf(directory) !== start.readUInt32LE(12)) {
    throw new SectionFileError(`the directory of ${path} is damaged`);
  }
  // What has the right checksum was written by this module.
  const { header, places } = JSON.parse(directory.toString('utf8')) as {
    header: unknown;
    places: Readonly<Record<string, Place>>;
  };
  const base = aligned(end);
  const failDamaged = (name: string): never => {
    throw new SectionFileError(`section '${name}' of ${path} is damaged`);
  };
  const readUnchecked = (name: string): UncheckedSection => {
    const place = Object.hasOwn(places, name) ? places[name] : undefined;
    if (place === undefined) throw new SectionFileError(`${path} has no section '${name}'`);
    const [sectionStart, sectionLength, checksum] = place;
    const content = sliceOrRead(path, bytes, base + sectionStart, sectionLength);
    if (content.length < sectionLength) failDamaged(name);
    return { content: content.buffer, isWhole: () => checksumOf(content) === checksum };
  };
  return {
    header,
    readUnchecked,
    read: (name) => {
      const { content, isWhole } = readUnchecked(name);
      return isWhole() ? content : failDamaged(name);
    },
  };
}

/** Sections that could not be written anywhere, read as if they had been. */
export function sectionsInMemory(header: unknown, sections: Sections): SectionFile {
  const read = (name: string): ArrayBuffer => {
    const section = sections.get(name);
    if (section === undefined) throw new SectionFileError(`there is no section '${name}'`);
    const parts = piecesOf(section);
    const bytes = new Uint8Array(lengthOf(parts));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes.buffer;
  };
  return { header, read, readUnchecked: (name) => ({ content: read(name), isWhole: () => true }) };
}

function sliceOrRead(
  path: string,
  bytes: Buffer,
  start: number,
  length: number,
): Uint8Array<ArrayBuffer> {
  const end = start + length;
  return end <= bytes.length
    ? new Uint8Array(bytes.subarray(start, end))
    : readAt(path, start, length);
}

function readAt(path: string, start: number, length: number): Buffer<ArrayBuffer> {
  const file = openSync(path, 'r');
  try {
    // A damaged file can ask for more than it has, and than there is memory.
    const wanted =
      length <= FIRST_READ_BYTES
        ? length
        : Math.min(length, Math.max(0, fstatSync(file).size - start));
    // Its own memory: what is read becomes the memory of arrays.
    const bytes = Buffer.from(new ArrayBuffer(wanted));
    let done = 0;
    while (done < wanted) {
      const count = naming(path, () => readSync(file, bytes, done, wanted - done, start + done));
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  } finally {
    closeSync(file);
  }
}

/**
 * Sections to be written: each a list of pieces that follow each other; or what makes them, for those that together take much
 * memory. It is asked twice, and has to make the same; what it made is valid until another is asked.
 */
export type Sections = ReadonlyMap<string, SectionPieces>;

export type SectionPieces = readonly Uint8Array[] | (() => readonly Uint8Array[]);

function piecesOf(section: SectionPieces): readonly Uint8Array[] {
  return typeof section === 'function' ? section() : section;
}

/** Writes a new file of sections, and its folder where needed. `header` is anything that JSON can have. */
export function writeSectionFile(path: string, header: unknown, sections: Sections): void {
  const places: Record<string, Place> = {};
  let at = 0;
  for (const [name, section] of sections) {
    const parts = piecesOf(section);
    const length = lengthOf(parts);
    places[name] = [at, length, checksumOf(inWords(parts))];
    at += aligned(length);
  }
  const directory = Buffer.from(JSON.stringify({ header, places }));
  const start = Buffer.alloc(START_BYTES);
  start.write(MAGIC, 'latin1');
  start.writeUInt32LE(directory.length, 8);
  start.writeUInt32LE(checksumOf(inWords([directory])), 12);
  writePieces(path, [start, directory], sections);
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** With these pieces, what comes after them begins at a multiple of 8. */
function padded(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const length = lengthOf(parts);
  return [...parts, new Uint8Array(aligned(length) - length)];
}

/** All parts in a row, in memory that is lent until the next call and begins at a word. */
function inWords(parts: readonly Uint8Array[]): Uint8Array {
  const length = lengthOf(parts);
  if (lent.length < length) lent = new Uint8Array(length * 2);
  let at = 0;
  for (const part of parts) {
    lent.set(part, at);
    at += part.length;
  }
  return lent.subarray(0, length);
}

let lent = new Uint8Array(64 * 1024);

/**
 * A checksum of 32 bits of bytes that begin at a word of memory. CRC-32 would take 4 ms: `node:zlib` has
 * it, which takes that long to load. Like that, it tells any damage of up to four bytes in a row.
 */
function checksumOf(bytes: Uint8Array): number {
  const { length } = bytes;
  // With a sign, all of them are small integers for V8: no word has to be put into an object of its own.
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, length >>> 2);
  const inFours = words.length & ~3;
  let sum = length;
  let index = 0;
  // Each step, 31 times the sum and a word, can be undone: another word gives another sum. These loops are interpreted
  // at first, so that their steps count: nothing is called, and four words are one turn.
  while (index < inFours) {
    sum = ((sum << 5) - sum + (words[index] ?? 0)) | 0;
    sum = ((sum << 5) - sum + (words[index + 1] ?? 0)) | 0;
    sum = ((sum << 5) - sum + (words[index + 2] ?? 0)) | 0;
    sum = ((sum << 5) - sum + (words[index + 3] ?? 0)) | 0;
    index += 4;
  }
  while (index < words.length) sum = ((sum << 5) - sum + (words[index++] ?? 0)) | 0;
  const rest = new Uint8Array(bytes.buffer, bytes.byteOffset + words.length * 4, length & 3);
  for (const byte of rest) sum = ((sum << 5) - sum + byte) | 0;
  return sum >>> 0;
}

function writePieces(path: string, start: readonly Uint8Array[], sections: Sections): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'wx');
  try {
    let waiting = [...padded(start)];
    for (const section of sections.values()) {
      waiting.push(...padded(piecesOf(section)));
      if (typeof section !== 'function' && waiting.length < PIECES_AT_ONCE) continue;
      writeAllPieces(path, file, waiting);
      waiting = [];
    }
    writeAllPieces(path, file, waiting);
  } finally {
    closeSync(file);
  }
}

/** As many as Linux takes in one call. */
const PIECES_AT_ONCE = 1024;

function writeAllPieces(path: string, file: number, pieces: readonly Uint8Array[]): void {
  let rest = pieces.filter((piece) => piece.length > 0);
  while (rest.length > 0) {
    let written = naming(path, () => writevSync(file, rest.slice(0, PIECES_AT_ONCE)));
    let whole = 0;
    for (const piece of rest) {
      if (written < piece.length) break;
      written -= piece.length;
      whole += 1;
    }
    const [cut, ...others] = rest.slice(whole);
    rest = cut === undefined ? [] : [cut.subarray(written), ...others];
  }
}

function aligned(length: number): number {
  return Math.ceil(length / 8) * 8;
}
