import { expect, test } from 'vitest';
import { formatDisplayValue } from '../../src/values/display-text.ts';
import { float } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';

test.each<[value: Value | undefined, text: string]>([
  [0.5, '0.5'],
  [float(1), '1'],
  [float(123456), '1.235e+05'],
  [{ value: 7.12345 }, '7.123'],
  [{ value: 7.12345, label: 'loss' }, '7.123'],
  [{ value: { value: [1, 'a'] } }, '1, a'],
  [[true, { value: 0.12345 }, null], 'true, 0.1235, '],
  [-0.000012345, '-1.234e-05'],
  [99999.5, '1e+05'],
  [12345, '12345'],
  [10n ** 20n, '100000000000000000000'],
  [{ unit: 's' }, ''],
  [{}, ''],
  [[], ''],
  [Number.NaN, 'nan'],
  [-0, '-0'],
  ['text', 'text'],
  [null, ''],
  [undefined, ''],
  [false, 'false'],
])('%o is shown as "%s"', (value, text) => {
  expect(formatDisplayValue(value)).toBe(text);
});
