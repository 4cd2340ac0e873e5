import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitAssignments } from '../../src/cli/assignments-text.ts';
import { textWidth } from '../../src/cli/text-width.ts';

const FOOBAR = { name: 'foobar', value: '1234567' };
const BARFOO = { name: 'barfoo', value: '7654321' };
const BAZ = { name: 'baz', value: '321' };

describe('pairs in a width', () => {
  test.each([
    [[FOOBAR], 14, 'foobar=1234567'],
    [[FOOBAR], 13, 'foobar=12345…'],
    [[FOOBAR], 10, 'foob…=123…'],
    [[FOOBAR, BARFOO], 29, 'foobar=1234567 barfoo=7654321'],
    [[FOOBAR, BARFOO], 28, 'foobar=1234567 barfoo=76543…'],
    [[FOOBAR, BARFOO], 23, 'foob…=1234… barf…=7654…'],
    [[FOOBAR, BARFOO], 22, 'foobar=1234567'],
    [[FOOBAR, BARFOO, BAZ], 31, 'foob…=1234… barf…=7654… baz=321'],
    [[BAZ, FOOBAR], 40, 'baz=321 foobar=1234567'],
    [[], 20, ''],
  ])('%j in %i', (pairs, width, text) => {
    expect(fitAssignments(pairs, width, '…')).toBe(text);
  });
});

test('the first pair is shown however narrow the room', () => {
  expect(fitAssignments([FOOBAR, BARFOO], 3, '…')).toBe('foo…=123…');
});

test('wide characters count as the columns they take', () => {
  expect(fitAssignments([{ name: '学習率', value: '0.1' }, BAZ], 18, '…')).toBe(
    '学習率=0.1 baz=321',
  );
});

test('pairs that fit are not cut, and no more room is used than there is', () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/);
  const pairs = fc.array(fc.record({ name: word, value: word }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(pairs, fc.integer({ min: 11, max: 120 }), (assignments, width) => {
      const full = assignments.map(({ name, value }) => `${name}=${value}`).join(' ');
      const fitted = fitAssignments(assignments, width, '…');
      expect(textWidth(fitted)).toBeLessThanOrEqual(width);
      if (assignments.length === 1 && full.length <= width) expect(fitted).toBe(full);
    }),
  );
});
