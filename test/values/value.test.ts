import { describe, expect, test } from 'vitest';
import {
  Float,
  float,
  integer,
  isFloat,
  isInteger,
  toNumber,
  valuesEqual,
} from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';

describe('values are the same when they have the same kind', () => {
  test.each<[a: Value, b: Value]>([
    [1, 1],
    [new Float(1), float(1)],
    [Number.NaN, Number.NaN],
    [10n ** 20n, 10n ** 20n],
    [
      [1, { a: 'x' }],
      [1, { a: 'x' }],
    ],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [null, null],
  ])('%o and %o', (a, b) => {
    expect(valuesEqual(a, b)).toBe(true);
  });
});

describe('values are different', () => {
  test.each<[a: Value, b: Value]>([
    [1, float(1)],
    [1, true],
    [0, false],
    [float(1), true],
    [0, -0],
    ['1', 1],
    [null, false],
    [null, ''],
    [[], {}],
    [[1], [1, 2]],
    [{ a: null }, {}],
    [{ a: null }, { b: null }],
    [{ toString: 1 }, { a: 1 }],
    [10n ** 20n, 1e20],
  ])('%o and %o', (a, b) => {
    expect(valuesEqual(a, b)).toBe(false);
    expect(valuesEqual(b, a)).toBe(false);
  });
});

test.each<[value: Value, kind: 'integer' | 'float' | 'neither']>([
  [1, 'integer'],
  [10n ** 20n, 'integer'],
  [0, 'integer'],
  [-0, 'float'],
  [0.5, 'float'],
  [2 ** 53, 'float'],
  [new Float(2), 'float'],
  [Number.NaN, 'float'],
  ['1', 'neither'],
  [true, 'neither'],
])('%o is an integer, a float or neither: %s', (value, kind) => {
  expect({ isInteger: isInteger(value), isFloat: isFloat(value) }).toEqual({
    isInteger: kind === 'integer',
    isFloat: kind === 'float',
  });
});

test.each([
  ['0', 0],
  ['-0', 0],
  ['+5', 5],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['9007199254740992', 9007199254740992n],
  ['-100000000000000000000', -(10n ** 20n)],
  ['+9007199254740993', 9007199254740993n],
])('the integer %s', (digits, value) => {
  expect(integer(digits)).toBe(value);
});

test.each<[value: Value | undefined, number: number | undefined]>([
  [1, 1],
  [new Float(2), 2],
  [3n, 3],
  ['4', undefined],
  [undefined, undefined],
])('the number %o stands for is %o', (value, number) => {
  expect(toNumber(value)).toBe(number);
});
