import { ConfigTextError } from './config-format.ts';

/** The characters that Python's lexical rules name, as UTF-16 codes. */
export const Char = {
  Tab: 0x09,
  LineFeed: 0x0a,
  FormFeed: 0x0c,
  CarriageReturn: 0x0d,
  Blank: 0x20,
  Exclamation: 0x21,
  DoubleQuote: 0x22,
  Hash: 0x23,
  Percent: 0x25,
  Ampersand: 0x26,
  Quote: 0x27,
  OpenParenthesis: 0x28,
  CloseParenthesis: 0x29,
  Star: 0x2a,
  Plus: 0x2b,
  Comma: 0x2c,
  Minus: 0x2d,
  Dot: 0x2e,
  Slash: 0x2f,
  Zero: 0x30,
  Nine: 0x39,
  Colon: 0x3a,
  Semicolon: 0x3b,
  Less: 0x3c,
  Equals: 0x3d,
  Greater: 0x3e,
  QuestionMark: 0x3f,
  At: 0x40,
  OpenBracket: 0x5b,
  Backslash: 0x5c,
  CloseBracket: 0x5d,
  Caret: 0x5e,
  Underscore: 0x5f,
  OpenBrace: 0x7b,
  Bar: 0x7c,
  CloseBrace: 0x7d,
  Tilde: 0x7e,
} as const;

/** Whether a name may start with `code`; names outside ASCII are checked when they are complete. */
export function isNameStart(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || code === Char.Underscore || code >= 0x80;
}

/** Whether a name may go on with `code`. */
export function isNamePart(code: number): boolean {
  return isNameStart(code) || isDigit(code);
}

/** Whether `code` is one of `0` to `9`. */
export function isDigit(code: number): boolean {
  return code >= Char.Zero && code <= Char.Nine;
}

/** Whether `code` is a carriage return or a line feed. */
export function isLineEnd(code: number): boolean {
  return code === Char.LineFeed || code === Char.CarriageReturn;
}

/** The offset behind the line end at `at`: CR and LF together are one. */
export function skipLineEnd(text: string, at: number): number {
  const isPair =
    text.charCodeAt(at) === Char.CarriageReturn && text.charCodeAt(at + 1) === Char.LineFeed;
  return at + (isPair ? 2 : 1);
}

/** The closing bracket of an opening one, or 0 for any other character. */
export function closingBracket(code: number): number {
  if (code === Char.OpenParenthesis) return Char.CloseParenthesis;
  if (code === Char.OpenBracket) return Char.CloseBracket;
  return code === Char.OpenBrace ? Char.CloseBrace : 0;
}

/** Whether `code` closes a bracket. */
export function isClosingBracket(code: number): boolean {
  return code === Char.CloseParenthesis || code === Char.CloseBracket || code === Char.CloseBrace;
}

/** The error `problem` with the line and column of `offset`; LF, CR and CRLF end a line. */
export function pythonError(text: string, offset: number, problem: string): ConfigTextError {
  let line = 1;
  let lineStart = text.startsWith('\uFEFF') ? 1 : 0;
  for (let at = lineStart; at < offset;) {
    if (isLineEnd(text.charCodeAt(at))) {
      at = skipLineEnd(text, at);
      if (at > offset) break;
      line++;
      lineStart = at;
    } else {
      at++;
    }
  }
  return new ConfigTextError(problem, line, offset - lineStart + 1);
}
