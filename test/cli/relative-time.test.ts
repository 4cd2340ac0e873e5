import { expect, test } from 'vitest';
import { formatRelativeTime } from '../../src/cli/relative-time.ts';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = 1_760_000_000_123_456;

test.each([
  [0, 'now'],
  [SECOND - 1, 'now'],
  [SECOND, 'a second ago'],
  [2 * SECOND - 1, 'a second ago'],
  [2 * SECOND, '2 seconds ago'],
  [59 * SECOND, '59 seconds ago'],
  [MINUTE, 'a minute ago'],
  [2 * MINUTE - 1, 'a minute ago'],
  [2 * MINUTE, '2 minutes ago'],
  [HOUR - 1, '59 minutes ago'],
  [HOUR, 'an hour ago'],
  [2 * HOUR - 1, 'an hour ago'],
  [2 * HOUR, '2 hours ago'],
  [DAY - 1, '23 hours ago'],
  [DAY, 'a day ago'],
  [2 * DAY - 1, 'a day ago'],
  [2 * DAY, '2 days ago'],
  [30 * DAY, '30 days ago'],
  [31 * DAY, 'a month ago'],
  [60 * DAY, 'a month ago'],
  [61 * DAY, '2 months ago'],
  [364 * DAY, '11 months ago'],
  [365 * DAY, 'a year ago'],
  [366 * DAY, '1 year, 1 day ago'],
  [367 * DAY, '1 year, 2 days ago'],
  [396 * DAY, '1 year, 1 month ago'],
  [426 * DAY, '1 year, 2 months ago'],
  [730 * DAY, '2 years ago'],
  [1100 * DAY, '3 years ago'],
])('%i microseconds ago is %j', (elapsed, text) => {
  expect(formatRelativeTime(NOW - elapsed, NOW)).toBe(text);
  expect(formatRelativeTime(NOW + elapsed, NOW)).toBe(text.replace('ago', 'from now'));
});

test('an unknown time is empty', () => {
  expect(formatRelativeTime(undefined, NOW)).toBe('');
});
