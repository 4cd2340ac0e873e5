import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { javascriptFormat } from '../../src/config/javascript-file.ts';
import { float } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';
import { anyText, describeConfigFormat } from './config-format-suite.ts';

describe('JavaScript and TypeScript files', () => {
  describeConfigFormat({
    format: javascriptFormat,
    read: [
      ['', {}],
      ['#!/usr/bin/env node\nconst a = 1', { a: 1 }],
      [
        'const a = 1; let b = 1.0\nvar c = 1e3, d = .5',
        { a: 1, b: float(1), c: float(1000), d: 0.5 },
      ],
      [
        'const a = 0x1F, b = 0b11, c = 0o17, d = 1_000, e = 10n, f = 017',
        { a: 31, b: 3, c: 15, d: 1000, e: 10 },
      ],
      ['const a = -1, b = +2.5, c = - 3, d = - -1, e = -x', { a: -1, b: 2.5, c: -3 }],
      ['const a = NaN, b = -Infinity', { a: NaN, b: -Infinity }],
      ['const big = 123456789012345678901234567890', { big: 123456789012345678901234567890n }],
      ['const a = true, b = false, c = null, d = undefined', { a: true, b: false, c: null }],
      [
        `const a = 'it\\'s', b = "\\x41\\u00e9\\u{1F600}\\n", c = "x\\\ny", d = '\\1'`,
        { a: "it's", b: 'Aé😀\n', c: 'xy' },
      ],
      ['const a = `x\ny`, b = `${a}`, c = `\\``, d = tag`x`', { a: 'x\ny', c: '`' }],
      ['export const a = 1\nexport let b = 2', { a: 1, b: 2 }],
      [
        'const o = { a: 1, "b.c": 2, 3: \'x\', [d]: 4, e, f() { return 1 }, ...g, h: { i: 5 }, }',
        { 'o.a': 1, 'o."b.c"': 2, 'o.3': 'x', 'o.h.i': 5 },
      ],
      ['const o = { a: 1, a: 2, get b() { return 3 }, c: 1, c: f() }', { 'o.a': 2 }],
      ['const l = [1, f(), ...x, [2], , "y", ]', { 'l.0': 1, 'l.3.0': 2, 'l.5': 'y' }],
      ['const l = [1, f<A, B>(x), 2]', { 'l.0': 1 }],
      ['const o = { __proto__: 1, constructor: 2 }', { 'o.__proto__': 1, 'o.constructor': 2 }],
      ['const a = 1 + 2, b = 3 * 4, c = (5) + 1, d = x ? 1 : 2, e = 6', { e: 6 }],
      [
        'const a = (1), b = /** @type {const} */ (["x", (2)]), c = ((-3)), d = (4, 5), e = ()=>1, f = ({ g: 1 }) => 2, h = (1).x, i = (1)(2), j = (6 as const) satisfies number',
        { a: 1, 'b.0': 'x', 'b.1': 2, c: -3, j: 6 },
      ],
      ['const a = [1, 2].map(f), b = "x".length, c = 1\n+ 2', {}],
      ['const a = 1\nconst b = 2\n;[3].map(f)\nvar c = 4', { a: 1, b: 2, c: 4 }],
      ['const a = 1\na\nlet b = 2 // no\n/* const c = 3 */ const d = 4', { a: 1, b: 2, d: 4 }],
      [
        'const a: number = 1, b: Map<string, X> = f(), c: A<B>= 2\nlet d: string\nconst e = 3',
        { a: 1, c: 2, e: 3 },
      ],
      ['const f: <T = 1>(x: T) => void = g, a = 1', { a: 1 }],
      [
        'const a: {\n  b: C\n  d: E\n} = { b: 1 }\nconst f = function () {\n  g\n}, h = 2',
        { 'a.b': 1, h: 2 },
      ],
      [
        'const a = 1 as const, b = [1] as readonly number[], c = { d: 2 as number } satisfies Map<A, B>\nconst e = 5',
        { a: 1, 'b.0': 1, 'c.d': 2, e: 5 },
      ],
      [
        'type T = Foo<Bar>\nconst a = 1\ntype F = () => void\nconst b = 2\nconst c = x as { y: 1 }\nconst d = 4',
        { a: 1, b: 2, d: 4 },
      ],
      ['function f() { const a = 1 }\nif (x) { var b = 2 }\nconst c = 3', { c: 3 }],
      ['if (x) var a = 1\nelse var b = 2\nfor (const d = 1; ;) {}\nf()\nvar c = 3', { c: 3 }],
      [
        "const a = Symbol.for('x')\nconst b = 1\nconst c = x?.if(y) / 2\nconst d = x.\nfor\nconst e = 3",
        { b: 1, e: 3 },
      ],
      ['const { a = 1 } = x, [b = 2] = y, c = 3', { c: 3 }],
      ['const enum E { A = 1 }\nexport enum F { B = 2 }\nconst a = 1', { a: 1 }],
      ['var a = 1\nvar a = 2', { a: 2 }],
      ['var a = 1\nvar a = f()', { a: 1 }],
      ['const r = /[/"\']/g, a = x / 2 / y, b = 1', { b: 1 }],
      ['if (x) /"/.test(y)\nconst a = x++ / 2, b = 1 // "', { b: 1 }],
      ['const f = (x) => { return /`/ }\nconst t = `${ `}` + "}" + {a: 1}.a }`, b = 1', { b: 1 }],
      [
        "const e = <p title=\"it's\">Don't {/* ' */ f('<')} <br/> `x` // y</p>\nconst a = 1",
        { a: 1 },
      ],
      ["const e = (\n  <>\n    {x && <A {...b} c={'>'}>it's</A>}\n  </>\n)\nconst a = 1", { a: 1 }],
      [
        'const f = <T,>(x: T) => x\nconst g = <T extends A>(x: T) => x\nconst h = <X>y\nconst a = 1',
        { a: 1 },
      ],
      ['const a = b < c, d = e > (f), g = 1', { g: 1 }],
      ['class A { static x = 1; #y = 2; @z() w = 3 }\n@dec\nclass B {}\nconst a = 1', { a: 1 }],
      [
        'import x from "y"\nexport default { a: 1 }\nmodule.exports = { b: 2 }\nconst c = 1',
        { c: 1 },
      ],
      ['const é = 1, $ = 2, _a1 = 3', { é: 1, $: 2, _a1: 3 }],
      ['const a = {\n  b: 1, // one\n  c: [\n    2,\n  ],\n}', { 'a.b': 1, 'a.c.0': 2 }],
      ["const e = <F<A, B[]> p={1}>it's<G<A> /></F>, f = c ? <a>it's</a> : <b/>, a = 1", { a: 1 }],
    ],
    set: [
      [
        '\uFEFF// top\r\nconst a = 1; // one\r\nconst b = [1,2]\r\n',
        'b.1',
        'x',
        "\uFEFF// top\r\nconst a = 1; // one\r\nconst b = [1,'x']\r\n",
      ],
      ['const a = 1_000, b = 1e-3', 'a', 2, 'const a = 2, b = 1e-3'],
      ['const a = -1', 'a', 5, 'const a = 5'],
      ['const a = - 1', 'a', -5, 'const a = -5'],
      ['const a = 0.5', 'a', float(1), 'const a = 1.0'],
      ['const a = /** @type {const} */ ("x")', 'a', 'y', 'const a = /** @type {const} */ ("y")'],
      ['const a = 0.5', 'a', -Infinity, 'const a = -Infinity'],
      ['const a = 10n', 'a', 20, 'const a = 20n'],
      ['const a = 10n', 'a', 0.5, 'const a = 0.5'],
      ["const a = 'x'", 'a', 'it\'s "y"', "const a = 'it\\'s \"y\"'"],
      ['const a = "x"', 'a', 'C:\\new\n', 'const a = "C:\\\\new\\n"'],
      ['const a = `x`', 'a', '`${y}`', 'const a = `\\`\\${y}\\``'],
      ['const s = "x", a = 1', 'a', 'y', 'const s = "x", a = "y"'],
      ['let a: number | null = 1', 'a', null, 'let a: number | null = null'],
      ['const a = [1] as const', 'a', [], 'const a = [] as const'],
      [
        'const o = { a: 1, b: f() }',
        'o',
        { 'a-b': [true], c: {} },
        "const o = { 'a-b': [true], c: {} }",
      ],
      ['const o = { a: 1, b: f() }', 'o.a', 2, 'const o = { a: 2, b: f() }'],
      [
        'const o = { f() { return "}" }, a: 1 }',
        'o.a',
        2,
        'const o = { f() { return "}" }, a: 2 }',
      ],
      ['var a = 1\nvar a = 2', 'a', 3, 'var a = 1\nvar a = 3'],
    ],
    broken: [
      ['const a = "x\nconst b = 1', 1, 11],
      ['const a = 1\nconst b = `x', 2, 11],
      ['const a = 1 /* x', 1, 13],
      ['const a = [1, 2', 1, 11],
      ['const a = [1, 2}\n', 1, 16],
      ['const a = 1\n}\n', 2, 1],
      ['const a = `${', 1, 13],
    ],
    unwritable: [],
    sample: `// top\nconst a = 1, b: string = "x" // one\nexport const c = {\n  d: [0.5, true, f()],\n  'e.f': \`y\`,\n  g: 'z' as const,\n}\nlet h = null\n`,
  });

  it('writes values that a JavaScript engine reads the same', () => {
    fc.assert(
      fc.property(fc.constantFrom('""', "''", '``', '1'), anyText(), (before, text) => {
        const source = javascriptFormat.read(`var a = ${before}`).set(new Map([['a', text]]));
        expect(runInNewContext(`${source}; a`)).toBe(text);
      }),
    );
  });

  it('reads strings as a JavaScript engine does', () => {
    const piece = fc.constantFrom(
      '\\n',
      '\\x41',
      '\\u{41}',
      '\\\n',
      '\\0',
      'a',
      "\\'",
      '\\q',
      '$',
      '\\\\',
    );
    fc.assert(
      fc.property(fc.constantFrom('"', "'", '`'), fc.array(piece), (quote, pieces) => {
        const source = `var a = ${quote}${pieces.join('')}${quote}`;
        expect(javascriptFormat.read(source).entries[0]?.value).toBe(
          runInNewContext(`${source}; a`),
        );
      }),
    );
  });

  it('tells the type that a declaration states', () => {
    const source =
      'const a: number = 1, b: Map<string, [A, B]> | null = null, c = 2 as X, d: X[] = [1]';
    const hints = javascriptFormat.read(source).entries.map(({ key, typeHint }) => [key, typeHint]);
    expect(hints).toEqual([
      ['a', 'number'],
      ['b', 'Map<string, [A, B]> | null'],
      ['c', undefined],
      ['d', 'X[]'],
      ['d.0', undefined],
    ]);
  });

  it('replaces an array that has more than literals even by what was read of it', () => {
    const changes = new Map<string, Value>([['a', [1, null]]]);
    expect(javascriptFormat.read('const a = [1, f()]').set(changes)).toBe('const a = [1, null]');
  });
});
