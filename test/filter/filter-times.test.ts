import { describe, expect, test } from 'vitest';
import { dayStart, parseDate, parseDuration } from '../../src/filter/filter-times.ts';
import { microsOf } from './field-values.ts';

const DAY_MICROS = 86_400_000_000;

describe('a date', () => {
  test.each([
    ['2026-05-01T12:30', microsOf('2026-05-01T12:30')],
    ['2026-05-01 12:30:05', microsOf('2026-05-01T12:30:05')],
    ['2026-05-01T12:30:05.000123', microsOf('2026-05-01T12:30:05') + 123],
    ['2026-05-01T12:30Z', Date.UTC(2026, 4, 1, 12, 30) * 1000],
    ['2026-05-01T12:30+02:00', Date.UTC(2026, 4, 1, 10, 30) * 1000],
    ['2026-05-01T12:30:00-0530', Date.UTC(2026, 4, 1, 18) * 1000],
    ['2024-02-29', microsOf('2024-02-29T00:00')],
  ])('%s is read', (text, micros) => {
    expect(parseDate(text)?.startMicros).toBe(micros);
  });

  test.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-01',
    '2026-05-00',
    '2026-05-01T24:00',
    '2026-05-01T12:60',
    '2026-05',
    '05/01/2026',
    '',
  ])('%s is none', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });

  test('without a time lasts until the next day', () => {
    expect(parseDate('2026-12-31')?.endMicros).toBe(microsOf('2027-01-01T00:00'));
    expect(parseDate('2026-12-31T00:00')?.endMicros).toBeUndefined();
  });

  test('of a change of the clocks is as long as that day is', () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Europe/Berlin';
    try {
      const day = parseDate('2026-03-29');
      expect((day?.endMicros ?? 0) - (day?.startMicros ?? 0)).toBe((DAY_MICROS * 23) / 24);
      const noon = Date.UTC(2026, 2, 29, 10) * 1000;
      expect(dayStart(noon, 1) - dayStart(noon, 0)).toBe((DAY_MICROS * 23) / 24);
      expect(dayStart(noon, 0) - dayStart(noon, -1)).toBe(DAY_MICROS);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });
});

test.each([
  ['90s', 90],
  ['1h30m', 5400],
  ['2d', 172_800],
  ['1w', 604_800],
  ['5min', 300],
  ['1.5h', 5400],
  ['250ms', 0.25],
])('the duration %s has %d seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});
