import { expect, test } from 'vitest';
import { ShortMemory } from '../../src/capture/short-memory.ts';

test('what was found out is remembered for a second, also that there is nothing', () => {
  const memory = new ShortMemory<string | undefined>();
  const asked: string[] = [];
  const ask = (key: string, value: string | undefined, nowMs: number): string | undefined =>
    memory.get(
      key,
      () => {
        asked.push(`${key} at ${nowMs}`);
        return value;
      },
      nowMs,
    );
  expect(ask('a', 'first', 5000)).toBe('first');
  expect(ask('b', undefined, 5500)).toBeUndefined();
  expect(ask('a', 'second', 6000)).toBe('first');
  expect(ask('b', 'second', 6000)).toBeUndefined();
  expect(ask('a', 'second', 6001)).toBe('second');
  expect(ask('b', 'second', 6001)).toBe('second');
  // A clock that was set back.
  expect(ask('a', 'third', 100)).toBe('third');
  expect(asked).toEqual(['a at 5000', 'b at 5500', 'a at 6001', 'b at 6001', 'a at 100']);
});
