import { fail } from '../failures/failures.ts';

/** The most of a word that a message repeats. */
const SHOWN_LENGTH = 40;

/**
 * Says that an expression cannot be understood: throws `invalid-filter`.
 * @param offset of what is wrong, in UTF-16 units.
 * @param problem a clause such as `unknown field 'x'`.
 * @param suggestion a sentence on what to write instead.
 */
export function reject(
  expression: string,
  offset: number,
  problem: string,
  suggestion?: string,
): never {
  const column = Array.from(expression.slice(0, offset)).length + 1;
  fail({ reason: 'invalid-filter', expression, column, problem, suggestion });
}

/** A word of an expression as messages show it: in quotes, and not longer than helps. */
export function quoted(word: string): string {
  const characters = Array.from(word.slice(0, SHOWN_LENGTH * 2 + 1));
  const isLong = characters.length > SHOWN_LENGTH;
  return `'${isLong ? `${characters.slice(0, SHOWN_LENGTH).join('')}…` : word}'`;
}

/** `Did you mean 'a' or 'b'?`, or undefined when there is nothing to suggest. */
export function didYouMean(words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined;
  return `Did you mean ${words.map(quoted).join(' or ')}?`;
}
