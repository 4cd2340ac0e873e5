import { Buffer, isUtf8 } from 'node:buffer';
import { ArchiveError } from './archive-entry.ts';

/**
 * The headers of a tar: blocks of 512 bytes with texts and octal numbers at fixed places. Layout:
 * https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html, and for what GNU tar adds
 * https://www.gnu.org/software/tar/manual/html_node/Standard.html.
 */
export const BLOCK_BYTES = 512;

export interface TarHeader {
  readonly name: string;
  readonly mode: number;
  readonly sizeBytes: number;
  /** One character; a NUL of old archives is `0`. */
  readonly type: string;
  readonly linkName: string;
}

const CHECKSUM_START = 148;
const CHECKSUM_END = 156;

/** Whether a block is a tar header: its sum is right. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < BLOCK_BYTES) return false;
  const stated = Buffer.from(block.subarray(CHECKSUM_START, CHECKSUM_END)).toString('latin1');
  const digits = /^\s*([0-7]+)/.exec(stated)?.[1];
  return digits !== undefined && Number.parseInt(digits, 8) === sumBytes(block);
}

/** The checksum counts as blanks. */
function sumBytes(block: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < BLOCK_BYTES; index++) {
    const isChecksum = index >= CHECKSUM_START && index < CHECKSUM_END;
    sum += isChecksum ? 0x20 : (block[index] ?? 0);
  }
  return sum;
}

export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** Throws {@link ArchiveError}. */
export function parseTarHeader(block: Buffer): TarHeader {
  if (!isTarHeader(block)) throw new ArchiveError('the tar is damaged: a header has a wrong sum');
  const type = String.fromCharCode(block[156] ?? 0);
  const isStandard = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isStandard ? textAt(block, 345, 155) : '';
  const name = textAt(block, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: numberAt(block, 100, 8) & 0o7777,
    sizeBytes: numberAt(block, 124, 12),
    type: type === '\0' ? '0' : type,
    linkName: textAt(block, 157, 100),
  };
}

function textAt(block: Buffer, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return decodeText(end < 0 ? field : field.subarray(0, end));
}

export function decodeText(bytes: Buffer): string {
  if (!isUtf8(bytes)) {
    throw new ArchiveError(`it has a name that is not UTF-8: ${bytes.toString('utf8')}`);
  }
  return bytes.toString('utf8');
}

/** Octal digits, or, from GNU tar for large sizes, bytes behind a set first bit. */
function numberAt(block: Buffer, start: number, length: number): number {
  const field = block.subarray(start, start + length);
  if (((field[0] ?? 0) & 0x80) === 0) {
    const text = field.toString('latin1').replace(/\0.*$/s, '').trim();
    if (!/^[0-7]*$/.test(text)) throw new ArchiveError('the tar is damaged: a number is none');
    return text === '' ? 0 : Number.parseInt(text, 8);
  }
  let value = (field[0] ?? 0) & 0x7f;
  for (const byte of field.subarray(1)) value = value * 256 + byte;
  if (!Number.isSafeInteger(value))
    throw new ArchiveError('the tar is damaged: a size is too large');
  return value;
}

/**
 * The records of an extended header: `<length> <key>=<value>\n`, the length in bytes and of the
 * whole record.
 */
export function parsePaxRecords(content: Buffer): ReadonlyMap<string, Buffer> {
  const records = new Map<string, Buffer>();
  let at = 0;
  while (at < content.length) {
    const blank = content.indexOf(0x20, at);
    const length = blank < 0 ? 0 : Number(content.toString('latin1', at, blank));
    const equals = content.indexOf(0x3d, at);
    const end = at + length;
    const isWhole =
      Number.isInteger(length) && equals > blank && end > equals && content[end - 1] === 0x0a;
    if (!isWhole) throw new ArchiveError('the tar is damaged: an extended header is broken');
    records.set(content.toString('utf8', blank + 1, equals), content.subarray(equals + 1, end - 1));
    at = end;
  }
  return records;
}
