const MICROS_PER_MILLI = 1000;

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

/** The units of durations, for messages. */
export const DURATION_UNITS: string = 'ms, s, m, h, d or w';

/** A duration such as `2d` or `1h30m`, in seconds. A day has 24 hours. */
export function parseDuration(text: string): number {
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)([a-z]+)/g)) {
    seconds += Number(count) * (SECONDS_PER_UNIT[unit ?? ''] ?? Number.NaN);
  }
  return seconds;
}

/** A date, or a date with a time of day. */
export interface DateLiteral {
  /** Microseconds since the epoch; of a date without a time, its first moment here. */
  readonly startMicros: number;
  /** Where the day ends, for a date without a time. */
  readonly endMicros: number | undefined;
}

/**
 * Reads `2026-05-01`, or `2026-05-01T12:30`, with seconds, a blank for the `T`, and `Z` or
 * `+02:00` if it is not local time. Undefined for anything else, such as the 30th of February.
 */
export function parseDate(text: string): DateLiteral | undefined {
  const match = DATE.exec(text);
  if (match?.groups === undefined) return undefined;
  const part = (name: string): number => Number(match.groups?.[name] ?? 0);
  const [year, month, day] = [part('year'), part('month'), part('day')];
  const calendar = new Date(Date.UTC(year, month - 1, day));
  if (calendar.getUTCMonth() !== month - 1 || calendar.getUTCDate() !== day) return undefined;
  if (match.groups['hour'] === undefined) {
    return {
      startMicros: localMidnight(year, month - 1, day),
      endMicros: localMidnight(year, month - 1, day + 1),
    };
  }
  const clock: Clock = [part('hour'), part('minute'), part('second')];
  if (clock[0] > 23 || clock[1] > 59 || clock[2] > 59) return undefined;
  // Rounded, since 0.1 has no exact microseconds.
  const fraction = Math.round(Number(`0${match.groups['fraction'] ?? ''}`) * 1e6);
  const zone = match.groups['zone'];
  const millis =
    zone === undefined
      ? new Date(year, month - 1, day, ...clock).getTime()
      : Date.UTC(year, month - 1, day, ...clock) - zoneOffsetMillis(zone);
  return { startMicros: millis * MICROS_PER_MILLI + fraction, endMicros: undefined };
}

type Clock = readonly [hour: number, minute: number, second: number];

const DATE =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?<fraction>\.\d+)?)?(?<zone>Z|[-+]\d{2}:?\d{2})?)?$/;

function zoneOffsetMillis(zone: string): number {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/**
 * The first moment of the day that is `days` after the one of `nowMicros`, in local time. Days are
 * counted on the calendar: one with a change of the clocks is not 24 hours long.
 */
export function dayStart(nowMicros: number, days: number): number {
  const now = new Date(nowMicros / MICROS_PER_MILLI);
  return localMidnight(now.getFullYear(), now.getMonth(), now.getDate() + days);
}

function localMidnight(year: number, month: number, day: number): number {
  return new Date(year, month, day).getTime() * MICROS_PER_MILLI;
}
