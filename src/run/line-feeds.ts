const LINE_FEED = 10;

/** Lines shorter than this on average are counted faster by looking at every byte than by searching. */
const SHORT_LINE_BYTES = 24;

/** How many lines it takes to tell. */
const SAMPLE_LINES = 64;

/** Counts the line feeds in bytes. It is done for every byte of output there is, so it has to be fast. */
export function countLineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) {
    count++;
    if (count >= SAMPLE_LINES && at < count * SHORT_LINE_BYTES) {
      return count + countInWords(bytes, at + 1);
    }
  }
  return count;
}

/** Counts from `start` on, four bytes at a time where they lie so that they can be read as one number. */
function countInWords(bytes: Uint8Array, start: number): number {
  const aligned = start + (-(bytes.byteOffset + start) & 3);
  if (aligned >= bytes.length) return countInBytes(bytes, start, bytes.length);
  const length = (bytes.length - aligned) >> 2;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + aligned, length);
  let count =
    countInBytes(bytes, start, aligned) + countInBytes(bytes, aligned + length * 4, bytes.length);
  // Not with an iterator, which takes twice as long.
  for (let at = 0; at < words.length; at++) {
    // Bytes that are line feeds become 0, all others something else.
    const other = (words[at] ?? 0) ^ 0x0a0a0a0a;
    // The highest bit of each byte that is 0, and no other bit.
    const found = ~(((other & 0x7f7f7f7f) + 0x7f7f7f7f) | other) & 0x80808080;
    // Nearly always there is none; otherwise the four bits are added up in the highest byte.
    if (found !== 0) count += Math.imul(found >>> 7, 0x01010101) >>> 24;
  }
  return count;
}

function countInBytes(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (bytes[at] === LINE_FEED) count++;
  return count;
}
