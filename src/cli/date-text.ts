/** A moment (microseconds since the epoch) in local time as `MM/DD/YY HH:MM:SS`, whatever the locale; unknown is empty. */
export function formatDateTime(micros: number | undefined): string {
  if (micros === undefined) return '';
  const date = new Date(Math.floor(micros / 1000));
  const day = [date.getMonth() + 1, date.getDate(), date.getFullYear() % 100];
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return `${day.map(twoDigits).join('/')} ${time.map(twoDigits).join(':')}`;
}

/** A moment (microseconds since the epoch) in UTC as `2026-05-01T12:30:00Z`; unknown is empty. */
export function formatUtcTime(micros: number | undefined): string {
  if (micros === undefined) return '';
  return new Date(Math.floor(micros / 1000)).toISOString().replace(/\.\d+Z$/, 'Z');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
