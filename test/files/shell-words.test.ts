import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { GageError } from '../../src/failures/failures.ts';
import { quoteShellWord, splitShellWords } from '../../src/files/shell-words.ts';

test.each([
  ['', []],
  [' \t\n', []],
  ['a b', ['a', 'b']],
  ["a'b'c", ['abc']],
  [`'a "b" \\c' d`, ['a "b" \\c', 'd']],
  [String.raw`"a\"b\\c\d"`, [String.raw`a"b\c\d`]],
  [String.raw`a\ b \'c`, ['a b', "'c"]],
  ["''", ['']],
  [`a "" b`, ['a', '', 'b']],
  ['a # $b > c ; d | e < f', ['a', '#', '$b', '>', 'c', ';', 'd', '|', 'e', '<', 'f']],
])('%j is the words %j', (text, words) => {
  expect(splitShellWords(text)).toEqual(words);
});

test.each([
  [`'a`, 'quote-not-closed'],
  [`a "b\\"`, 'quote-not-closed'],
  ['a\\', 'nothing-escaped'],
])('%j is refused: %s', (text, problem) => {
  expect(() => splitShellWords(text)).toThrow(
    expect.objectContaining({ failure: { reason: 'invalid-shell-words', text, problem } }),
  );
  expect(() => splitShellWords(text)).toThrow(GageError);
});

test.each([
  ['a_b@%+=:,./-', 'a_b@%+=:,./-'],
  ['', "''"],
  ['a b', "'a b'"],
  ["it's", `'it'"'"'s'`],
  ["'a'b'", `''"'"'a'"'"'b'"'"''`],
])('%j is quoted as %s', (word, quoted) => {
  expect(quoteShellWord(word)).toBe(quoted);
});

const word = fc.string({
  unit: fc.oneof(
    fc.constantFrom("'", '"', '\\', ' ', '\n', '#'),
    fc.string({ minLength: 1, maxLength: 1 }),
  ),
});

test('splitting takes back what quoting did', () => {
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(splitShellWords(words.map(quoteShellWord).join(' '))).toEqual(words);
    }),
  );
});

test('a real shell reads quoted words alike', () => {
  const words = ["'", `a'"b`, '$HOME `x` \\', '', ' #', 'é\n!'];
  const script = `printf '%s\\0' ${words.map(quoteShellWord).join(' ')}`;
  const output = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
  expect(output.split('\0').slice(0, -1)).toEqual(words);
});
