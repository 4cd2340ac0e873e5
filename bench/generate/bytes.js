/** Files of bytes without a pattern, and of lines. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { createHash } from 'node:crypto';

const BLOCK_BYTES = 2 ** 20;

/** Writes a file of so many bytes; another seed gives others. */
export function writeBytes(path, size, seed) {
  writeBlocks(path, size, (block, turn) => {
    // The same bytes in every block, but for its beginning, would be found by file systems that compress.
    createHash('shake256', { outputLength: block.length })
      .update(`${seed} ${turn}`)
      .digest()
      .copy(block);
  });
}

/** Writes a file of about so many bytes in lines of `width` bytes each. @returns how many lines. */
export function writeLines(path, size, width) {
  const lines = Math.max(1, Math.floor(size / width));
  const line = Buffer.alloc(width, 'x');
  line[width - 1] = 10;
  const perBlock = Math.floor(BLOCK_BYTES / width);
  const block = Buffer.alloc(perBlock * width, line);
  const file = openSync(path, 'wx');
  for (let written = 0; written < lines; written += perBlock) {
    writeSync(file, block, 0, Math.min(perBlock, lines - written) * width);
  }
  closeSync(file);
  return lines;
}

function writeBlocks(path, size, fill) {
  const file = openSync(path, 'wx');
  for (let written = 0; written < size; written += BLOCK_BYTES) {
    const block = Buffer.alloc(Math.min(BLOCK_BYTES, size - written));
    fill(block, written / BLOCK_BYTES);
    writeSync(file, block);
  }
  closeSync(file);
}
