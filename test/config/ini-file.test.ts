import { describe } from 'vitest';
import { iniFormat } from '../../src/config/ini-file.ts';
import { float } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';
import { describeConfigFormat, plainScalar } from './config-format-suite.ts';

describe('INI files', () => {
  describeConfigFormat({
    format: iniFormat,
    read: [
      ['', {}],
      [
        'top = 1\n[a]\nx = 1.0\ny: z w\n[b.c]\nx=2',
        { top: 1, 'a.x': float(1), 'a.y': 'z w', '"b.c".x': 2 },
      ],
      [
        '[a]\n# c\n; d\nx = 1 ; one\ny = 2 # two\nz = a;b#c\nw = ; none',
        { 'a.x': 1, 'a.y': 2, 'a.z': 'a;b#c', 'a.w': '' },
      ],
      ['a = true\nb = False\nc = on\nd =', { a: true, b: false, c: 'on', d: '' }],
      [
        'a = "1"\nb = \'x y\' ; c\nc = "a" or "b"\nd = "',
        { a: '1', b: 'x y', c: '"a" or "b"', d: '"' },
      ],
      ['a = x\n  y\n\n  # c\n  z ; w\nb = 1', { a: 'x\ny\n\nz ; w', b: 1 }],
      ['a =\n  x\n  y\n\n[s]\n  b = 1\n  c = 2', { a: '\nx\ny', 's.b': 1, 's.c': 2 }],
      ['[a] ; c\nx = 1\n[b]\n[a]\ny = 2\nx = 3', { 'a.y': 2, 'a.x': 3 }],
      ['[a]\nflag\nurl = http://x:1/\n', { 'a.url': 'http://x:1/' }],
      ['[a]\npath = C:\\new\nid = 007', { 'a.path': 'C:\\new', 'a.id': '007' }],
      ['[remote "origin"]\nx = 1', { '"remote \\"origin\\"".x': 1 }],
      ['[__proto__]\nconstructor = 1', { '__proto__.constructor': 1 }],
    ],
    set: [
      ['\uFEFF[a]\r\nx = 1 ; one\r\ny=2\r\n', 'a.x', 3, '\uFEFF[a]\r\nx = 3 ; one\r\ny=2\r\n'],
      ['x = a', 'x', '5', 'x = "5"'],
      ['x = a', 'x', 'it is "b"', 'x = it is "b"'],
      ['x = a', 'x', '"b"', 'x = \'"b"\''],
      ['x = a', 'x', ' b', 'x = " b"'],
      ['x = a', 'x', 'b ; c', 'x = "b ; c"'],
      ["x = 'a'", 'x', 'b', "x = 'b'"],
      ["x = 'a'", 'x', "it's", 'x = "it\'s"'],
      ['x = "a"', 'x', 5, 'x = 5'],
      ['x =\ny = 1', 'x', 5, 'x = 5\ny = 1'],
      ['x=\ny=1', 'x', 5, 'x=5\ny=1'],
      ['x = ; none', 'x', 5, 'x = 5 ; none'],
      ['x = 1\r\n', 'x', 'a\nb', 'x = a\r\n    b\r\n'],
      ['x =\n  a\n  # c\n  b\n\ny = 1\n', 'x', 'z', 'x = z\n\ny = 1\n'],
      ['x = True', 'x', false, 'x = False'],
      ['x = 1', 'x', 1e-5, 'x = 1e-05'],
      ['[a]\nx = 1\n[b]\nx = 1', 'b.x', 2, '[a]\nx = 1\n[b]\nx = 2'],
    ],
    broken: [
      ['[a]\n[b\nx = 1', 2, 1],
      ['[a]\n = 1', 2, 2],
      ['[a] x', 1, 4],
    ],
    unwritable: [
      ['x = 1', 'x', null],
      ['x = 1', 'x', [1]],
      ['x = 1', 'x', ' \'"'],
      ['x = 1', 'x', 'a\n # b'],
      ['x = 1', 'x', 'a\rb'],
    ],
    sample: 'top = 1\n\n[a]\n# c\nx = "y" ; one\nz: w\n[b]\n  u = 1.5\n  v =\n  t = p\n    q\n',
    values: plainScalar().filter(isWritable),
  });
});

/** Whether an INI file has a way to write a value. */
function isWritable(value: Value): boolean {
  if (typeof value !== 'string') return true;
  return !value.includes('\r') && !value.includes('\n') && !/"[^]*'|'[^]*"/.test(value);
}
