const MICROS_PER_SECOND = 1_000_000;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;
const SECONDS_PER_DAY = 86_400;
const DAYS_PER_YEAR = 365;
const DAYS_PER_MONTH = 30.5;

/**
 * How long ago a moment was, in words: `now`, `a minute ago`, `1 year, 2 months from now`; an
 * unknown moment is empty. Both times are microseconds since the epoch.
 */
export function formatRelativeTime(thenMicros: number | undefined, nowMicros: number): string {
  if (thenMicros === undefined) return '';
  const elapsed = nowMicros - thenMicros;
  const seconds = Math.floor(Math.abs(elapsed) / MICROS_PER_SECOND);
  if (seconds < 1) return 'now';
  return `${describeDuration(seconds)} ${elapsed < 0 ? 'from now' : 'ago'}`;
}

function describeDuration(seconds: number): string {
  if (seconds < SECONDS_PER_MINUTE) return countOf(seconds, 'a second', 'seconds');
  if (seconds < SECONDS_PER_HOUR) {
    return countOf(Math.floor(seconds / SECONDS_PER_MINUTE), 'a minute', 'minutes');
  }
  if (seconds < SECONDS_PER_DAY) {
    return countOf(Math.floor(seconds / SECONDS_PER_HOUR), 'an hour', 'hours');
  }
  return describeDays(Math.floor(seconds / SECONDS_PER_DAY));
}

function describeDays(days: number): string {
  const years = Math.floor(days / DAYS_PER_YEAR);
  const daysOfYear = days % DAYS_PER_YEAR;
  const months = Math.floor(daysOfYear / DAYS_PER_MONTH);
  if (years > 1) return `${years} years`;
  if (years === 0) {
    return months === 0 ? countOf(days, 'a day', 'days') : countOf(months, 'a month', 'months');
  }
  if (daysOfYear === 0) return 'a year';
  const rest =
    months === 0 ? countOf(daysOfYear, '1 day', 'days') : countOf(months, '1 month', 'months');
  return `1 year, ${rest}`;
}

function countOf(count: number, one: string, many: string): string {
  return count === 1 ? one : `${count} ${many}`;
}
