import { ConfigTextError } from './config-format.ts';
import { pythonError } from './python-characters.ts';
import { TokenCursor } from './python-cursor.ts';
import { findFieldExpressions } from './python-strings.ts';
import { TokenList } from './python-token-list.ts';
import { PythonTokens } from './python-tokens.ts';

/**
 * Checks the expressions in the fields of the string tokens `[from, to)`, each as if it stood in
 * parentheses. Throws `ConfigTextError` where `check` does not go over all of one.
 */
export function checkFields(
  tokens: TokenList,
  from: number,
  to: number,
  check: (cursor: TokenCursor) => void,
): void {
  for (let index = from; index < to; index++) {
    checkFieldsOf(tokens.text, tokens.start(index), check);
  }
}

function checkFieldsOf(
  text: string,
  stringStart: number,
  check: (cursor: TokenCursor) => void,
): void {
  for (const { start, end } of findFieldExpressions(text, stringStart)) {
    const expression = text.slice(start, end);
    try {
      const cursor = new TokenCursor(readTokens(`(${expression}\n)`));
      cursor.moveTo(0);
      check(cursor);
      // What is in parentheses may be nothing, what is in a field may not.
      if (expression.trim() === '' || !cursor.isAtEnd()) throw cursor.misplaced();
    } catch (error) {
      if (!(error instanceof ConfigTextError)) throw error;
      throw pythonError(text, start, `This field of a string has no expression: {${expression}}`);
    }
  }
}

function readTokens(line: string): TokenList {
  const tokens = new PythonTokens(line, 'file');
  const list = new TokenList(line);
  if (tokens.nextLine()) list.readLine(tokens);
  return list;
}
