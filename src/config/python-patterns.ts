import { Char } from './python-characters.ts';
import type { TokenCursor } from './python-cursor.ts';
import { TokenKind } from './python-tokens.ts';

/**
 * Goes over the patterns of a `case`. Each method starts at the cursor, goes behind what it is named for,
 * and throws `ConfigTextError` where Python's grammar has no such thing.
 */
export class PatternReader {
  readonly #cursor: TokenCursor;

  constructor(cursor: TokenCursor) {
    this.#cursor = cursor;
  }

  /** What stands behind `case`: a pattern, or several with commas. */
  patterns(): void {
    this.#item();
    while (this.#cursor.takesKind(Char.Comma) && !this.#isEnd()) this.#item();
  }

  #isEnd(): boolean {
    const { kind, text } = this.#cursor;
    return kind === Char.Colon || text === 'if' || isClosing(kind);
  }

  /** A pattern, or `*name`. */
  #item(): void {
    const cursor = this.#cursor;
    if (cursor.takesKind(Char.Star)) cursor.expectName();
    else this.#pattern();
  }

  #pattern(): void {
    const cursor = this.#cursor;
    do this.#closed();
    while (cursor.takes('|'));
    if (cursor.takes('as')) cursor.expectName();
  }

  #closed(): void {
    const cursor = this.#cursor;
    switch (cursor.kind) {
      case TokenKind.String:
        cursor.takeStrings();
        return;
      case TokenKind.Number:
      case Char.Minus:
        this.#number();
        return;
      case Char.OpenParenthesis:
      case Char.OpenBracket:
        this.#sequence(cursor.kind);
        return;
      case Char.OpenBrace:
        this.#mapping();
        return;
      default:
        this.#nameOrClass();
    }
  }

  /** A number, or a complex one such as `-1 + 2j`. */
  #number(): void {
    const cursor = this.#cursor;
    cursor.takesKind(Char.Minus);
    cursor.expectKind(TokenKind.Number);
    if (cursor.takesKind(Char.Plus) || cursor.takesKind(Char.Minus)) {
      cursor.expectKind(TokenKind.Number);
    }
  }

  #sequence(opening: number): void {
    const cursor = this.#cursor;
    const closing = opening === Char.OpenBracket ? Char.CloseBracket : Char.CloseParenthesis;
    cursor.next();
    if (cursor.kind !== closing) this.patterns();
    cursor.expectKind(closing);
  }

  #mapping(): void {
    const cursor = this.#cursor;
    cursor.next();
    while (cursor.kind !== Char.CloseBrace) {
      if (cursor.takesKind(TokenKind.DoubleStar)) {
        cursor.expectName();
      } else {
        this.#key();
        cursor.expectKind(Char.Colon);
        this.#pattern();
      }
      if (!cursor.takesKind(Char.Comma)) break;
    }
    cursor.expectKind(Char.CloseBrace);
  }

  /** A literal, or a name with dots. */
  #key(): void {
    const { kind, at, tokens } = this.#cursor;
    const isLiteral =
      kind === TokenKind.String ||
      kind === TokenKind.Number ||
      kind === Char.Minus ||
      !this.#cursor.isName;
    if (!isLiteral && tokens.slice(at + 1) !== '.') throw this.#cursor.misplaced();
    this.#closed();
  }

  #nameOrClass(): void {
    const cursor = this.#cursor;
    if (/^(?:True|False|None)$/.test(cursor.text)) {
      cursor.next();
      return;
    }
    cursor.expectName();
    while (cursor.takes('.')) cursor.expectName();
    if (!cursor.takesKind(Char.OpenParenthesis)) return;
    let hasNamed = false;
    while (cursor.kind !== Char.CloseParenthesis) {
      const start = cursor.at;
      if (cursor.isName && cursor.tokens.kind(cursor.at + 1) === Char.Equals) {
        cursor.moveTo(cursor.at + 2);
        hasNamed = true;
      } else if (hasNamed) {
        throw cursor.error('This pattern needs a name, as one before it has one', start);
      }
      this.#pattern();
      if (!cursor.takesKind(Char.Comma)) break;
    }
    cursor.expectKind(Char.CloseParenthesis);
  }
}

function isClosing(kind: number): boolean {
  return kind === Char.CloseParenthesis || kind === Char.CloseBracket;
}
