import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../src/filter/pattern-matcher.ts';
import { countProcessorMs } from '../rig/processor-time.ts';

function matches(pattern: string, text: string): boolean {
  const search = compilePattern(pattern);
  if (search === undefined) throw new Error('too large');
  return search(text);
}

describe('a pattern', () => {
  test.each([
    ['best', 'the best one', true],
    ['best', 'the Best one', false],
    ['(?i)best', 'the BEST one', true],
    ['(?i)[a-c]x', 'Bx', true],
    ['(?i)[^a]', 'A', false],
    ['(?i)é', 'É', true],
    ['', 'anything', true],
    ['^best$', 'best', true],
    ['^best$', 'best one', false],
    ['a.c', 'a\nc', false],
    ['a.c', 'a😀c', true],
    ['^.$', '😀', true],
    ['v\\d+\\.\\d', 'v10.2', true],
    ['\\bcat\\b', 'a cat sat', true],
    ['\\bcat\\b', 'concatenate', false],
    ['\\Bcat', 'concatenate', true],
    ['\\w+', 'é', true],
    ['^\\W$', 'é', false],
    ['[]x]', ']', true],
    ['[^]x]', ']', false],
    ['[a\\]-]+$', 'a]-', true],
    ['[+-]', '-', true],
    ['[\\d-z]', '-', true],
    ['a{2,3}$', 'aaaa', true],
    ['^a{2,3}$', 'aaaa', false],
    ['^a{2,}$', 'aaaa', true],
    ['^a{2}$', 'aa', true],
    ['^(ab|c)*d?$', 'abcabd', true],
    ['^(?:ab|)+$', 'abab', true],
    ['(?P<year>\\d{4})', 'in 2026', true],
    ['(?<year>\\d{4})', 'in 202', false],
    ['x{a}', 'x{a}', true],
    ['a+?b', 'aab', true],
    ['\\x41\\u0042', 'AB', true],
    ['\\Aab\\Z', 'ab', true],
    ['(|a){0}b', 'b', true],
    ['\\t\\/', '\t/', true],
  ])('%s is searched in %j', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test.each([
    ['(', `'(' is not closed`, 0],
    ['a)', `')' closes nothing`, 1],
    ['[a', `'[' is not closed`, 0],
    ['*a', 'there is nothing to repeat', 0],
    ['a|+', 'there is nothing to repeat', 2],
    ['^*', 'there is nothing to repeat', 0],
    ['a**', 'a repetition is repeated', 2],
    ['a{2}{3}', 'a repetition is repeated', 4],
    ['a{3,2}', 'the counts of the repetition are in the wrong order', 1],
    ['a{5000}', 'repetitions are counted to 1000 at most', 1],
    ['[z-a]', 'a range of characters is in the wrong order', 1],
    ['(a)\\1', 'references to groups are not supported', 3],
    ['(?=a)', `'(?=' is not supported`, 0],
    ['(?<!a)b', `'(?<' is not supported`, 0],
    ['a\\', 'nothing follows the last backslash', 1],
    ['\\q', `'\\q' is not supported`, 0],
    ['\\x4', `'\\x' needs 2 hexadecimal digits`, 0],
    [`${'('.repeat(5000)}a`, 'its groups are nested too deep', 100],
  ])('%s is refused with its place', (pattern, problem, offset) => {
    expect(() => compilePattern(pattern)).toThrow(
      expect.objectContaining({ name: 'PatternSyntaxError', message: problem, offset }),
    );
  });

  test('with too many states there is none', () => {
    expect(compilePattern('((a{50}){50}){50}')).toBeUndefined();
    expect(compilePattern('((((){1000}){1000}){1000}){1000}')).toBeDefined();
  });

  test.each([
    '(a+)+$',
    '^(a|a)*$',
    '(a*)*b',
    '(.*)*x$',
    'a?'.repeat(200) + 'a'.repeat(200) + 'b',
    '(\\w+\\s?)+$',
  ])('search %# takes time in proportion to the text', (pattern) => {
    const search = compilePattern(pattern);
    const text = `${'a'.repeat(20_000)}!`;
    const processorMs = countProcessorMs();
    expect(search?.(text)).toBe(false);
    expect(processorMs()).toBeLessThan(5000);
  });

  test('finds what RegExp finds', () => {
    const character = fc.constantFrom('a', 'b', '1', ' ', '\n', '😀');
    const atom = fc.constantFrom(
      'a',
      'b',
      '1',
      '.',
      '[ab]',
      '[^a]',
      '\\d',
      '\\w',
      '\\s',
      '😀',
      '^',
      '$',
      '\\b',
      '\\B',
    );
    const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
      pattern: fc
        .array(fc.array(tie('part'), { maxLength: 4 }), { minLength: 1, maxLength: 3 })
        .map((ways) => ways.map((way) => way.join('')).join('|')),
      part: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        atom,
        fc
          .tuple(tie('pattern'), fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}', '{0,1}', '*?'))
          .map(([inner, count]) => `(?:${inner})${count}`),
      ),
    }));
    fc.assert(
      fc.property(pattern, fc.string({ unit: character, maxLength: 8 }), (source, text) => {
        expect(matches(source, text)).toBe(new RegExp(source, 'u').test(text));
      }),
      { numRuns: 2000 },
    );
  });
});
