import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGlob } from '../../src/files/glob.ts';
import { GageError } from '../../src/failures/failures.ts';
import { countProcessorMs } from '../rig/processor-time.ts';

describe('a path pattern', () => {
  const paths = [
    'a.py',
    'b/a.py',
    'b/c/a.py',
    'ab.py',
    '.hid',
    'b/.hid',
    '[x].txt',
    'b/[x].txt',
    'x.txt',
    '{a,b}.txt',
    'a.txt',
    'a\nb.py',
    '😀.py',
    'dir ',
  ];
  test.each([
    ['*.py', ['a.py', 'ab.py', 'a\nb.py', '😀.py']],
    ['?.py', ['a.py', '😀.py']],
    ['??.py', ['ab.py']],
    ['**/*.py', ['a.py', 'b/a.py', 'b/c/a.py', 'ab.py', 'a\nb.py', '😀.py']],
    ['**/a.py', ['a.py', 'b/a.py', 'b/c/a.py']],
    ['**', paths],
    ['***', paths],
    ['**/*', paths],
    ['.', paths],
    ['./', paths],
    ['b/**', ['b/a.py', 'b/c/a.py', 'b/.hid', 'b/[x].txt']],
    ['b/**/', ['b/a.py', 'b/c/a.py', 'b/.hid', 'b/[x].txt']],
    ['b/**/*', ['b/a.py', 'b/c/a.py', 'b/.hid', 'b/[x].txt']],
    ['b/**/a.py', ['b/a.py', 'b/c/a.py']],
    ['**/c/**', ['b/c/a.py']],
    ['*/*', ['b/a.py', 'b/.hid', 'b/[x].txt']],
    ['b/*', ['b/a.py', 'b/.hid', 'b/[x].txt']],
    ['./a.py', ['a.py']],
    ['././b/a.py/', ['b/a.py']],
    ['/a.py', []],
    ['A.py', []],
    ['[ax].*', ['a.py', 'x.txt', 'a.txt']],
    ['[!a].txt', ['x.txt']],
    ['[^a].txt', ['x.txt']],
    ['[a-x].txt', ['x.txt', 'a.txt']],
    ['[x].txt', ['[x].txt', 'x.txt']],
    ['**/[x].txt', ['[x].txt', 'b/[x].txt', 'x.txt']],
    ['\\[x\\].txt', ['[x].txt']],
    ['[[]x].txt', ['[x].txt']],
    ['[]x[]*.txt', ['[x].txt', 'x.txt']],
    ['[x.txt', []],
    ['{a,x}.txt', ['x.txt', 'a.txt']],
    ['{a,b}.txt', ['{a,b}.txt', 'a.txt']],
    ['{a,b/{a,c/a}}.py', ['a.py', 'b/a.py', 'b/c/a.py']],
    ['{**/.hid,x.txt}', ['.hid', 'b/.hid', 'x.txt']],
    ['\\{a,b}.txt', ['{a,b}.txt']],
    ['a?b.py', ['a\nb.py']],
    ['**/a*b.py', ['ab.py', 'a\nb.py']],
    ['dir ', ['dir ']],
    ['dir', []],
    ['', []],
    ['../a.py', []],
  ])('%j matches %j', (pattern, expected) => {
    const glob = compileGlob(pattern);
    expect(paths.filter((path) => glob.matches(path))).toEqual(expected);
  });
});

describe('a key pattern', () => {
  const keys = ['a', 'b', 'ab', 'a.b', 'a.b.c', 'a.0', 'x.y.z'];
  test.each([
    ['*', ['a', 'b', 'ab']],
    ['**', keys],
    ['**.*', keys],
    ['a*', ['a', 'ab']],
    ['a.*', ['a.b', 'a.0']],
    ['a.**', ['a.b', 'a.b.c', 'a.0']],
    ['a.**.*', ['a.b', 'a.b.c', 'a.0']],
    ['**.b', ['b', 'a.b']],
    ['??', ['ab']],
    ['x.**.z', ['x.y.z']],
    ['x.*.z', ['x.y.z']],
    ['{a,x.y}.*', ['a.b', 'a.0', 'x.y.z']],
    ['a[.]b', []],
    ['A', []],
  ])('%j matches %j', (pattern, expected) => {
    const glob = compileGlob(pattern, '.');
    expect(keys.filter((key) => glob.matches(key))).toEqual(expected);
  });
});

test.each([
  ['build/**', 'build', true],
  ['build/**', 'build/out', false],
  ['build/out/a.txt', 'build/out', true],
  ['build/out/a.txt', 'build/out/a.txt', true],
  ['build/out/a.txt', 'build/ou', false],
  ['b*/out', 'build', false],
  ['**/build', 'build', false],
  ['{build,dist}/**', 'dist', true],
  ['pages/[id].ts', 'pages/[id].ts', true],
])('%j spells %j: %j', (pattern, path, expected) => {
  expect(compileGlob(pattern).spells(path)).toBe(expected);
});

test.each([
  ['*.py', '', true],
  ['*.py', 'src', false],
  ['src/*.py', 'src', true],
  ['src/*.py', 'src/pkg', false],
  ['src/*.py', 'data', false],
  ['src/**', 'src/a/b/c', true],
  ['**/x', 'a/b', true],
  ['{a,b/c}/*', 'b/c', true],
])('a path that matches %j may be below %j: %j', (pattern, directory, expected) => {
  expect(compileGlob(pattern).mayMatchBelow(directory)).toBe(expected);
});

test('braces that stand for too many texts are refused', () => {
  expect(() => compileGlob('{a,b}'.repeat(20))).toThrow(GageError);
  expect(() => compileGlob('{'.repeat(10_000))).not.toThrow();
});

test('many wildcards cost no more than their number', () => {
  const processorMs = countProcessorMs();
  const name = 'a'.repeat(200);
  expect(compileGlob(`${'*a'.repeat(100)}b`).matches(name)).toBe(false);
  expect(compileGlob(`${'**/a/'.repeat(50)}b`).matches('a/'.repeat(200))).toBe(false);
  expect(compileGlob(`${'**/*/'.repeat(50)}b`).matches('a/'.repeat(200))).toBe(false);
  expect(processorMs()).toBeLessThan(1000);
});

const name = fc.string({
  unit: fc.constantFrom('a', 'b', '.', '[', '-'),
  minLength: 1,
  maxLength: 4,
});
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
const piece = fc.constantFrom('a', 'b', '.', '*', '?', '[ab]', '[!a]', '[a-z]', '-');
const segment = fc.oneof(
  { weight: 3, arbitrary: fc.array(piece, { minLength: 1, maxLength: 5 }) },
  { weight: 1, arbitrary: fc.constant(['**']) },
);
const pattern = fc.array(segment, { minLength: 1, maxLength: 5 });

test('a glob agrees with a slow matcher that tries everything', () => {
  fc.assert(
    fc.property(pattern, path, (segments, path) => {
      // Two stars in a segment of their own would be another pattern than these pieces are.
      fc.pre(
        segments.every((pieces) => pieces.length === 1 || pieces.some((item) => item !== '*')),
      );
      const text = segments.map((pieces) => pieces.join('')).join('/');
      fc.pre(!text.startsWith('./') && text !== '.');
      expect(compileGlob(text).matches(path)).toBe(slowMatch(segments, path.split('/')));
    }),
    { numRuns: 5000 },
  );
});

function slowMatch(segments: readonly (readonly string[])[], names: readonly string[]): boolean {
  const [first, ...rest] = segments;
  if (first === undefined) return names.length === 0;
  if (first[0] === '**') {
    const least = rest.length === 0 ? 1 : 0;
    return (
      names.some((_, skipped) => skipped >= least && slowMatch(rest, names.slice(skipped))) ||
      (names.length >= least && slowMatch(rest, []))
    );
  }
  const [name, ...others] = names;
  if (name === undefined) return false;
  return (name === first.join('') || slowName(first, name)) && slowMatch(rest, others);
}

function slowName(pieces: readonly string[], name: string): boolean {
  const [piece, ...rest] = pieces;
  if (piece === undefined) return name === '';
  if (piece === '*') {
    return Array.from({ length: name.length + 1 }).some((_, taken) =>
      slowName(rest, name.slice(taken)),
    );
  }
  const character = name[0];
  if (character === undefined) return false;
  const isMatch =
    {
      '?': true,
      '[ab]': 'ab'.includes(character),
      '[!a]': character !== 'a',
      '[a-z]': /[a-z]/.test(character),
    }[piece] ?? piece === character;
  return isMatch && slowName(rest, name.slice(1));
}
