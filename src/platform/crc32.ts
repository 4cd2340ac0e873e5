import { Buffer } from 'node:buffer';
import { isZlibLoaded, nativeCrc32 } from './on-demand.ts';

/** Of fewer bytes, a loop is faster than a call. */
const FEW_BYTES = 150;

/** Where `node:zlib` is not loaded, which takes 4 ms, a loop goes through so many bytes first. */
const BYTES_BEFORE_LOADING = 48 * 1024;

let bytesDone = 0;

/** The CRC-32 of bytes, or of a text in UTF-8, after others with the sum `before`. */
export function crc32(content: Uint8Array | string, before = 0): number {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return crc32Between(bytes, 0, bytes.length, before);
}

/** The CRC-32 of bytes from `start` to `end`. */
export function crc32Between(bytes: Uint8Array, start: number, end: number, before = 0): number {
  const length = end - start;
  if (length > FEW_BYTES && (isZlibLoaded() || bytesDone + length > BYTES_BEFORE_LOADING)) {
    return nativeCrc32(bytes.subarray(start, end), before);
  }
  bytesDone += length;
  table ??= makeTable();
  let sum = ~before;
  for (let index = start; index < end; index++) {
    sum = (table[(sum ^ (bytes[index] ?? 0)) & 0xff] ?? 0) ^ (sum >>> 8);
  }
  return ~sum >>> 0;
}

/** What each byte does to a CRC-32, of the polynomial that zip has; made when it is first needed. */
let table: Int32Array | undefined;

/** The sums of single bits; those of other bytes are put together of them. Few steps: they run once, interpreted. */
function makeTable(): Int32Array {
  const sums = new Int32Array(256);
  let ofBit = 1;
  for (let bit = 128; bit > 0; bit >>= 1) {
    ofBit = (ofBit >>> 1) ^ ((ofBit & 1) === 0 ? 0 : POLYNOMIAL);
    for (let byte = 0; byte < 256; byte += bit * 2) sums[byte + bit] = ofBit ^ (sums[byte] ?? 0);
  }
  return sums;
}

const POLYNOMIAL = 0xedb88320 | 0;
