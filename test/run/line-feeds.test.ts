import { expect, test } from 'vitest';
import { countLineFeeds } from '../../src/run/line-feeds.ts';

/** Bytes that differ from a line feed in one bit each, and those around it. */
const NEIGHBOURS = [0x0a, 0x0b, 0x09, 0x08, 0x0e, 0x02, 0x1a, 0x2a, 0x4a, 0x8a, 0x00, 0x80, 0xff];

function countPlainly(bytes: Uint8Array): number {
  return bytes.filter((byte) => byte === 10).length;
}

test.each([0, 1, 2, 3, 22, 23, 24, 37, 80, 5000])(
  'line feeds are counted after lines of %i bytes, wherever the bytes begin and end',
  (width) => {
    const line = Buffer.alloc(width + 1, 'x');
    line[width] = 10;
    const content = Buffer.alloc(20_000, line);
    for (let start = 0; start < 9; start++) {
      for (let cut = 0; cut < 9; cut++) {
        const bytes = content.subarray(start, content.length - cut);
        expect(countLineFeeds(bytes)).toBe(countPlainly(bytes));
      }
    }
  },
);

test('no other byte counts as a line feed, whatever is beside it', () => {
  // Short lines first, so that what follows is counted in the way for these.
  const head = Buffer.alloc(200, '\n');
  for (const a of NEIGHBOURS) {
    for (const b of NEIGHBOURS) {
      for (const c of NEIGHBOURS) {
        const bytes = Buffer.concat([head, Buffer.from([a, b, c, a, c, b, a, 0x0a, c])]);
        expect(countLineFeeds(bytes), bytes.toString('hex')).toBe(countPlainly(bytes));
      }
    }
  }
});

test('nothing has no line feed', () => {
  expect(countLineFeeds(new Uint8Array(0))).toBe(0);
});
