import { describe, expect, test } from 'vitest';
import { parseFilter, searchFilter } from '../../../src/board/page/filters.ts';
import type { PageCell } from '../../../src/board/page/page-data.ts';

const NUMBERS: readonly PageCell[] = [-1, 0, [0.123456, '0.1235'], 0.9, 1, 5, 1e3, null];

function numbersThat(typed: string): readonly PageCell[] {
  const filter = parseFilter('number', typed);
  if (filter === undefined) throw new Error(`${typed} is not understood`);
  return NUMBERS.filter(filter);
}

describe('a filter of numbers', () => {
  test.each<[string, readonly PageCell[]]>([
    ['>0.9', [1, 5, 1000]],
    ['>= .9', [0.9, 1, 5, 1000]],
    ['<0', [-1]],
    ['≤0', [-1, 0]],
    ['=1', [1]],
    ['1', [1]],
    ['!=1', [-1, 0, [0.123456, '0.1235'], 0.9, 5, 1000]],
    ['0..1', [0, [0.123456, '0.1235'], 0.9, 1]],
    ['-1 .. 0', [-1, 0]],
    ['>0 <1', [[0.123456, '0.1235'], 0.9]],
    ['>0,<1', [[0.123456, '0.1235'], 0.9]],
    ['>=1e3', [1000]],
    ['  ', NUMBERS],
  ])('%s lets through what it says, by the exact value', (typed, expected) => {
    expect(numbersThat(typed)).toEqual(expected);
  });

  test.each(['>', 'abc', '>>1', '1..', '1 or 2', '>1x', '..5'])('%s is not understood', (typed) => {
    expect(parseFilter('number', typed)).toBeUndefined();
  });
});

describe('other filters', () => {
  const CELLS: readonly PageCell[] = [
    'Train',
    'train',
    'retrained',
    [1, 'true'],
    [0, 'false'],
    null,
  ];

  test.each([
    ['text', 'TRAIN', ['Train', 'train', 'retrained']],
    ['text', '=train', ['Train', 'train']],
    ['text', '!train', [[1, 'true'], [0, 'false'], null]],
    ['text', '!=train', ['retrained', [1, 'true'], [0, 'false'], null]],
    ['text', '.*', []],
    ['set', 'train', ['train']],
    ['flag', 'set', ['Train', 'train', 'retrained', [1, 'true']]],
    ['none', 'x', CELLS],
  ] as const)('%s with %s', (kind, typed, expected) => {
    expect(CELLS.filter(parseFilter(kind, typed) ?? (() => false))).toEqual(expected);
  });

  test('a search finds every word anywhere', () => {
    const isFound = searchFilter(' Mlp  0.9 ');
    expect(isFound('a\nmlp-large\n0.93')).toBe(true);
    expect(isFound('mlp')).toBe(false);
  });
});
