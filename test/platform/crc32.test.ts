import { crc32 as nativeCrc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { crc32, crc32Between } from '../../src/platform/crc32.ts';

describe('crc32', () => {
  test('is the sum that zip has, of short and of long content, before and after zlib is loaded', () => {
    for (const length of [0, 1, 149, 151, 5000, 40_000, 60_000, 200]) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 31 + length) & 0xff);
      expect(crc32(bytes), String(length)).toBe(nativeCrc32(bytes));
    }
    expect(crc32('größer')).toBe(nativeCrc32('größer'));
  });

  test('goes on with the sum of what was before', () => {
    const bytes = new TextEncoder().encode('in two parts');
    expect(crc32(bytes.subarray(5), crc32(bytes.subarray(0, 5)))).toBe(nativeCrc32(bytes));
    expect(crc32Between(bytes, 3, 6)).toBe(nativeCrc32(bytes.subarray(3, 6)));
  });
});
