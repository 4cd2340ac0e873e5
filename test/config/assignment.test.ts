import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { findAssignment, formatAssignment, parseAssignment } from '../../src/config/assignment.ts';
import { FlagTextError, formatFlagValue, parseFlagValue } from '../../src/config/flag-value.ts';
import { GageError } from '../../src/failures/failures.ts';
import { float, valuesEqual } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';

describe('values', () => {
  test.each<[string, Value]>([
    ['1', 1],
    ['+1', 1],
    ['01', 1],
    ['-0', 0],
    ['1_000', 1000],
    ['123456789012345678901', 123456789012345678901n],
    ['-9_007_199_254_740_993', -9007199254740993n],
    ['1.', float(1)],
    ['.5', 0.5],
    ['-2.5', -2.5],
    ['1e3', float(1000)],
    ['1E-3', 0.001],
    ['1_0.2_5', 10.25],
    ['1e400', Number.POSITIVE_INFINITY],
    ['inf', Number.POSITIVE_INFINITY],
    ['-inf', Number.NEGATIVE_INFINITY],
    ['nan', Number.NaN],
    ['NaN', Number.NaN],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['infinity', 'infinity'],
    ['INF', 'INF'],
    ['Nan', 'Nan'],
    ['true', true],
    ['false', false],
    ['null', null],
    ['', ''],
    ['True', 'True'],
    ['yes', 'yes'],
    ['None', 'None'],
    ['nullable', 'nullable'],
    ['truex', 'truex'],
    ['0x10', '0x10'],
    ['1L', '1L'],
    ['1j', '1j'],
    ['1__0', '1__0'],
    ['_1', '_1'],
    ['1_', '1_'],
    ['.', '.'],
    ['-', '-'],
    ['e5', 'e5'],
    ['1,2', '1,2'],
    ['=1', '=1'],
    ['x  y', 'x  y'],
    [String.raw`C:\new`, String.raw`C:\new`],
    ["'1'", '1'],
    ['"1"', '1'],
    ['""', ''],
    [String.raw`"a\"b"`, 'a"b'],
    [String.raw`'it\'s'`, "it's"],
    [String.raw`"a\\n\n\t\d"`, 'a\\n\n\t\\d'],
    ['"x', '"x'],
    ["it's", "it's"],
    ['[]', []],
    ['{}', {}],
    ['[0.1,0.2]', [0.1, 0.2]],
    ['[ 1, "2", three, null, [4,], ]', [1, '2', 'three', null, [4]]],
    ['{a: 1, "b c": [2], d: {e: true}}', { a: 1, 'b c': [2], d: { e: true } }],
    ["[http://x/y, a b , it's]", ['http://x/y', 'a b', "it's"]],
    ['{url: http://x}', { url: 'http://x' }],
    ['{1: one}', { 1: 'one' }],
    ['{__proto__: 1}', JSON.parse('{"__proto__": 1}') as Value],
    ['[1,2', '[1,2'],
    ['1,2]', '1,2]'],
    ['[a}', '[a}'],
  ])('%s', (text, expected) => {
    expect(valuesEqual(parseFlagValue(text), expected)).toBe(true);
    expect(valuesEqual(parseFlagValue(`  ${text}\t`), expected)).toBe(true);
  });

  test.each([
    [
      '[1,,2]',
      "Invalid list: expected a value at ',2]' (to mean this text itself, put it in quotes)",
    ],
    [
      '[a][b]',
      "Invalid list: expected the end of the value at '[b]' (to mean this text itself, put it in quotes)",
    ],
    [
      '[[1]',
      "Invalid list: expected ',' or ']' at the end (to mean this text itself, put it in quotes)",
    ],
    ['{a}', "Invalid map: expected ':' at '}' (to mean this text itself, put it in quotes)"],
    ['{a: }', "Invalid map: expected a value at '}' (to mean this text itself, put it in quotes)"],
    ['{: 1}', "Invalid map: expected a key at ': 1}' (to mean this text itself, put it in quotes)"],
    [
      '["a" b]',
      "Invalid list: expected ',' or ']' at 'b]' (to mean this text itself, put it in quotes)",
    ],
    ['"x" y', "Unexpected token: 'y'"],
    ['a\nb', "Unexpected character '\n' at line 1 col 2"],
    [`${'['.repeat(200)}${']'.repeat(200)}`, 'Nested deeper than 100 levels'],
  ])('%j is refused', (text, message) => {
    expect(() => parseFlagValue(text)).toThrow(new FlagTextError(message));
  });

  test.each<[Value, string]>([
    [null, 'null'],
    [true, 'true'],
    [float(1), '1.0'],
    [0.001, '0.001'],
    [Number.POSITIVE_INFINITY, 'inf'],
    ['', '""'],
    ['a b', 'a b'],
    ['1', '"1"'],
    ['true', '"true"'],
    ["it's", "it's"],
    ['two\nlines', String.raw`"two\nlines"`],
    [' x', '" x"'],
    [['a', 'a b', '1', 2], '[a, "a b", "1", 2]'],
    [{ a: 1, 'b:c': ['x:y'] }, '{a: 1, "b:c": [x:y]}'],
    ['[1,2]', '"[1,2]"'],
    ['[1,,2]', '"[1,,2]"'],
  ])('%j is shown as %s', (value, text) => {
    expect(formatFlagValue(value)).toBe(text);
  });

  test('every value can be typed back', () => {
    fc.assert(
      fc.property(anyValue(), (value) => {
        expect(valuesEqual(parseFlagValue(formatFlagValue(value)), value)).toBe(true);
      }),
    );
  });
});

describe('assignments', () => {
  test.each<[string, string, Value]>([
    ['a=1', 'a', 1],
    ['  a \t=  x  y  ', 'a', 'x  y'],
    ['a=', 'a', ''],
    ['a= ', 'a', ''],
    ['a==1', 'a', '=1'],
    ['a=b=c', 'a', 'b=c'],
    ['a.0.b=1', 'a.0.b', 1],
    ['a-b=1', 'a-b', 1],
    ['.a=1', '.a', 1],
    ['1=2', '1', 2],
    ['é=1', 'é', 1],
    ['e\u0301=1', 'e\u0301', 1],
    ["'a b'=1", 'a b', 1],
    ['"a=b" = 1', 'a=b', 1],
    [String.raw`"a\"b"=1`, 'a"b', 1],
    ['"a.b"=1', 'a.b', 1],
    ['opts."a.b"=1', 'opts."a.b"', 1],
    ["opts.'a.b'.c=1", 'opts."a.b".c', 1],
    ['"a.b".c=1', '"a.b".c', 1],
    ['opts."lr"=1', 'opts.lr', 1],
    ['a="x', 'a', '"x'],
  ])('%s', (argument, key, value) => {
    const assignment = parseAssignment(argument);
    expect(assignment.key).toBe(key);
    expect(valuesEqual(assignment.value, value)).toBe(true);
    expect(findAssignment(argument)).toEqual(assignment);
  });

  test.each([
    ['', 'Missing expected token: one of KEY, QUOTED_STRING'],
    ['  ', 'Missing expected token: one of KEY, QUOTED_STRING'],
    ['a', 'Missing expected token: one of EQUAL, WS_INLINE'],
    ['"a b"', 'Missing expected token: one of EQUAL, WS_INLINE'],
    ['a b=1', "Unexpected token: 'b'"],
    ['"a""b"=1', `Unexpected token: '"b"'`],
    ['-a=1', "Unexpected token: '-a=1'"],
    ['=1', "Unexpected token: '=1'"],
    ['a:b=1', "Unexpected token: ':b=1'"],
    ['a/b=1', "Unexpected token: '/b=1'"],
    ['a+=1', "Unexpected token: '+=1'"],
    ['a="x" y', "Unexpected token: 'y'"],
    ["a='it's'", "Unexpected token: 's'"],
    ['opts."a.b"c=1', "Unexpected token: 'c'"],
    ['a=1\n2', "Unexpected character '\n' at line 1 col 4"],
    ['a="1\n2"', "Unexpected character '\n' at line 1 col 5"],
    ['a\n=1', "Unexpected character '\n' at line 1 col 2"],
    ['a="1"\n2', "Unexpected character '\n' at line 1 col 6"],
    [
      'a=[1,,]',
      "Invalid list: expected a value at ',]' (to mean this text itself, put it in quotes)",
    ],
  ])('%j is refused', (argument, problem) => {
    expect(findAssignment(argument)).toBeUndefined();
    expect(() => parseAssignment(argument)).toThrow(GageError);
    expect(() => parseAssignment(argument)).toThrow(
      expect.objectContaining({
        message: `Invalid flag assignment: ${problem}\n\nFlags are written name=value, and ${JSON.stringify(argument)} is none.`,
      }),
    );
  });

  test('the value as typed is kept', () => {
    expect(parseAssignment('a = 1_000 ').text).toBe('1_000');
    expect(parseAssignment('a = "1" ').text).toBe('"1"');
  });

  test.each(['a', 'a.b', 'a b', 'a=b', '"a.b"', 'opts."a.b".c', 'x."q\\"."', "it's", '-a', 'a\nb'])(
    'key %j can be typed back',
    (key) => {
      expect(parseAssignment(formatAssignment(key, 'x y')).key).toBe(key);
    },
  );
});

function anyValue(): fc.Arbitrary<Value> {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(...'\\"\'[]{},: =\n\t\ra1.'.split('')) }),
  );
  return fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.constantFrom<Value>(null, true, false, Number.NaN, -0),
      fc.integer(),
      fc.bigInt().filter((number) => !Number.isSafeInteger(Number(number))),
      fc.double().map((number) => float(number)),
      fc.array(tie('value')),
      fc.dictionary(text, tie('value')),
    ),
  })).value;
}
