import { countLineFeeds } from './line-feeds.ts';
import type { OutputReader } from './output.ts';

/** Where the last lines of an output begin. */
export interface OutputTail {
  /** In bytes. */
  readonly offset: number;
  /** How many lines there are from there on. */
  readonly lines: number;
}

const BLOCK_BYTES = 256 * 1024;
const LINE_FEED = 10;

/** Finds the last `wanted` lines of an output, reading from its end and no more than needed. */
export function findTail(output: OutputReader, wanted: number): OutputTail {
  const { sizeBytes } = output;
  if (wanted === 0 || sizeBytes === 0) return { offset: sizeBytes, lines: 0 };
  let lines = 0;
  // A line feed at the very end ends the last line: no line begins after it.
  for (let end = sizeBytes - 1; end > 0;) {
    const start = Math.max(0, end - BLOCK_BYTES);
    const block = output.read(start, end - start);
    for (let at = block.lastIndexOf(LINE_FEED); at >= 0;) {
      lines++;
      if (lines === wanted) return { offset: start + at + 1, lines };
      at = at === 0 ? -1 : block.lastIndexOf(LINE_FEED, at - 1);
    }
    end = start;
  }
  return { offset: 0, lines: lines + 1 };
}

/** How many lines end before a place in an output. */
export function countLines(output: OutputReader, end: number): number {
  let lines = 0;
  for (let start = 0; start < end; start += BLOCK_BYTES) {
    lines += countLineFeeds(output.read(start, Math.min(BLOCK_BYTES, end - start)));
  }
  return lines;
}
