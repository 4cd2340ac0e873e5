import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { ConfigTextError } from '../../src/config/config-format.ts';
import { pythonFormat } from '../../src/config/python-file.ts';
import { float, isFloat, isList, isMap, valuesEqual } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';

/** The entries that are no containers, as a plain object. */
function leaves(text: string): Record<string, Value> {
  const entries = pythonFormat.read(text).entries.filter((entry) => !entry.isContainer);
  return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}

function containers(text: string): Record<string, Value> {
  const entries = pythonFormat.read(text).entries.filter((entry) => entry.isContainer);
  return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}

function set(text: string, changes: Record<string, Value>): string {
  return pythonFormat.read(text).set(new Map(Object.entries(changes)));
}

function errorOf(action: () => unknown): ConfigTextError {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigTextError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('what is a key', () => {
  test.each<[string, Record<string, Value>]>([
    ['x = 1', { x: 1 }],
    ['(x) = 1', { x: 1 }],
    ['((x)) = 1', { x: 1 }],
    ['x: int = 1', { x: 1 }],
    ['x: dict[str, int] = {}', {}],
    ['x: int', {}],
    ['x = y = 1', { x: 1, y: 1 }],
    ['x = o.y = 1', { x: 1 }],
    ['x, y = 1, 2', {}],
    ['[x] = [1]', {}],
    ['x[0] = 1', {}],
    ['o.x = 1', {}],
    ['x += 1', {}],
    ['x == 1', {}],
    ['(x := 1)', {}],
    ['import os\nfrom a import (b,\n  c)\ndel x\nglobal y\n"""doc"""\nf(x=1)', {}],
    ['_x = 1; X = 2; __x__ = 3; größe = 4', { _x: 1, X: 2, __x__: 3, größe: 4 }],
    ['𝐱 = 1', { x: 1 }],
    ['x = 1; y = 2', { x: 1, y: 2 }],
    ['x = 1; y = 2;', { x: 1, y: 2 }],
    ['x = 1\nx = 2', { x: 2 }],
    ['x = 1\nx = f()', { x: 1 }],
    ['x = [1, 2]\nx = {"a": 1}', { 'x.a': 1 }],
    ['if c: x = 1', {}],
    ['if c: x = 1; y = 2\nz = 3', { z: 3 }],
    ['for i in a:\n  x = 1\nelse:\n  y = 1', {}],
    ['while c: x = 1', {}],
    ['try:\n x = 1\nexcept E:\n y = 1\nfinally:\n z = 1', {}],
    ['with a as b:\n\tx = 1', {}],
    ['match a:\n  case 1:\n    x = 1', {}],
    ['match = 1\ncase = 2\ntype = 3', { match: 1, case: 2, type: 3 }],
    ['async def f():\n  x = 1', {}],
    ['def f(x=1): pass\nx = 1', { x: 1 }],
    ['@d(x=1)\nclass A:\n  x = 1\ny = 2', { y: 2 }],
    ['f = lambda a=1: 2', {}],
    ['x = \\\n  1', { x: 1 }],
    ['x = 1 # c = 2', { x: 1 }],
    ["__all__ = ['a']", { '__all__.0': 'a' }],
    ['\uFEFFx = 1', { x: 1 }],
    ['\fx = 1\n\f\ny = 2', { x: 1, y: 2 }],
    ['x = 1\ry = 2\r\nz = 3', { x: 1, y: 2, z: 3 }],
    ['', {}],
    ['# only a comment', {}],
  ])('%j has the keys %j', (text, expected) => {
    expect(leaves(text)).toEqual(expected);
  });
});

describe('what is a value', () => {
  const big = 123456789012345678901234567890n;
  test.each<[string, Value]>([
    ['1', 1],
    ['00', 0],
    ['1_000', 1000],
    [String(big), big],
    [`-${String(big)}`, -big],
    ['0x10', 16],
    ['0XfF_ff', 65535],
    ['0b1_1', 3],
    ['0o17', 15],
    ['0xffffffffffffffffffff', 0xffffffffffffffffffffn],
    ['1.', float(1)],
    ['.5', 0.5],
    ['1e3', float(1000)],
    ['1_0.2_5e-1', 1.025],
    ['1e400', Infinity],
    ['-0.0', -0],
    ['-0', 0],
    ['--1', 1],
    ['- 1', -1],
    ['+1', 1],
    ['~1', -2],
    ['-~-+1', 0],
    ['+True', 1],
    ['~True', -2],
    ['-False', 0],
    ['~0xffffffffffffffff', -0x10000000000000000n],
    ['((1))', 1],
    ['-(1)', -1],
    ['(\n1 # one\n)', 1],
    ['True', true],
    ['False', false],
    ['None', null],
    ["'a'", 'a'],
    ['"it\'s"', "it's"],
    ["'it\\'s'", "it's"],
    ["'é'", 'é'],
    ["'a\\nb\\t\\\\'", 'a\nb\t\\'],
    ["'\\x41\\101\\u00e9\\U0001F600\\0'", 'AAé😀\0'],
    ["'\\d\\8'", '\\d\\8'],
    ["'a\\\nb'", 'ab'],
    ["'a\\\r\nb'", 'ab'],
    ["'''abc'''", 'abc'],
    ["'''t\nu'''", 't\nu'],
    ["'''t\r\nu\rv'''", 't\nu\nv'],
    ['"""a"b""c\\""""', 'a"b""c"'],
    ["''", ''],
    ["''''''", ''],
    ["r'a\\n'", 'a\\n'],
    ["R'it\\'s'", "it\\'s"],
    ["u'a'", 'a'],
    ['\'a\' "b"', 'ab'],
    ["('a'\n  r'\\b' # c\n 'c')", 'a\\bc'],
    ["float('inf')", Infinity],
    ['float("-Infinity")', -Infinity],
    ["-float('inf')", -Infinity],
    ["float('nan')", Number.NaN],
  ])('x = %s', (source, expected) => {
    const [entry] = pythonFormat.read(`x = ${source}\n`).entries;
    expect(entry?.key).toBe('x');
    expect(valuesEqual(entry?.value ?? null, expected)).toBe(true);
  });

  test.each([
    'y',
    '1 + 1',
    '2 ** 3',
    '1 if c else 2',
    'dict(a=1)',
    "float('1')",
    'float(inf)',
    '1,',
    '(1, 2)',
    '()',
    '{1, 2}',
    "{'a'}",
    '{*a, 1}',
    "f'a'",
    "F'{x}'",
    "b'a'",
    "rb'a'",
    "b'a' b''",
    "'a' f'b'",
    '1j',
    '1.5J',
    '...',
    'lambda: 1',
    'not True',
    'not None',
    '-None',
    "-'a'",
    '~1.5',
    '-[1]',
    "'\\N{DASH}'",
    "'\\ud83d\\ude00'",
    '[f()]',
    '[1 for i in a]',
    "{'a': 1 for i in a}",
    '[]()',
    '[1][0]',
    '1 .real',
    '(yield 1)',
    "'%s' % 1",
    'x.y',
    '9'.repeat(4301),
  ])('x = %s is no key, and the other keys stay', (source) => {
    const { entries } = pythonFormat.read(`a = 1\nx = ${source}\nb = 2\n`);
    expect(entries.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  test.each<[string, Record<string, Value>, readonly string[]]>([
    [
      "[1, [2, 'a'], {'k': 3}]",
      { 'x.0': 1, 'x.1.0': 2, 'x.1.1': 'a', 'x.2.k': 3 },
      ['x', 'x.1', 'x.2'],
    ],
    ['[*y, 1]', { 'x.1': 1 }, []],
    ["{'a': 1, 1: 2, y: 3, **z}", { 'x.a': 1 }, []],
    ["{'a': {'b': [1]}, 'c': f()}", { 'x.a.b.0': 1 }, ['x.a', 'x.a.b']],
    ['[lambda a, b: 1, 2]', { 'x.1': 2 }, []],
    ["{'a': lambda b, c={'d': 1}: [2], 'e': 3}", { 'x.e': 3 }, []],
    ["{f(a, b): 1, 'e': a[1:2], 'f': 1 if c else 2, 'g': (1, [2]), 'h': 4}", { 'x.h': 4 }, []],
    ['[(1, 2), [3], a.b, (4)]', { 'x.1.0': 3, 'x.3': 4 }, ['x.1']],
    ["{'a': 1, 'a': 2}", { 'x.a': 2 }, ['x']],
    ["{'a': 1, 'a': f()}", {}, []],
    [
      "{'a' 'b': 1, r'\\c': 2, ('d'): 3, b'e': 4, f'g': 5}",
      { 'x.ab': 1, 'x.\\c': 2, 'x.d': 3 },
      [],
    ],
    ["{'a.b': 1, 'a': {'b': 2}}", { 'x."a.b"': 1, 'x.a.b': 2 }, ['x', 'x.a']],
    ["{'': 1, 'a\"': 2}", { 'x.""': 1, 'x."a\\""': 2 }, ['x']],
    ["{'__proto__': 1}", { ['x.__proto__']: 1 }, ['x']],
    ['[]', {}, ['x']],
    ['{}', {}, ['x']],
    ['[1,]', { 'x.0': 1 }, ['x']],
    ['([1])', { 'x.0': 1 }, ['x']],
  ])('x = %s has parts', (source, expected, expectedContainers) => {
    expect(leaves(`x = ${source}`)).toEqual(expected);
    expect(Object.keys(containers(`x = ${source}`))).toEqual(expectedContainers);
  });

  test('a container has the whole nested value', () => {
    const { x } = containers("x = {'a': [1, {'b': 2.0}], 'c': 'd'}");
    expect(x).toEqual(Object.assign(Object.create(null), { a: [1, { b: float(2) }], c: 'd' }));
  });
});

test.each<[string, string | undefined]>([
  ['x: int = 1', 'int'],
  ['x: "int | None"=1', '"int | None"'],
  ['x: Annotated[int, {1: 2}] = 1', 'Annotated[int, {1: 2}]'],
  ['x = 1  # type: float', 'float'],
  ['x = 1; #type:float # rate', 'float'],
  ['x = (1 # type: str\n)', undefined],
  ['x = 1 # type: ignore[assignment]', undefined],
  ['x = 1 # types: many', undefined],
  ['x = 1\n# type: float', undefined],
])('%j states the type %j', (text, expected) => {
  expect(pythonFormat.read(text).entries[0]?.typeHint).toBe(expected);
});

test('a type comment belongs to the last statement of its line', () => {
  const { entries } = pythonFormat.read('x = 1; y = [2] # type: list');
  expect(entries.map(({ key, typeHint }) => [key, typeHint])).toEqual([
    ['x', undefined],
    ['y', 'list'],
    ['y.0', undefined],
  ]);
});

describe('setting values', () => {
  test.each<[string, Record<string, Value>, string]>([
    ['x = 1', { x: 7 }, 'x = 7'],
    ['x=   1', { x: 2 }, 'x=   2'],
    ['x = (1)  # one', { x: 2 }, 'x = 2  # one'],
    ['x = (1 # one\n)', { x: 2 }, 'x = (2 # one\n)'],
    ['y = -1 # c', { y: 5 }, 'y = 5 # c'],
    ['y = - 1', { y: -2 }, 'y = -2'],
    ['x = [1, 2]', { 'x.0': 9 }, 'x = [9, 2]'],
    ["x = {'a': -1}", { 'x.a': 3 }, "x = {'a': 3}"],
    ["x = {'a': 1, 'a': 2}", { 'x.a': 3 }, "x = {'a': 1, 'a': 3}"],
    ['x = 1\nx = 2', { x: 3 }, 'x = 1\nx = 3'],
    ['import os; x = 1', { x: 3 }, 'import os; x = 3'],
    ['x = True', { x: 'True' }, "x = 'True'"],
    ['def f(x=1): pass\nx = 1', { x: 2 }, 'def f(x=1): pass\nx = 2'],
    ['x = 1\r\ny = 2\r\n', { x: 2 }, 'x = 2\r\ny = 2\r\n'],
    ['\uFEFFx = 1\r\n', { x: 2 }, '\uFEFFx = 2\r\n'],
    ['\f\tx = 1\n'.replace('\t', ''), { x: 2 }, '\fx = 2\n'],
    ['x = 1\ry\t=\t2\r', { y: 3 }, 'x = 1\ry\t=\t3\r'],
    [
      "x = 1\ny = 1e-3\nk = 1_000\nr = r\"\\d\"\nd = '''t\nu'''\n",
      { x: 2 },
      "x = 2\ny = 1e-3\nk = 1_000\nr = r\"\\d\"\nd = '''t\nu'''\n",
    ],
    ['x: int = 1', { x: 's' }, "x: int = 's'"],
    ["x = 'a'", { x: 5 }, 'x = 5'],
    ['n = 3', { n: 'x' }, "n = 'x'"],
    ['n = 3', { n: '' }, "n = ''"],
    ['n = 3', { n: null }, 'n = None'],
    ['n = 3', { n: Number.NaN }, "n = float('nan')"],
    ['n = 3', { n: -Infinity }, "n = float('-inf')"],
    ["n = float('inf')", { n: 1.5 }, 'n = 1.5'],
    ['n = 3', { n: float(3) }, 'n = 3.0'],
    ['n = 3', { n: float(1e16) }, 'n = 1e+16'],
    ['n = 0x10', { n: 17 }, 'n = 17'],
    ['name = "Ann"', { name: '123' }, 'name = "123"'],
    ['name = "Ann"', { name: 'C:\\new' }, 'name = "C:\\\\new"'],
    ["x = 'a'", { x: "it's" }, "x = 'it\\'s'"],
    ["x = 'a'", { x: 'say "hi"' }, 'x = \'say "hi"\''],
    ['x = "a"', { x: 'say "hi"' }, 'x = "say \\"hi\\""'],
    ["x = 'a'", { x: 'a\nb\\' }, "x = 'a\\nb\\\\'"],
    ["x = 'a'", { x: 'é\u00a0\u0007' }, "x = 'é\\xa0\\x07'"],
    ["x = r'\\d'", { x: '\\w' }, "x = r'\\w'"],
    ["x = r'\\d'", { x: 'a\\' }, "x = 'a\\\\'"],
    ["x = r'\\d'", { x: "it's" }, "x = 'it\\'s'"],
    ["x = u'a'", { x: 'b\n' }, "x = u'b\\n'"],
    ["x = R'''a'''", { x: '\\a\nb' }, "x = R'''\\a\nb'''"],
    ["x = '''a'''", { x: 'b\nc' }, "x = '''b\nc'''"],
    ["x = '''a'''\r\n", { x: 'b\nc' }, "x = '''b\r\nc'''\r\n"],
    ["x = '''a'''", { x: "'b'''c\\'" }, "x = '''\\'b\\'\\''c\\\\\\''''"],
    ['x = ("a" # first\n "b")', { x: 'c' }, 'x = "c"'],
    ['opts = {"deep": {"k": [1, 2]}}', { 'opts.deep.k.1': 9 }, 'opts = {"deep": {"k": [1, 9]}}'],
    ["x = {'a.b': 1, 'a': {'b': 2}}", { 'x."a.b"': 3 }, "x = {'a.b': 3, 'a': {'b': 2}}"],
    ['x = y = 1', { x: 2, y: 2 }, 'x = y = 2'],
    ['x = y = 1\ny = 3', { x: 2 }, 'x = y = 2\ny = 3'],
    ['x = y = [1, 2]', { 'x.0': 5, 'y.0': 5 }, 'x = y = [5, 2]'],
    ['x = [1, 2] # c', { x: [3, { a: 'b' }] }, "x = [3, {'a': 'b'}] # c"],
    ['x = {}', { x: { 'a.b': [] } }, "x = {'a.b': []}"],
    ['x = [1, [2, 3]]', { 'x.1': [4], 'x.0': 0 }, 'x = [0, [4]]'],
    ['x = [1, 2]', { x: [3, 4], 'x.1': 4 }, 'x = [3, 4]'],
    ['x = 1', { x: [1] }, 'x = [1]'],
    ['x = 1; y = 2; z = 3', { z: 30, x: 10 }, 'x = 10; y = 2; z = 30'],
    [
      "d = {  # all\n  'a': 1,  # one\n  'b': [  # more\n    1, 'y',\n  ],\n}\n",
      { 'd.a': 5, 'd.b.1': 'z' },
      "d = {  # all\n  'a': 5,  # one\n  'b': [  # more\n    1, 'z',\n  ],\n}\n",
    ],
  ])('%j with %j becomes %j', (text, changes, expected) => {
    expect(set(text, changes)).toBe(expected);
  });

  test('a value an entry already has leaves the text as written', () => {
    const text = "a = 1_000; b = +1; c = (1); d = 1e-3; e = '\\x41'; f = [ 1,2 ]; g = h = 0x1\n";
    const document = pythonFormat.read(text);
    expect(document.set(new Map(document.entries.map(({ key, value }) => [key, value])))).toBe(
      text,
    );
    expect(document.set(new Map())).toBe(text);
  });

  test('names that share one value cannot get different ones', () => {
    const error = errorOf(() => set('a = 0\nx = y = 1\n', { x: 2 }));
    expect(error.message).toBe('x and y share one value: set all of them, to the same');
    expect([error.line, error.column]).toEqual([2, 9]);
    expect(() => set('x = y = 1', { x: 2, y: 3 })).toThrow(ConfigTextError);
  });

  test('a list and its part cannot be set to values that contradict each other', () => {
    expect(() => set('x = [1, 2]', { x: [3, 4], 'x.1': 5 })).toThrow('x.1 cannot be set to 5 here');
  });

  test('a key that the file does not have cannot be set', () => {
    expect(() => set('x = 1', { y: 2 })).toThrow('There is no y to set');
  });

  test.each<[string, Value]>([
    ['a lone surrogate', '\ud800'],
    ['an integer too long for Python', 10n ** 5000n],
    ['lists nested too deeply', nest(100_000)],
  ])('%s cannot be written', (_name, value) => {
    expect(() => set('x = 1', { x: value })).toThrow(ConfigTextError);
  });
});

function nest(depth: number): Value {
  let value: Value = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

describe('text that is no Python', () => {
  test.each<[string, number, number, string]>([
    ['x = 1\ny = (\n', 2, 5, 'This bracket is not closed'],
    ['x = [1)', 1, 7, 'This closes no bracket'],
    ['x = 1]', 1, 6, 'This closes no bracket'],
    ["a = 1\r\nx = 'a\r\n", 2, 5, 'The string that starts here does not end'],
    ["x = '''a\n'", 1, 5, 'The string that starts here does not end'],
    ["x = f'{a'", 1, 9, 'The string that starts here does not end'],
    ['x = 1\n  y = 2', 2, 3, 'Unexpected indentation'],
    ['if x:\ny = 2', 2, 1, 'An indented block is missing here'],
    ['if x:\n', 2, 1, 'An indented block is missing here'],
    ['if x:\n    a\n  b', 3, 3, 'This indentation matches no outer block'],
    ['if x:\n\ta\n        b', 3, 9, 'Tabs and blanks are mixed in this indentation'],
    ['x = 012', 1, 5, 'An integer may not start with 0; octal numbers start with 0o'],
    ['x = 1\ry = 1__0', 2, 5, 'This is no number'],
    ['x = 0x', 1, 7, 'This is no number'],
    ['x = 1x', 1, 5, 'This is no number'],
    ['x = $a', 1, 5, 'Python has no use for this character'],
    ['!ls', 1, 1, 'Python has no use for this character'],
    ['\uFEFFx = a?', 1, 6, 'Python has no use for this character'],
    ['x = 1 \\ ', 1, 7, 'Only the end of the line may follow this backslash'],
    ['x = 1 \\\n', 1, 7, 'The file ends where this backslash joins lines'],
    ['x\u00a0= 1', 1, 1, 'A character here cannot be part of a name'],
    ['x = 1\0', 1, 6, 'Python source has no NUL characters'],
    ['x = f"{a:b"', 1, 11, 'A field of this string is not closed'],
    ['x = f"}"', 1, 7, 'This } closes no field'],
  ])('%j is refused at line %i, column %i', (text, line, column, message) => {
    const error = errorOf(() => pythonFormat.read(text));
    expect([error.line, error.column, error.message]).toEqual([line, column, message]);
  });

  test('deep nesting is refused and does not exhaust the stack', () => {
    const many = 100_000;
    expect(() => pythonFormat.read(`x = ${'['.repeat(many)}${']'.repeat(many)}`)).toThrow(
      'More than 200 brackets inside each other',
    );
    expect(leaves(`x = ${'['.repeat(200)}1${']'.repeat(200)}`)).toEqual({
      [`x${'.0'.repeat(200)}`]: 1,
    });
    expect(leaves(`x = ${'-'.repeat(many)}1`)).toEqual({ x: 1 });
    expect(leaves(`x = f'${"{f'".repeat(many)}${"'}".repeat(many)}'\ny = 1`)).toEqual({ y: 1 });
  });

  test.each([
    "f'{a['b']}'",
    "f'{{}}'",
    "f'{x!r:>{w}.{p}}'",
    "f'{x:%H:%M}'",
    "f'''{\n x # '\n}'''",
    'f\'{f"{1}"}\'',
    "f'\\N{DASH}{x}'",
    "rf'\\{x}'",
    "f'{x == {1: 2}[1]}'",
    "f'{(lambda a: 1)}'",
    "f'\\''",
    "t'{x}'",
    "f'{a:{b}c}'",
    'f\'{"}"}\'',
  ])('the end of %s is found', (source) => {
    expect(leaves(`x = ${source}; y = 1\n`)).toEqual({ y: 1 });
  });
});

describe('for any values', () => {
  const scalar = fc.oneof(
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.bigInt().map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value)),
    fc.double().map(float),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', "'", '\\', '\n', '\r', 'n', '{', ' ') }),
  );
  const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      scalar,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { maxKeys: 4 }),
    ),
  })).value;
  const original = fc.constantFrom(
    '1',
    '-1.5',
    'None',
    "'a'",
    '"a"',
    "'''a'''",
    '"""a"""',
    "r'a'",
    'R"""a"""',
    "u'a'",
    "('a'\n'b')",
    '[1, 2]',
    "{'a': 1}",
    '(1 # c\n)',
  );

  test('a value that was set is read back, and the rest of the text stays', () => {
    fc.assert(
      fc.property(value, original, fc.constantFrom('\n', '\r\n', '\r'), (wanted, source, end) => {
        const before = `# head${end}a = 1_0${end}x: T = `;
        const after = `  # tail${end}z = [ 0x1, {'k': +2} ]${end}`;
        const text = before + source + after;
        const result = pythonFormat.read(text).set(new Map([['x', wanted]]));
        expect(result.startsWith(before)).toBe(true);
        expect(result.endsWith(after)).toBe(true);
        const { entries } = pythonFormat.read(result);
        const found = entries.find((entry) => entry.key === 'x');
        expect(valuesEqual(found?.value ?? null, wanted)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('every part of a written value is an entry', () => {
    fc.assert(
      fc.property(value, (wanted) => {
        const result = set('x = 1', { x: wanted });
        expect(pythonFormat.read(result).entries).toHaveLength(countParts(wanted));
      }),
    );
  });

  test('nothing but a clear error comes from any text', () => {
    const token = fc.constantFrom(
      ..."x|y|=|:|;|,|(|)|[|]|{|}|'|\"|'''|\\|\n|\r|  |\t|1|0x1|.5|1e|f'|r\"|#|-|~|**|if |lambda |True|float('inf')|\f|é".split(
        '|',
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: token, maxLength: 40 }), (text) => {
        let document;
        try {
          document = pythonFormat.read(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigTextError);
          return;
        }
        const { entries } = document;
        expect(document.set(new Map(entries.map((entry) => [entry.key, entry.value])))).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});

function countParts(value: Value): number {
  if (isFloat(value) || (!isList(value) && !isMap(value))) return 1;
  return Object.values(value).reduce<number>((sum, part: Value) => sum + countParts(part), 1);
}
