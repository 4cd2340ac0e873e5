import { Char } from './python-characters.ts';
import type { TokenCursor } from './python-cursor.ts';
import { TokenKind } from './python-tokens.ts';

/** Goes over what stands in the parentheses of calls and functions: values, defaults, annotations. */
interface InnerExpressions {
  expression(): void;
  /** Also with a star in front. */
  starredExpression(): void;
  /** Also with a name and `:=` in front. */
  named(): void;
  takesComprehension(): boolean;
}

/**
 * Goes over the arguments of a call or a class, from `(` to behind `)`. Throws `ConfigTextError` where
 * Python's grammar has no such thing.
 */
export function readArguments(cursor: TokenCursor, expressions: InnerExpressions): void {
  cursor.expectKind(Char.OpenParenthesis);
  let hasNamed = false;
  let hasDoubleStar = false;
  for (let count = 0; cursor.kind !== Char.CloseParenthesis; count++) {
    const start = cursor.at;
    if (cursor.takesKind(Char.Star)) {
      if (hasDoubleStar)
        throw cursor.error('An argument with * cannot be behind one with **', start);
      expressions.expression();
    } else if (cursor.takesKind(TokenKind.DoubleStar)) {
      expressions.expression();
      hasNamed = hasDoubleStar = true;
    } else if (cursor.isName && cursor.tokens.kind(cursor.at + 1) === Char.Equals) {
      cursor.moveTo(cursor.at + 2);
      expressions.expression();
      hasNamed = true;
    } else {
      expressions.named();
      if (expressions.takesComprehension()) {
        if (count > 0 || cursor.kind !== Char.CloseParenthesis) {
          throw cursor.error('This needs parentheses among several arguments', start);
        }
      } else if (hasNamed) {
        throw cursor.error('This argument needs a name, as one before it has one', start);
      }
    }
    if (!cursor.takesKind(Char.Comma)) break;
  }
  cursor.expectKind(Char.CloseParenthesis);
}

/**
 * Goes over the parameters of a `def` or a `lambda` up to the token of kind `end`, which is left. Throws
 * `ConfigTextError` where Python's grammar has no such thing.
 */
export function readParameters(
  cursor: TokenCursor,
  end: number,
  isAnnotated: boolean,
  expressions: InnerExpressions,
): void {
  let hasDefault = false;
  let hasSlash = false;
  let hasStar = false;
  /** Where a `*` waits for a parameter; -1 for none. */
  let bareStar = -1;
  for (let count = 0; cursor.kind !== end; count++) {
    const start = cursor.at;
    if (cursor.takesKind(TokenKind.DoubleStar)) {
      if (bareStar >= 0) throw cursor.error('A parameter is missing behind this', bareStar);
      cursor.expectName();
      if (isAnnotated && cursor.takesKind(Char.Colon)) expressions.expression();
      cursor.takesKind(Char.Comma);
      if (cursor.kind !== end) throw cursor.misplaced();
      return;
    }
    if (cursor.takes('/')) {
      if (hasSlash || hasStar || count === 0)
        throw cursor.error('This cannot stand here: /', start);
      hasSlash = true;
    } else if (cursor.takesKind(Char.Star)) {
      if (hasStar) throw cursor.error('This cannot stand here: *', start);
      hasStar = true;
      if (!cursor.isName) bareStar = start;
      else {
        cursor.next();
        if (isAnnotated && cursor.takesKind(Char.Colon)) expressions.starredExpression();
      }
    } else {
      cursor.expectName();
      bareStar = -1;
      if (isAnnotated && cursor.takesKind(Char.Colon)) expressions.expression();
      if (cursor.takesKind(Char.Equals)) {
        expressions.expression();
        hasDefault = true;
      } else if (hasDefault && !hasStar) {
        throw cursor.error('This parameter needs a default, as one before it has one', start);
      }
    }
    if (!cursor.takesKind(Char.Comma)) break;
  }
  if (bareStar >= 0) throw cursor.error('A parameter is missing behind this', bareStar);
}
