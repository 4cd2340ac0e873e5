import { readFileSync, rmSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Beat, readProgress } from '../../src/attempt/beat.ts';
import { claimAttempt } from '../../src/attempt/claim-attempt.ts';
import { BeatWatch } from '../../src/attempt/observe-attempts.ts';
import { makeTempDir } from '../rig/folders.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const RUN_ID = '5b1d1b1e-0000-4000-8000-000000000001';

test('an attempt that is made shows it every quarter of a minute, and how far it is at once', () => {
  const place = claimAttempt(join(makeTempDir(), RUN_ID));
  const shown = (): unknown => JSON.parse(readFileSync(join(place.dir, 'beat'), 'utf8'));
  const beat = new Beat(place);
  vi.advanceTimersByTime(14_000);
  expect(existsSync(join(place.dir, 'beat'))).toBe(false);
  expect(readProgress(place.dir)).toBeUndefined();
  vi.advanceTimersByTime(1000);
  expect(shown()).toEqual({ count: 1 });
  beat.tell(12.5);
  beat.tell(40);
  vi.advanceTimersByTime(500);
  expect(shown()).toEqual({ count: 2, completed: 40 });
  expect(readProgress(place.dir)).toBe(40);
  // The same again is no news.
  beat.tell(40);
  vi.advanceTimersByTime(14_500);
  expect(shown()).toEqual({ count: 2, completed: 40 });
  vi.advanceTimersByTime(500);
  expect(shown()).toEqual({ count: 3, completed: 40 });
  beat.stop();
  vi.advanceTimersByTime(60_000);
  expect(shown()).toEqual({ count: 3, completed: 40 });
});

test('silence is counted from the last beat, by the clock of whoever looks', () => {
  const place = claimAttempt(join(makeTempDir(), RUN_ID));
  const beat = new Beat(place);
  const watch = new BeatWatch();
  expect(watch.silentMs(place.dir)).toBe(0);
  vi.advanceTimersByTime(10_000);
  expect(watch.silentMs(place.dir)).toBe(10_000);
  vi.advanceTimersByTime(10_000);
  expect(watch.silentMs(place.dir)).toBe(0);
  beat.stop();
  vi.advanceTimersByTime(600_001);
  expect(watch.silentMs(place.dir)).toBe(600_001);
});

test('the beat of an attempt that was deleted makes nothing anew', () => {
  const place = claimAttempt(join(makeTempDir(), RUN_ID));
  const beat = new Beat(place);
  rmSync(place.dir, { recursive: true });
  vi.advanceTimersByTime(20_000);
  beat.stop();
  expect(existsSync(place.dir)).toBe(false);
});
