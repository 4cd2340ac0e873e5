import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { yamlFormat } from '../../src/config/yaml-file.ts';
import { float } from '../../src/values/value.ts';
import { anyText, describeConfigFormat } from './config-format-suite.ts';

describe('YAML files', () => {
  describeConfigFormat({
    format: yamlFormat,
    read: [
      ['', {}],
      ['# nothing\n', {}],
      ['5', {}],
      ['a: 1\nb: 1.0\nc: 1e3\nd: 0x1F\n', { a: 1, b: float(1), c: float(1000), d: 31 }],
      ['a: .inf\nb: -.Inf\nc: .NaN\n', { a: Infinity, b: -Infinity, c: NaN }],
      ['big: 123456789012345678901234567890', { big: 123456789012345678901234567890n }],
      ['a: true\nb: null\nc: ~\nd:\ne: # none', { a: true, b: null, c: null, d: null, e: null }],
      ['a: yes\nb: off\n', { a: 'yes', b: 'off' }],
      ['%YAML 1.1\n---\na: yes\n', { a: true }],
      ["a: x y\nb: 'it''s'\nc: \"x\\ty\"\n", { a: 'x y', b: "it's", c: 'x\ty' }],
      ['a: |\n  x\n  y\nb: >-\n  x\n  y\n', { a: 'x\ny\n', b: 'x y' }],
      ['a:\n  b:\n  - 1\n  - c: 2\n    d: 3\n', { 'a.b.0': 1, 'a.b.1.c': 2, 'a.b.1.d': 3 }],
      ['{a: [1, {b: 2}], c.d: 3}', { 'a.0': 1, 'a.1.b': 2, '"c.d"': 3 }],
      ['- 1\n- x\n', { '0': 1, '1': 'x' }],
      ['1: a\n1.0: b\ntrue: c\n? [x]\n: d\n', { '1': 'a', '"1.0"': 'b', true: 'c' }],
      ['a: &x 1\nb: *x\nc: &m {d: 2}\ne:\n  <<: *m\n  f: 3\n', { a: 1, 'c.d': 2, 'e.f': 3 }],
      ['a: !!str 5\nb: !!float 1\nc: !mine x\n', { a: '5', b: float(1) }],
      ['--- # start\na: 1\n...\n', { a: 1 }],
      ['__proto__: 1\nconstructor: {x: 2}', { ['__proto__']: 1, 'constructor.x': 2 }],
    ],
    set: [
      ['a: 1\n', 'a', 2, 'a: 2\n'],
      [
        '\uFEFF# top\r\na:  1   # one\r\nb: [ 1,2 ]\r\n',
        'b.0',
        'x',
        '\uFEFF# top\r\na:  1   # one\r\nb: [ x,2 ]\r\n',
      ],
      ['lr: 1e-3\nn: 1\n', 'n', 0.00001, 'lr: 1e-3\nn: 1.0e-05\n'],
      ['a: 1', 'a', -Infinity, 'a: -.inf'],
      ['a: 1', 'a', NaN, 'a: .nan'],
      ['a: x', 'a', 'yes', 'a: "yes"'],
      ['a: x', 'a', '5', 'a: "5"'],
      ['a: x', 'a', 'new name', 'a: new name'],
      ["a: 'x'", 'a', "it's", "a: 'it''s'"],
      ["a: 'x'", 'a', 'y', "a: 'y'"],
      ["a: 'x'", 'a', 'x\ny', 'a: "x\\ny"'],
      ['a: "x"', 'a', 'C:\\new', 'a: "C:\\\\new"'],
      ['a:\nb: 1\n', 'a', 5, 'a: 5\nb: 1\n'],
      ['a: # none\nb: 1\n', 'a', 5, 'a: 5 # none\nb: 1\n'],
      ['{a: , b: 1}', 'a', 5, '{a: 5, b: 1}'],
      ['a:\n-\n- 1\n', 'a.0', 5, 'a:\n- 5\n- 1\n'],
      ['a: &x\nb: *x', 'a', 5, 'a: &x 5\nb: *x'],
      ['a: |\n  x\n  y\n\nb: 1\n', 'a', 'z', 'a: z\n\nb: 1\n'],
      ['a: >-\r\n  x\r\n  y\r\nb: 1\r\n', 'a', 'p\nq', 'a: "p\\nq"\r\nb: 1\r\n'],
      ['a: x\n  y # c\nb: 1\n', 'a', 'z', 'a: z # c\nb: 1\n'],
      ['a:\n- 1\n- 2 # two\n# end\nb: 3\n', 'a', [7], 'a:\n  [7] # two\n# end\nb: 3\n'],
      [
        'a:\n  b: 1 # c\n  d:\n    e: 2\nf: 3',
        'a',
        { g: 'x y', 'h i': [] },
        'a:\n  {g: x y, h i: []}\nf: 3',
      ],
      ['a:\n  b: 1\n', 'a', null, 'a:\n  null\n'],
      ['- a: 1\n  b: 2\n- c', '0', 'x', '- x\n- c'],
      ['a: !!float 1', 'a', float(2), 'a: !!float 2.0'],
      ['a: &x 1\nb: *x\n', 'a', 2, 'a: &x 2\nb: *x\n'],
      ['a: {b: 1}', 'a.b', '}', 'a: {b: "}"}'],
    ],
    broken: [
      ['a: 1\n\tb: 2\n', 2, 1],
      ['a: 1\nb: 2\na: 3\n', 3, 1],
      ['a: [1, 2\nb: 3\n', 2, 1],
      ['a: b: c', 1, 4],
      ['a: "x', 1, 6],
      ['a: 1\n---\nb: 2\n', 2, 1],
      ['a: &x\n  - 1\n  - *x\n', 3, 5],
      ['a: *x\n', 1, 4],
      ['a: @x', 1, 4],
    ],
    unwritable: [
      ['a: !!float 1', 'a', 'x'],
      ['a: !!int 1', 'a', [1]],
    ],
    sample:
      '# top\na: 1 # one\nb:\n  c: "x"\n  d:\n  - \'y\'\n  - e:\n  - f: true\n    g: {h: z}\ni: |\n  p\n  q\n\nj: 1.5\n',
  });

  it('writes text that readers of YAML 1.1 and 1.2 read the same', () => {
    fc.assert(
      fc.property(fc.constantFrom('x', "'x'", '"x"'), anyText(), (before, text) => {
        const result = yamlFormat.read(`a: ${before}`).set(new Map([['a', text]]));
        expect(parse(result)).toEqual({ a: text });
        expect(parse(result, { version: '1.1' })).toEqual({ a: text });
      }),
    );
  });

  it('reads a large file in good time', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `key${index}: [1, two]\n`).join('');
    expect(yamlFormat.read(text).entries).toHaveLength(60_000);
  });
});
