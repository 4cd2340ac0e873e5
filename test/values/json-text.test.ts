import { describe, expect, test } from 'vitest';
import {
  JsonTextError,
  formatJsonCompact,
  formatJsonOutput,
  formatJsonPretty,
  parseJson,
} from '../../src/values/json-text.ts';
import { Float, emptyMap, float } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';

describe('numbers keep their kind through reading and writing', () => {
  test.each([
    ['1', '1'],
    ['1.0', '1.0'],
    ['-0', '0'],
    ['-0.0', '-0.0'],
    ['0.00001', '1e-05'],
    ['0.0001', '0.0001'],
    ['1e-7', '1e-07'],
    ['1e16', '1e+16'],
    ['1e15', '1000000000000000.0'],
    ['123456789012345680.0', '1.2345678901234568e+17'],
    ['1E400', 'Infinity'],
    ['0.1', '0.1'],
    ['5e-324', '5e-324'],
    ['1.7976931348623157e308', '1.7976931348623157e+308'],
    ['100000000000000000000', '100000000000000000000'],
    ['-9007199254740993', '-9007199254740993'],
    ['9007199254740991', '9007199254740991'],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['-Infinity', '-Infinity'],
  ])('%s is written as %s', (text, written) => {
    expect(formatJsonPretty(parseJson(text))).toBe(written);
    expect(formatJsonCompact(parseJson(text))).toBe(written);
  });

  test('in memory a float without a fraction is not an integer', () => {
    expect(parseJson('1')).toBe(1);
    expect(parseJson('1.0')).toEqual(new Float(1));
    expect(parseJson('1e2')).toEqual(new Float(100));
    expect(parseJson('0.5')).toBe(0.5);
    expect(parseJson('100000000000000000000')).toBe(10n ** 20n);
  });
});

describe('text is ASCII', () => {
  test.each([
    ['é', String.raw`"\u00e9"`],
    ['😀', String.raw`"\ud83d\ude00"`],
    ['\u007f', String.raw`"\u007f"`],
    ['\n\r\t\b\f"\\', String.raw`"\n\r\t\b\f\"\\"`],
    ['\u0000\u001f', String.raw`"\u0000\u001f"`],
    ['a/b ~', '"a/b ~"'],
    ['\u2028', String.raw`"\u2028"`],
    ['\ud800', String.raw`"\ud800"`],
  ])('%j', (text, written) => {
    expect(formatJsonCompact(text)).toBe(written);
    expect(parseJson(written)).toBe(text);
  });
});

describe('the pretty dialect', () => {
  test.each<[title: string, value: Value, written: string]>([
    ['an empty map', {}, '{}'],
    ['an empty list', [], '[]'],
    ['configuration', { lr: 0.1, batch: 32 }, '{\n  "batch": 32,\n  "lr": 0.1\n}'],
    ['variables', { MODE: 'ci' }, '{\n  "MODE": "ci"\n}'],
    ['a string', 'Linux-6.1', '"Linux-6.1"'],
    [
      'keys sorted at every level',
      { b: { z: [], y: [{ d: null, c: true }] }, a: {} },
      '{\n  "a": {},\n  "b": {\n    "y": [\n      {\n        "c": true,\n        "d": null\n      }\n    ],\n    "z": []\n  }\n}',
    ],
  ])('%s', (_title, value, written) => {
    expect(formatJsonPretty(value)).toBe(written);
  });

  test('keys are sorted by code point, which is not the order of UTF-16 units', () => {
    const written = formatJsonPretty({ '\u{1f600}': 1, '\uff5e': 2, '\ud7ff': 3, Z: 4, a: 5 });
    expect(Object.keys(JSON.parse(written) as object)).toEqual([
      'Z',
      'a',
      '\ud7ff',
      '\uff5e',
      '\u{1f600}',
    ]);
  });
});

describe('the compact dialect', () => {
  test.each<[title: string, value: Value, written: string]>([
    ['a command', ['python', 'fit.py', '--fast'], '["python", "fit.py", "--fast"]'],
    ['a shell command', 'python fit.py | tee all.txt', '"python fit.py | tee all.txt"'],
    [
      'an attribute entry, keys as inserted',
      { author: 'kim', set: { label: 'best so far', n: float(1) }, delete: [] },
      '{"author": "kim", "set": {"label": "best so far", "n": 1.0}, "delete": []}',
    ],
    ['nothing in it', [{}, []], '[{}, []]'],
  ])('%s', (_title, value, written) => {
    expect(formatJsonCompact(value)).toBe(written);
  });
});

test('output for people keeps the order of keys and the text', () => {
  expect(formatJsonOutput({ b: 'é', a: [float(1)] })).toBe(
    '{\n  "b": "é",\n  "a": [\n    1.0\n  ]\n}',
  );
});

describe('reading', () => {
  test('a key may have any name, and changes nothing but its map', () => {
    const value = parseJson('{"__proto__": {"polluted": 1}, "constructor": 2, "toString": 3}');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(formatJsonCompact(value)).toBe(
      '{"__proto__": {"polluted": 1}, "constructor": 2, "toString": 3}',
    );
  });

  test('of duplicate keys the last counts', () => {
    const expected = Object.assign(emptyMap(), { a: 2 });
    expect(parseJson('{"a": 1, "a": 2}')).toEqual(expected);
  });

  test('white space may be anywhere between tokens', () => {
    expect(parseJson(' \r\n\t[ 1 , { "a" : null } ] \n')).toEqual([1, { a: null }]);
  });

  test('512 levels are read and written; deeper input is refused, not a broken stack', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(formatJsonCompact(parseJson(nested(512)))).toBe(nested(512));
    expect(() => parseJson(nested(100_000))).toThrow('Nested deeper than 512 levels');
    expect(() => parseJson('{"a":'.repeat(100_000))).toThrow('Nested deeper than 512 levels');
  });

  test.each([
    ['', 'Expecting value: line 1 column 1 (char 0)'],
    ['{"a": }', 'Expecting value: line 1 column 7 (char 6)'],
    [
      '{"a": 1,\n  b: 2}',
      'Expecting property name enclosed in double quotes: line 2 column 3 (char 11)',
    ],
    [' {oops ', 'Expecting property name enclosed in double quotes: line 1 column 3 (char 2)'],
    ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
    ['[1 2]', "Expecting ',' delimiter: line 1 column 4 (char 3)"],
    ['[1]\n x', 'Extra data: line 2 column 2 (char 5)'],
    ['01', 'Extra data: line 1 column 2 (char 1)'],
    ['"abc', 'Unterminated string: line 1 column 1 (char 0)'],
    ['["a\nb"]', 'Invalid string: line 1 column 2 (char 1)'],
    [String.raw`"\x"`, 'Invalid string: line 1 column 1 (char 0)'],
    ['[1,]', 'Expecting value: line 1 column 4 (char 3)'],
    ['{"a": 1,}', 'Expecting property name enclosed in double quotes: line 1 column 9 (char 8)'],
    ['.5', 'Expecting value: line 1 column 1 (char 0)'],
    ['+1', 'Expecting value: line 1 column 1 (char 0)'],
    ['nan', 'Expecting value: line 1 column 1 (char 0)'],
    ['-', 'Expecting value: line 1 column 1 (char 0)'],
  ])('%j tells what is wrong and where', (text, message) => {
    expect(() => parseJson(text)).toThrow(message);
    expect(() => parseJson(text)).toThrow(JsonTextError);
  });

  test.each([
    [String.raw`"\\"`, '\\'],
    [String.raw`"\\\""`, '\\"'],
    [String.raw`["\\", "a"]`, ['\\', 'a']],
    [String.raw`"\/\u0041"`, '/A'],
  ])('backslashes before a quote are counted: %s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  test('a long number is read to its end', () => {
    const digits = '1234567890'.repeat(20);
    expect(parseJson(digits)).toBe(BigInt(digits));
    expect(parseJson(`[0.${digits}]`)).toEqual([Number(`0.${digits}`)]);
  });
});
