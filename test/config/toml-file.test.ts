import * as fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { ConfigTextError } from '../../src/config/config-format.ts';
import { tomlFormat } from '../../src/config/toml-file.ts';
import { float } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';
import { anyText, anyValue, describeConfigFormat } from './config-format-suite.ts';

describe('TOML files', () => {
  describeConfigFormat({
    format: tomlFormat,
    read: [
      ['', {}],
      ['a = 1\nb = 1.0\nc = 1e3\n', { a: 1, b: float(1), c: float(1000) }],
      ['a = 0x1F\nb = 0o17\nc = 0b11\nd = +1_000', { a: 31, b: 15, c: 3, d: 1000 }],
      ['a = inf\nb = -inf\nc = nan', { a: Infinity, b: -Infinity, c: NaN }],
      ['big = 123456789012345678901234567890', { big: 123456789012345678901234567890n }],
      ['t = true\nf = false', { t: true, f: false }],
      [
        'a = "x\\ty"\nb = \'C:\\new\'\nc = """\nx\n  y"""',
        { a: 'x\ty', b: 'C:\\new', c: 'x\n  y' },
      ],
      ['a.b = 1\na."c.d" = 2\n[t]\nx = {y = 3}', { 'a.b': 1, 'a."c.d"': 2, 't.x.y': 3 }],
      ['[[s]]\nn = 1\n[s.in]\nm = 2\n[[s]]\nn = 3', { 's.0.n': 1, 's.0.in.m': 2, 's.1.n': 3 }],
      ['a = [1, [2, 1979-05-27, "x"]]\nd = 07:32:00', { 'a.0': 1, 'a.1.0': 2, 'a.1.2': 'x' }],
      ['a = {b = 1, # one\n c = 2,}', { 'a.b': 1, 'a.c': 2 }],
      ['__proto__ = 1\nconstructor.x = 2', { ['__proto__']: 1, 'constructor.x': 2 }],
    ],
    set: [
      [
        '\uFEFF# top\r\na = 1 # one\r\nb  =  2\r\n',
        'a',
        3,
        '\uFEFF# top\r\na = 3 # one\r\nb  =  2\r\n',
      ],
      ['lr = 1e-3\nn = 1_000\n', 'n', 2, 'lr = 1e-3\nn = 2\n'],
      ['lr = 1e-3', 'lr', float(1), 'lr = 1.0'],
      ['lr = 1e-3', 'lr', Infinity, 'lr = inf'],
      ['a = "x"', 'a', 'say "hi"\n\x7f', 'a = "say \\"hi\\"\\n\\u007f"'],
      ["a = 'x'", 'a', 'C:\\new', "a = 'C:\\new'"],
      ["a = 'x'", 'a', "it's", 'a = "it\'s"'],
      ['a = """\nx\ny"""\nb = 1', 'a', 'z', 'a = "z"\nb = 1'],
      ['a = [1, 2]', 'a.1', 9, 'a = [1, 9]'],
      ['a = [1, 2]', 'a', [1, [2]], 'a = [1, [2]]'],
      ['a = {b = 1}', 'a', { 'c.d': 1, e: {} }, 'a = { "c.d" = 1, e = {} }'],
      ['[a]\nb.c = 1 # x\n[d]\nc = 2', 'a.b.c', false, '[a]\nb.c = false # x\n[d]\nc = 2'],
      ['[[s]]\nn = 1\n[[s]]\nn = 2\n', 's.1.n', 3, '[[s]]\nn = 1\n[[s]]\nn = 3\n'],
    ],
    broken: [
      ['a = 1\na = 2\n', 2, 1],
      ['a.b = 1\n[a]\nc = 1', 2, 2],
      ['a = "x\n', 1, 7],
      ['a = 1 b = 2', 1, 7],
      ['a =\n', 2, 1],
      ['a = [1,\n', 2, 1],
      ['= 1', 1, 1],
      ['a = yes', 1, 5],
    ],
    unwritable: [
      ['a = 1', 'a', null],
      ['a = [1]', 'a', [null]],
      ['a = "x"', 'a', '\ud800'],
    ],
    sample:
      '# top\na = 1 # one\nb.c = "x"\n\n[t]\nd = [1.5, true]\n[[s]]\ne = {f = \'y\'}\n[[s]]\n',
    values: anyValue({ hasNull: false }),
  });

  it('writes strings that other readers read the same', () => {
    fc.assert(
      fc.property(fc.constantFrom('""', "''"), anyText(), (quotes, text) => {
        const document = tomlFormat.read(`a = ${quotes}`);
        expect(parse(document.set(new Map([['a', text]])))).toEqual({ a: text });
      }),
    );
  });

  it('refuses nesting that would exhaust the stack, also in keys', () => {
    const nested = `a = ${'{a='.repeat(20_000)}1${'}'.repeat(20_000)}`;
    for (const text of [nested, `${'a.'.repeat(20_000)}a = 1`, `[${'a.'.repeat(20_000)}a]`]) {
      expect(() => tomlFormat.read(text)).toThrow('Nested deeper');
    }
  });

  it('has no entry for a table or for a date', () => {
    const { entries } = tomlFormat.read('[t]\nx = [1979-05-27]\ny = {z = 1}\nd = 1979-05-27');
    expect(entries.map(({ key, isContainer }) => [key, isContainer])).toEqual([
      ['t.x', true],
      ['t.y', true],
      ['t.y.z', false],
    ]);
  });

  it('replaces an array of dates with what it looked like without them', () => {
    const changes = new Map<string, Value>([['x', []]]);
    expect(tomlFormat.read('x = [1979-05-27]').set(changes)).toBe('x = []');
  });
});

it('refuses a text that is too much for the parser', () => {
  const text = `a = """${'x'.repeat(300_000)}"""\n`;
  expect(() => tomlFormat.read(text)).toThrow(
    new ConfigTextError('a text in the file is too long'),
  );
});
