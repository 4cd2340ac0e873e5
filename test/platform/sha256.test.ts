import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';

const bytesOf = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + length) & 0xff);

const expected = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex');

test('is the SHA-256 of few bytes and of many, before and after crypto is loaded', async () => {
  // As in a process that has just started.
  vi.resetModules();
  const { isCryptoLoaded } = await import('../../src/platform/on-demand.ts');
  const { sha256 } = await import('../../src/platform/sha256.ts');
  // At 55 and 56 bytes the length comes to fit into the last block or not.
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129, 1000, 3000]) {
    expect(sha256(bytesOf(length)), String(length)).toBe(expected(bytesOf(length)));
  }
  expect(sha256('größer ')).toBe(expected('größer '));
  expect(isCryptoLoaded()).toBe(false);
  expect(sha256(bytesOf(8000))).toBe(expected(bytesOf(8000)));
  expect(isCryptoLoaded()).toBe(true);
  expect(sha256(bytesOf(5))).toBe(expected(bytesOf(5)));
  expect(sha256('größer ')).toBe(expected('größer '));
});
