import { expect, test } from 'vitest';
import { alignNumbers, commonDigits } from '../../../src/board/page/number-alignment.ts';
import type { PageCell, PageColumn } from '../../../src/board/page/page-data.ts';

const COLUMN: PageColumn = {
  heading: 'n',
  isNumeric: true,
  isHidden: false,
  isGroup: false,
  filter: 'number',
  aggregate: 'usual',
};

/** Digits are 8 pixels wide here, points 4. */
const measure = (text: string): number => (text === '.' ? 4 : 8);

function paddingOf(column: PageColumn, cells: readonly PageCell[]): (text: string) => number {
  const rows = cells.map((cell, index) => ({ id: String(index), cells: [cell] }));
  const padding = alignNumbers(
    { columns: [column], groupHeading: '', rowNoun: 'run', rows },
    measure,
  );
  return (text) => padding(0, text);
}

test('a number has room for the digits it lacks, and for the point', () => {
  const room = paddingOf(COLUMN, [0.125, [0.5, '0.5'], 3, null]);
  expect(['0.125', '0.5', '3', '-3', '1.2345'].map(room)).toEqual([0, 16, 28, 28, 0]);
});

test('integers and texts are not moved', () => {
  expect(paddingOf(COLUMN, [1, 22])('1')).toBe(0);
  expect(paddingOf({ ...COLUMN, isNumeric: false }, ['0.25', '1'])('1')).toBe(0);
});

test('numbers are not aligned when one has an exponent or very many digits', () => {
  expect(commonDigits(['0.25', '1e-7'])).toBe(0);
  expect(commonDigits(['0.25', '0.00001234'])).toBe(0);
  expect(commonDigits(['0.25', '', '-4.125'])).toBe(3);
  expect(commonDigits([])).toBe(0);
});
