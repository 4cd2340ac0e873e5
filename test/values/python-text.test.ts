import { describe, expect, test } from 'vitest';
import {
  formatPythonList,
  formatPythonString,
  formatPythonValue,
} from '../../src/values/python-text.ts';
import { float } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';

describe('a string as a Python literal', () => {
  test.each([
    ['', "''"],
    ['say', "'say'"],
    ["it's", `"it's"`],
    ['say "x"', `'say "x"'`],
    [`it's "x"`, String.raw`'it\'s "x"'`],
    ['a\\b', String.raw`'a\\b'`],
    ['\n\r\t', String.raw`'\n\r\t'`],
    ['\u0000\u001b\u007f', String.raw`'\x00\x1b\x7f'`],
    ['\u00a0\u00ad', String.raw`'\xa0\xad'`],
    ['\u2028\u3000\ufeff', String.raw`'\u2028\u3000\ufeff'`],
    ['\ue000', String.raw`'\ue000'`],
    ['\u{e0001}', String.raw`'\U000e0001'`],
    ['\ud800', String.raw`'\ud800'`],
    ['é 😀 漢', "'é 😀 漢'"],
    ['a b', "'a b'"],
  ])('%o', (text, literal) => {
    expect(formatPythonString(text)).toBe(literal);
  });
});

test('a list of strings as a Python literal', () => {
  expect(formatPythonList(['say', `it's "x"`, '\n'])).toBe(String.raw`['say', 'it\'s "x"', '\n']`);
  expect(formatPythonList([])).toBe('[]');
});

describe('any value as a Python literal', () => {
  test.each<[value: Value, literal: string]>([
    [null, 'None'],
    [true, 'True'],
    [false, 'False'],
    [1, '1'],
    [10n ** 20n, '100000000000000000000'],
    [float(1), '1.0'],
    [1e-7, '1e-07'],
    [Number.NaN, "float('nan')"],
    [Number.NEGATIVE_INFINITY, "float('-inf')"],
    [['a', [1]], "['a', [1]]"],
    [{ a: { b: null } }, "{'a': {'b': None}}"],
    [{}, '{}'],
  ])('%o', (value, literal) => {
    expect(formatPythonValue(value)).toBe(literal);
  });
});
