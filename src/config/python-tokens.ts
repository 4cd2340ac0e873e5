import {
  Char,
  closingBracket,
  isClosingBracket,
  isDigit,
  isLineEnd,
  isNamePart,
  isNameStart,
  pythonError,
  skipLineEnd,
} from './python-characters.ts';
import { findNumberEnd } from './python-numbers.ts';
import { findStringEnd, isStringPrefix } from './python-strings.ts';

/** Kinds of tokens. Brackets, `=`, `:`, `,`, `;`, `*`, `+`, `-` and `~` have their character code as kind. */
export const TokenKind = {
  Name: 1,
  Number: 2,
  String: 3,
  /** Any other operator, and in notebooks a magic or shell command. */
  Other: 4,
  DoubleStar: 5,
  /** The end of a logical line. */
  Newline: 6,
  End: 7,
} as const;

/** `notebook` also knows the lines that IPython takes before Python does: `%magic`, `!command`, `name?`. */
export type PythonDialect = 'file' | 'notebook';

/** Python itself accepts no more open brackets. */
const MAX_BRACKETS = 200;

/**
 * A cursor over the tokens of Python source. `nextLine` goes to the next logical line that is not
 * blank, `next` to the next token of that line. Both throw `ConfigTextError` for text that Python
 * has no tokens for.
 */
export class PythonTokens {
  /** The current token: a {@link TokenKind} or a character code. */
  kind: number = TokenKind.Newline;
  start: number;
  end: number;
  /** Indentation of the current line, with tabs to every 8th column and with tabs as one column. */
  column = 0;
  narrowColumn = 0;
  /** Where the comment in front of the current token starts; -1 if there is none on its line. */
  commentStart = -1;
  readonly #text: string;
  readonly #isNotebook: boolean;
  readonly #closers: number[] = [];
  readonly #openedAt: number[] = [];

  constructor(text: string, dialect: PythonDialect) {
    this.#text = text;
    this.#isNotebook = dialect === 'notebook';
    const nul = text.indexOf('\0');
    if (nul >= 0) throw pythonError(text, nul, 'Python source has no NUL characters');
    this.start = this.end = text.startsWith('\uFEFF') ? 1 : 0;
  }

  /** The text of the current token. */
  get text(): string {
    return this.#text.slice(this.start, this.end);
  }

  /** How many brackets are open behind the current token. */
  get depth(): number {
    return this.#closers.length;
  }

  /** Moves to the first token of the next logical line; false at the end of the text. */
  nextLine(): boolean {
    const text = this.#text;
    for (;;) {
      const at = this.#skipIndentation(this.end);
      const code = text.charCodeAt(at);
      this.start = this.end = at;
      if (at >= text.length) return false;
      if (code === Char.Hash) this.end = this.#physicalLineEnd(at);
      if (isLineEnd(text.charCodeAt(this.end))) {
        this.end = skipLineEnd(text, this.end);
      } else if (this.end >= text.length) {
        return false;
      } else {
        this.commentStart = -1;
        if (this.#isNotebook && isCommandMark(code)) this.#takeCommand(at);
        else this.next();
        return true;
      }
    }
  }

  /** Moves to the next token of the logical line and returns its kind. */
  next(): number {
    const text = this.#text;
    const previous = this.kind;
    const at = this.#skipBlanks(this.end);
    const code = text.charCodeAt(at);
    if (at >= text.length) {
      this.#checkClosed();
      return this.#take(TokenKind.End, at, at);
    }
    if (isNameStart(code)) return this.#nameOrString(at);
    if (isLineEnd(code)) return this.#take(TokenKind.Newline, at, skipLineEnd(text, at));
    if (code === Char.Quote || code === Char.DoubleQuote) {
      return this.#take(TokenKind.String, at, findStringEnd(text, at, at));
    }
    if (isDigit(code) || (code === Char.Dot && isDigit(text.charCodeAt(at + 1)))) {
      return this.#take(TokenKind.Number, at, findNumberEnd(text, at));
    }
    if (this.#isNotebook) {
      const isCommand = code === Char.Percent || code === Char.Exclamation;
      if (isCommand && previous === Char.Equals && this.depth === 0) return this.#takeCommand(at);
      if (code === Char.QuestionMark) return this.#take(TokenKind.Other, at, at + 1);
    }
    return this.#operator(at, code);
  }

  #take(kind: number, start: number, end: number): number {
    this.kind = kind;
    this.start = start;
    this.end = end;
    return kind;
  }

  /** The rest of a line that is for IPython; a backslash at its end takes the next line too. */
  #takeCommand(start: number): number {
    let end = this.#physicalLineEnd(start);
    while (end < this.#text.length && this.#text.charCodeAt(end - 1) === Char.Backslash) {
      end = this.#physicalLineEnd(skipLineEnd(this.#text, end));
    }
    return this.#take(TokenKind.Other, start, end);
  }

  #skipIndentation(start: number): number {
    let column = 0;
    let narrow = 0;
    let joined: { readonly column: number; readonly narrow: number } | undefined;
    let at = start;
    for (;;) {
      const code = this.#text.charCodeAt(at);
      if (code === Char.Blank) {
        column++;
        narrow++;
      } else if (code === Char.Tab) {
        column = (Math.floor(column / 8) + 1) * 8;
        narrow++;
      } else if (code === Char.FormFeed) {
        column = narrow = 0;
      } else if (code === Char.Backslash) {
        // The indentation before the backslash counts for the line that it joins.
        joined ??= { column, narrow };
        at = this.#skipJoin(at) - 1;
      } else {
        break;
      }
      at++;
    }
    this.column = joined?.column ?? column;
    this.narrowColumn = joined?.narrow ?? narrow;
    return at;
  }

  #skipBlanks(start: number): number {
    let at = start;
    for (;;) {
      const code = this.#text.charCodeAt(at);
      if (code === Char.Blank || code === Char.Tab || code === Char.FormFeed) {
        at++;
      } else if (code === Char.Backslash) {
        at = this.#skipJoin(at);
      } else if (code === Char.Hash) {
        this.commentStart = at;
        at = this.#physicalLineEnd(at);
      } else if (isLineEnd(code) && this.depth > 0) {
        this.commentStart = -1;
        at++;
      } else {
        return at;
      }
    }
  }

  /** Behind the backslash at `at` and the line end that must follow. */
  #skipJoin(at: number): number {
    if (!isLineEnd(this.#text.charCodeAt(at + 1))) {
      throw pythonError(this.#text, at, 'Only the end of the line may follow this backslash');
    }
    const next = skipLineEnd(this.#text, at + 1);
    if (next >= this.#text.length) {
      throw pythonError(this.#text, at, 'The file ends where this backslash joins lines');
    }
    return next;
  }

  #physicalLineEnd(start: number): number {
    let at = start;
    while (at < this.#text.length && !isLineEnd(this.#text.charCodeAt(at))) at++;
    return at;
  }

  #nameOrString(start: number): number {
    const text = this.#text;
    let at = start;
    let code = text.charCodeAt(at);
    let units = 0;
    while (isNamePart(code)) {
      units |= code;
      code = text.charCodeAt(++at);
    }
    if (
      (code === Char.Quote || code === Char.DoubleQuote) &&
      at - start <= 2 &&
      isStringPrefix(text.slice(start, at))
    ) {
      return this.#take(TokenKind.String, start, findStringEnd(text, start, at));
    }
    if (units >= 0x80 && !/^[\p{XIDS}_]\p{XIDC}*$/u.test(text.slice(start, at))) {
      throw pythonError(text, start, 'A character here cannot be part of a name');
    }
    return this.#take(TokenKind.Name, start, at);
  }

  #operator(at: number, code: number): number {
    const closer = closingBracket(code);
    if (closer !== 0) {
      this.#closers.push(closer);
      this.#openedAt.push(at);
      if (this.depth > MAX_BRACKETS) {
        throw pythonError(this.#text, at, `More than ${MAX_BRACKETS} brackets inside each other`);
      }
      return this.#take(code, at, at + 1);
    }
    if (isClosingBracket(code)) {
      this.#openedAt.pop();
      if (this.#closers.pop() !== code) {
        throw pythonError(this.#text, at, 'This closes no bracket');
      }
      return this.#take(code, at, at + 1);
    }
    return this.#plainOperator(at, code);
  }

  #plainOperator(start: number, code: number): number {
    const text = this.#text;
    let end = start + 1;
    switch (code) {
      case Char.Star:
      case Char.Slash:
      case Char.Less:
      case Char.Greater:
        if (text.charCodeAt(end) === code) end++;
        break;
      case Char.Minus:
        if (text.charCodeAt(end) === Char.Greater)
          return this.#take(TokenKind.Other, start, end + 1);
        break;
      case Char.Exclamation:
        if (text.charCodeAt(end) === Char.Equals) break;
        throw this.#unknownCharacter(start);
      case Char.Comma:
      case Char.Semicolon:
      case Char.Tilde:
        return this.#take(code, start, end);
      case Char.Equals:
      case Char.Colon:
      case Char.Dot:
      case Char.Plus:
      case Char.Percent:
      case Char.Ampersand:
      case Char.Bar:
      case Char.Caret:
      case Char.At:
        break;
      default:
        throw this.#unknownCharacter(start);
    }
    const isDouble = end === start + 2;
    if (code !== Char.Dot && text.charCodeAt(end) === Char.Equals) {
      return this.#take(TokenKind.Other, start, end + 1);
    }
    if (isDouble)
      return this.#take(code === Char.Star ? TokenKind.DoubleStar : TokenKind.Other, start, end);
    return this.#take(isTelling(code) ? code : TokenKind.Other, start, end);
  }

  #unknownCharacter(at: number): Error {
    return pythonError(this.#text, at, 'Python has no use for this character');
  }

  #checkClosed(): void {
    const openedAt = this.#openedAt.at(-1);
    if (openedAt !== undefined)
      throw pythonError(this.#text, openedAt, 'This bracket is not closed');
  }
}

/** Operators with a kind of their own. */
function isTelling(code: number): boolean {
  return (
    code === Char.Equals ||
    code === Char.Colon ||
    code === Char.Star ||
    code === Char.Plus ||
    code === Char.Minus
  );
}

/** What IPython takes a whole line for itself for. */
function isCommandMark(code: number): boolean {
  return (
    code === Char.Percent ||
    code === Char.Exclamation ||
    code === Char.QuestionMark ||
    code === Char.Comma ||
    code === Char.Semicolon ||
    code === Char.Slash
  );
}
