import { describe, expect, test } from 'vitest';
import {
  DEFAULT_SOURCE_PATTERNS,
  parseSelectRules,
  sourceCodePatterns,
} from '../../src/files/select-rules.ts';
import type { SelectRule } from '../../src/files/select-rules.ts';

test.each<[undefined | boolean | string | readonly string[], readonly string[]]>([
  [undefined, DEFAULT_SOURCE_PATTERNS],
  [true, DEFAULT_SOURCE_PATTERNS],
  [false, []],
  [[], []],
  ['*.py', ['*.py']],
  [
    ['-a', '*.py'],
    ['-a', '*.py'],
  ],
  ['-a', [...DEFAULT_SOURCE_PATTERNS, '-a']],
  [
    ['-a', '-b dir'],
    [...DEFAULT_SOURCE_PATTERNS, '-a', '-b dir'],
  ],
  ['\\-x', ['\\-x']],
  [' -x', [' -x']],
])('the setting %j stands for %j', (setting, patterns) => {
  expect(sourceCodePatterns(setting)).toEqual(patterns);
});

function parse(pattern: string): SelectRule {
  const [rule] = parseSelectRules([pattern]);
  return rule!;
}

describe('a pattern', () => {
  test.each<[string, string, Partial<SelectRule>]>([
    ['*.py', '*.py', { isInclude: true, type: 'any' }],
    ['-*.py', '*.py', { isInclude: false, type: 'any' }],
    ['-   a', 'a', { isInclude: false }],
    ['--a', '-a', { isInclude: false }],
    ['\\-a', '-a', { isInclude: true }],
    ["'my file' text", 'my file', { type: 'text' }],
    ['"my file" binary', 'my file', { type: 'binary' }],
    ['my\\ file dir', 'my file', { type: 'dir' }],
    ['a binary text', 'a', { type: 'text' }],
    ['a binary text dir', 'a', { type: 'dir' }],
    ['a size<10 size<20 size>3', 'a', { sizeBelow: 20, sizeAbove: 3 }],
    ['a size<10k size>2M', 'a', { sizeBelow: 10_000, sizeAbove: 2_000_000 }],
    ['a size<1G', 'a', { sizeBelow: 1_000_000_000 }],
    ['a max-matches=3 max-matches=4', 'a', { maxMatches: 3 }],
    [
      'a',
      'a',
      { sizeAbove: undefined, sizeBelow: undefined, maxMatches: undefined, sentinel: undefined },
    ],
  ])('%j has the glob %j and %o', (pattern, glob, facts) => {
    const rule = parse(pattern);
    expect(rule.pattern).toBe(pattern);
    expect(rule.glob.pattern).toBe(glob);
    expect(rule).toMatchObject(facts);
  });

  test('has one sentinel, the first, level by level', () => {
    const { sentinel } = parse('-**/* dir sentinel=bin/activate sentinel=x');
    expect(sentinel?.map((glob) => glob.pattern)).toEqual(['bin', 'activate']);
  });
});

test.each([
  ["'a", 'a quote is not closed'],
  ['a\\', 'nothing follows the final backslash'],
  ['', 'it is empty'],
  [' ', 'it is empty'],
  ['""', 'it is empty'],
  ['-', 'it is empty'],
  ['- ', 'it is empty'],
  ['my file.txt', "'file.txt' is none of text, binary, dir"],
  ['a TEXT', "'TEXT' is none of"],
  ['a size>=3', "'size>=3' needs a number of bytes"],
  ['a size > 3', "'size' is none of"],
  ['a size<1x', 'needs a number of bytes'],
  ['a max-matches=x', "'max-matches=x' needs a number"],
  ['a dir sentinel=', 'needs the name of a file'],
  ['{a,b}'.repeat(20), 'more than 1000 texts'],
])('%j is refused by name: %s', (pattern, problem) => {
  expect(() => parseSelectRules(['*', pattern])).toThrow(
    expect.objectContaining({
      failure: {
        reason: 'invalid-pattern',
        pattern,
        problem: expect.stringContaining(problem) as string,
      },
      message: expect.stringContaining(`'${pattern}'`) as string,
    }),
  );
});
