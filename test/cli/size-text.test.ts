import { expect, test } from 'vitest';
import { formatSize } from '../../src/cli/size-text.ts';

test.each([
  [0, '0 B'],
  [1, '1 B'],
  [999, '999 B'],
  [1000, '1.0 KB'],
  [1250, '1.2 KB'],
  [1251, '1.3 KB'],
  [1300, '1.3 KB'],
  [1750, '1.8 KB'],
  [999_949, '999.9 KB'],
  [999_950, '1.0 MB'],
  [2_000_000, '2.0 MB'],
  [3_400_000_000, '3.4 GB'],
  [5_600_000_000_000, '5.6 TB'],
  [Number.MAX_SAFE_INTEGER, '9.0 PB'],
])('%i bytes are %s', (sizeBytes, text) => {
  expect(formatSize(sizeBytes)).toBe(text);
});
