const MICROS_PER_MILLI = 1000;
const MICROS_PER_SECOND = 1_000_000;

/**
 * A moment (microseconds since the epoch) in local time as ISO text without a zone, such as
 * `2026-03-01T09:15:02.123456`; microseconds are left out when they are zero. Null when unknown.
 */
export function formatLocalTime(micros: number | undefined): string | null {
  if (micros === undefined) return null;
  const date = new Date(Math.floor(micros / MICROS_PER_MILLI));
  const day = `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  const rest = ((micros % MICROS_PER_SECOND) + MICROS_PER_SECOND) % MICROS_PER_SECOND;
  return rest === 0 ? `${day}T${time}` : `${day}T${time}.${pad(rest, 6)}`;
}

/**
 * An ISO date or date-time (`2026-03-01`, `2026-03-01T09:15:02.5+01:00`) to the minute, in the zone
 * it is given in: `2026-03-01 09:15`. Undefined for any other text.
 */
export function shortTime(text: string): string | undefined {
  const match = ISO_TIME.exec(text);
  if (match === null) return undefined;
  const [, day = '', hours = '00', minutes = '00'] = match;
  const isMoment = !Number.isNaN(Date.parse(`${day}T${hours}:${minutes}Z`));
  return isMoment ? `${day} ${hours}:${minutes}` : undefined;
}

const ISO_TIME =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/;

function pad(value: number, length = 2): string {
  return length === 2 ? (PAIRS[value] ??= digitsOf(value, 2)) : digitsOf(value, length);
}

/** Two digits, made once: a board of very many runs shows a hundred thousand. */
const PAIRS: string[] = [];

function digitsOf(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
