import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findNameProblem,
  fromDosTime,
  toDosTime,
  ZipError,
} from '../../src/platform/zip-format.ts';

describe('DOS times', () => {
  it('are the local time in steps of two seconds, rounded down', () => {
    const even = new Date(2026, 1, 28, 23, 59, 58).getTime();
    expect(fromDosTime(toDosTime(even))).toBe(even);
    expect(fromDosTime(toDosTime(even + 1999))).toBe(even);
    expect(toDosTime(even)).toBe(
      (((46 << 9) | (2 << 5) | 28) * 65536 + ((23 << 11) | (59 << 5) | 29)) >>> 0,
    );
  });

  it.each([
    ['before 1980', new Date(1979, 11, 31, 23, 59, 59).getTime(), new Date(1980, 0, 1).getTime()],
    ['not a time', Number.NaN, new Date(1980, 0, 1).getTime()],
    ['after 2107', new Date(2108, 0, 1).getTime(), new Date(2107, 11, 31, 23, 59, 58).getTime()],
  ])('outside the range become the nearest: %s', (_title, timeMs, expected) => {
    expect(fromDosTime(toDosTime(timeMs))).toBe(expected);
  });

  it('keep the local time of day, whatever it is', () => {
    const first = new Date(1980, 0, 2);
    const last = new Date(2107, 11, 30);
    fc.assert(
      fc.property(fc.date({ min: first, max: last, noInvalidDate: true }), (date) => {
        const kept = new Date(fromDosTime(toDosTime(date.getTime())));
        expect([kept.getFullYear(), kept.getMonth(), kept.getDate()]).toEqual([
          date.getFullYear(),
          date.getMonth(),
          date.getDate(),
        ]);
        expect([kept.getHours(), kept.getMinutes(), kept.getSeconds()]).toEqual([
          date.getHours(),
          date.getMinutes(),
          date.getSeconds() - (date.getSeconds() % 2),
        ]);
      }),
    );
  });

  it('are numbers for any 32 bits a zip may have', () => {
    fc.assert(fc.property(fc.nat(0xffffffff), (bits) => Number.isFinite(fromDosTime(bits))));
  });
});

describe('member names', () => {
  it.each([
    'a',
    'log/',
    'log/runner',
    'sys/user/x.json',
    '..a',
    'a..',
    'a/.b',
    '...',
    'é/🙂',
    '.b/c',
  ])('may be %j', (name) => {
    expect(findNameProblem(name)).toBeUndefined();
  });

  it.each([
    ['', 'has no name'],
    ['/', 'has an absolute name'],
    ['/etc/passwd', 'has an absolute name'],
    ['c:x', 'has an absolute name'],
    ['..', 'has ".." in its name'],
    ['../a', 'has ".." in its name'],
    ['a/../b', 'has ".." in its name'],
    ['a/..', 'has ".." in its name'],
    ['a\\b', 'has a backslash in its name'],
    ['a\0b', 'has a NUL character in its name'],
    ['./a', 'has an empty part or "." in its name'],
    ['a//b', 'has an empty part or "." in its name'],
    ['a//', 'has an empty part or "." in its name'],
  ])('may not be %j', (name, problem) => {
    expect(findNameProblem(name)).toBe(problem);
  });
});

it('a zip error names the file and what is wrong with it', () => {
  const error = new ZipError('/runs/x.meta.zip', 'the zip is damaged');
  expect(error.message).toBe('/runs/x.meta.zip: the zip is damaged');
  expect(error).toMatchObject({ path: '/runs/x.meta.zip', problem: 'the zip is damaged' });
});
