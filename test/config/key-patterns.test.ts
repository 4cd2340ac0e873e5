import { describe, expect, test } from 'vitest';

import { parseKeyPaths } from '../../src/config/key-patterns.ts';

const KEYS = ['a', 'b', 'ab', 'a.b', 'a.b.c', 'a.0', 'x.y.z'];

describe('patterns for keys', () => {
  test.each([
    ['*', 'a b ab'],
    ['**', 'a b ab a.b a.b.c a.0 x.y.z'],
    ['**.*', 'a b ab a.b a.b.c a.0 x.y.z'],
    ['a*', 'a ab'],
    ['a.*', 'a.b a.0'],
    ['a.**.*', 'a.b a.b.c a.0'],
    ['**.b', 'b a.b'],
    ['??', 'ab'],
    ['?', 'a b'],
    ['x.**.z', 'x.y.z'],
    ['x.*.z', 'x.y.z'],
    ['a', 'a'],
    ['A', ''],
    ['[xy].**', 'x.y.z'],
    ['{b,a.0}', 'b a.0'],
    ['', ''],
  ])('%s', (pattern, expected) => {
    const [path] = parseKeyPaths([`f.py#${pattern}`]);
    expect(KEYS.filter((key) => path?.matchesKey(key)).join(' ')).toBe(expected);
  });

  test('a dot inside quotes does not separate', () => {
    const keys = ['opts."a.b"', 'opts.a', 'opts.a.b', '"a.b"', '"q\\".x"'];
    const matched = (pattern: string): readonly string[] => {
      const [path] = parseKeyPaths([`#${pattern}`]);
      return keys.filter((key) => path?.matchesKey(key));
    };
    expect(matched('opts.*')).toEqual(['opts."a.b"', 'opts.a']);
    expect(matched('opts."a.b"')).toEqual(['opts."a.b"']);
    expect(matched('*')).toEqual(['"a.b"', '"q\\".x"']);
    expect(matched('opts.a.b')).toEqual(['opts.a.b']);
  });
});

describe('key paths', () => {
  test.each([
    ['a.py', 'a.py', 'include', 'k'],
    ['a.py#k', 'a.py', 'include', 'k'],
    ['a.py#', 'a.py', 'include', ''],
    ['#k', undefined, 'include', 'k'],
    ['-a.py', 'a.py', 'exclude-file', 'k'],
    ['- a.py', 'a.py', 'exclude-file', 'k'],
    ['-a.py#', 'a.py', 'exclude-file', ''],
    ['-a.py#k', 'a.py', 'exclude-keys', 'k'],
    ['-#k', undefined, 'exclude-keys', 'k'],
    ['a.py# k ', 'a.py', 'include', 'k'],
    [String.raw`\-a.py#k`, String.raw`\-a.py`, 'include', 'k'],
    ['*.py size<20#k', '*.py size<20', 'include', 'k'],
    ["'a#b.py'#k", "'a#b.py'", 'include', 'k'],
    ["'a b.py'", "'a b.py'", 'include', 'k'],
  ])('%s', (text, filePattern, effect, key) => {
    const [path] = parseKeyPaths([text]);
    expect(path).toMatchObject({ text, filePattern, effect });
    expect(path?.matchesKey('k')).toBe(key === 'k');
  });

  test('further marks belong to the key', () => {
    expect(parseKeyPaths(['a.py#x#y'])[0]?.matchesKey('x#y')).toBe(true);
  });

  test('a key without a file is about the file before it', () => {
    const paths = parseKeyPaths(['#a', 'x.py#b', '#c', '-#d', '-y.py#e', '#f']);
    expect(paths.map((path) => path.filePattern)).toEqual([
      undefined,
      'x.py',
      'x.py',
      'x.py',
      'y.py',
      'y.py',
    ]);
  });

  test.each([
    ['', "Invalid config path '': path cannot be empty"],
    ['  ', "Invalid config path '  ': path cannot be empty"],
    ['-', "Invalid config path '-': there is nothing after the dash"],
    ['- ', "Invalid config path '- ': there is nothing after the dash"],
  ])('%j is refused', (text, message) => {
    expect(() => parseKeyPaths([text])).toThrow(expect.objectContaining({ message }));
  });
});
