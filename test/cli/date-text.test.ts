import { expect, test } from 'vitest';
import { formatDateTime } from '../../src/cli/date-text.ts';

test.each([
  [new Date(2026, 2, 1, 9, 5, 2, 999), '03/01/26 09:05:02'],
  [new Date(1999, 11, 31, 23, 59, 59), '12/31/99 23:59:59'],
])('%s is shown in local time', (date, text) => {
  expect(formatDateTime(date.getTime() * 1000 + 999)).toBe(text);
});

test('an unknown time is empty', () => {
  expect(formatDateTime(undefined)).toBe('');
});
