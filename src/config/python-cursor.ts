import type { ConfigTextError } from './config-format.ts';
import { Char, pythonError } from './python-characters.ts';
import { findStringProblem } from './python-string-literal.ts';
import type { TokenList } from './python-token-list.ts';
import { TokenKind } from './python-tokens.ts';

/** A place in the tokens of one logical line. */
export class TokenCursor {
  readonly tokens: TokenList;
  /** Index of the current token; `tokens.length` at the end of the line. */
  at = 0;
  /** Of the current token; {@link TokenKind.End} at the end of the line. */
  kind: number = TokenKind.End;
  /** The text of the current token if it is a word or an operator of several characters, else empty. */
  text = '';

  constructor(tokens: TokenList) {
    this.tokens = tokens;
  }

  /** Goes to the token with this index. */
  moveTo(index: number): void {
    this.at = index;
    this.kind = this.tokens.kind(index);
    const hasText = this.kind === TokenKind.Name || this.kind === TokenKind.Other;
    this.text = hasText ? this.tokens.slice(index) : '';
  }

  next(): void {
    this.moveTo(this.at + 1);
  }

  isAtEnd(): boolean {
    return this.kind === TokenKind.End;
  }

  /** Whether the current token is of this kind. */
  isKind(kind: number): boolean {
    return this.kind === kind;
  }

  /** Whether the current token is a name that is no keyword. */
  get isName(): boolean {
    return this.kind === TokenKind.Name && !isPythonKeyword(this.text);
  }

  /** Goes behind the current token if it is of this kind. */
  takesKind(kind: number): boolean {
    if (this.kind !== kind) return false;
    this.next();
    return true;
  }

  /** Goes behind the current token if it is this word or operator. */
  takes(text: string): boolean {
    if (this.text !== text) return false;
    this.next();
    return true;
  }

  /** Goes behind a token of this kind. Throws `ConfigTextError` where there is another. */
  expectKind(kind: number): void {
    if (!this.takesKind(kind)) throw this.misplaced();
  }

  /** Goes behind this word or operator. Throws `ConfigTextError` where there is another. */
  expect(text: string): void {
    if (!this.takes(text)) throw this.misplaced();
  }

  /** Goes behind a name that is no keyword. Throws `ConfigTextError` where there is something else. */
  expectName(): void {
    if (!this.isName) throw this.misplaced();
    this.next();
  }

  /** Goes behind the strings that stand side by side here. Throws `ConfigTextError` where Python cannot read one. */
  takeStrings(): void {
    let areBytes: boolean | undefined;
    for (; this.kind === TokenKind.String; this.next()) {
      const literal = this.tokens.slice(this.at);
      const isBytes = !/^["']/.test(literal) && /^r?b/i.test(literal);
      if (isBytes !== (areBytes ?? isBytes)) {
        throw this.error('Bytes cannot be side by side with text');
      }
      areBytes = isBytes;
      const found = findStringProblem(literal);
      if (found === undefined) continue;
      const { text } = this.tokens;
      throw pythonError(text, this.tokens.start(this.at) + found.offset, found.problem);
    }
  }

  /** That the current token cannot be where it is; at the end of a line, that its last token needs more. */
  misplaced(): ConfigTextError {
    if (this.isAtEnd() || this.kind === Char.Semicolon) {
      return this.error('Something is missing behind this', this.at - 1);
    }
    return this.error(`This cannot stand here: ${this.tokens.slice(this.at)}`);
  }

  /** An error at a token of the line. */
  error(problem: string, index: number = this.at): ConfigTextError {
    return pythonError(this.tokens.text, this.tokens.start(index), problem);
  }
}

const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally ' +
    'for from global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** Whether Python never takes this word for a name. */
export function isPythonKeyword(word: string): boolean {
  return KEYWORDS.has(word);
}
