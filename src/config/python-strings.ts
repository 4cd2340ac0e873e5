import {
  Char,
  closingBracket,
  isClosingBracket,
  isLineEnd,
  isNamePart,
  pythonError,
  skipLineEnd,
} from './python-characters.ts';

/**
 * The offset behind the string literal whose opening quote is at `quote`, with the prefix
 * `text.slice(start, quote)`. Strings with fields (`f''`, `t''`) end as in Python 3.12, where a field
 * may hold any quotes. Throws `ConfigTextError` when the string does not end.
 */
export function findStringEnd(text: string, start: number, quote: number): number {
  return hasFields(text, start, quote)
    ? new FieldStringScanner(text, quote).scan()
    : findPlainEnd(text, quote);
}

/**
 * The expressions in the fields of a string that starts at `start`, by their offsets: without conversions
 * and formats, but with those in formats. Those of strings inside of fields are not among them.
 */
export function findFieldExpressions(text: string, start: number): readonly FieldExpression[] {
  let quote = start;
  while (isNamePart(text.charCodeAt(quote))) quote++;
  if (!hasFields(text, start, quote)) return [];
  const scanner = new FieldStringScanner(text, quote);
  scanner.scan();
  return scanner.expressions;
}

/** Where an expression is, `end` exclusive. */
export interface FieldExpression {
  readonly start: number;
  readonly end: number;
}

/** Whether `word` before a quote is a string prefix, such as `rb`. */
export function isStringPrefix(word: string): boolean {
  return /^(?:[rubft]|[bft]r|r[bft])$/i.test(word);
}

function hasFields(text: string, start: number, quote: number): boolean {
  return start < quote && /[ft]/i.test(text.slice(start, quote));
}

function isTripled(text: string, at: number): boolean {
  const mark = text.charCodeAt(at);
  return text.charCodeAt(at + 1) === mark && text.charCodeAt(at + 2) === mark;
}

/** A backslash hides the next character also in raw strings. */
function findPlainEnd(text: string, quote: number): number {
  const mark = text.charCodeAt(quote);
  const isTriple = isTripled(text, quote);
  for (let at = quote + (isTriple ? 3 : 1); at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === Char.Backslash) at = skipLineEnd(text, at + 1) - 1;
    else if (code === mark && !isTriple) return at + 1;
    else if (code === mark && isTripled(text, at)) return at + 3;
    else if (!isTriple && isLineEnd(code)) break;
  }
  throw unterminated(text, quote);
}

function unterminated(text: string, quote: number): Error {
  return pythonError(text, quote, 'The string that starts here does not end');
}

/** A part of a string with fields: its text, a `{field}`, or the format behind a field's `:`. */
type Part =
  | { readonly kind: 'text' | 'format'; readonly mark: number; readonly isTriple: boolean }
  | {
      readonly kind: 'field';
      readonly start: number;
      readonly closers: number[];
      /** Where its expression ends; -1 while that is not known. */
      end: number;
    };

/** Finds the end of a string with fields; the parts it is in are a stack of its own, so depth is no limit. */
class FieldStringScanner {
  readonly #text: string;
  readonly #quote: number;
  readonly #parts: Part[] = [];
  /** Of the outermost string. */
  readonly expressions: FieldExpression[] = [];
  #at: number;

  constructor(text: string, quote: number) {
    this.#text = text;
    this.#quote = quote;
    this.#at = quote;
  }

  scan(): number {
    this.#openString();
    for (;;) {
      const part = this.#parts.at(-1);
      if (part === undefined) return this.#at;
      if (this.#at >= this.#text.length) throw unterminated(this.#text, this.#quote);
      if (part.kind === 'field') this.#fieldStep(part);
      else this.#textStep(part.mark, part.isTriple, part.kind === 'format');
    }
  }

  #openString(): void {
    const isTriple = isTripled(this.#text, this.#at);
    this.#parts.push({ kind: 'text', mark: this.#text.charCodeAt(this.#at), isTriple });
    this.#at += isTriple ? 3 : 1;
  }

  #textStep(mark: number, isTriple: boolean, isFormat: boolean): void {
    const text = this.#text;
    const code = text.charCodeAt(this.#at);
    const next = text.charCodeAt(this.#at + 1);
    if (code === mark && (!isTriple || isTripled(text, this.#at))) {
      if (isFormat) throw pythonError(text, this.#at, 'A field of this string is not closed');
      this.#parts.pop();
      this.#at += isTriple ? 3 : 1;
    } else if (code === Char.Backslash) {
      this.#skipEscape(next);
    } else if (code === Char.OpenBrace && (isFormat || next !== Char.OpenBrace)) {
      this.#parts.push({ kind: 'field', start: this.#at++, closers: [], end: -1 });
    } else if (code === Char.CloseBrace && isFormat) {
      this.#parts.length -= 2;
      this.#at++;
    } else if (code === Char.OpenBrace || code === Char.CloseBrace) {
      if (code !== next) throw pythonError(text, this.#at, 'This } closes no field');
      this.#at += 2;
    } else if (isLineEnd(code) && !isTriple) {
      throw unterminated(text, this.#quote);
    } else {
      this.#at++;
    }
  }

  /** A backslash does not hide a brace; `\N{name}` is no field. */
  #skipEscape(next: number): void {
    if (next === Char.OpenBrace || next === Char.CloseBrace) {
      this.#at++;
    } else if (this.#text.startsWith('\\N{', this.#at) && !this.#isRaw()) {
      const end = this.#text.indexOf('}', this.#at);
      this.#at = end < 0 ? this.#text.length : end + 1;
    } else {
      this.#at = skipLineEnd(this.#text, this.#at + 1);
    }
  }

  /** The prefix of an inner string decides only about `\N{`, so that of the outermost one is asked. */
  #isRaw(): boolean {
    return /r/i.test(this.#text.slice(prefixStart(this.#text, this.#quote), this.#quote));
  }

  #fieldStep(field: Part & { kind: 'field' }): void {
    const text = this.#text;
    const { closers } = field;
    const code = text.charCodeAt(this.#at);
    if (closers.length === 0) this.#lookForEnd(field, code);
    const closer = closingBracket(code);
    if (code === Char.Quote || code === Char.DoubleQuote) {
      this.#innerString();
    } else if (code === Char.Hash) {
      while (this.#at < text.length && !isLineEnd(text.charCodeAt(this.#at))) this.#at++;
    } else if (code === Char.Colon && closers.length === 0) {
      const string = this.#parts.at(-2);
      if (string === undefined || string.kind === 'field') throw unterminated(text, this.#quote);
      this.#parts.push({ kind: 'format', mark: string.mark, isTriple: string.isTriple });
      this.#at++;
    } else if (closer !== 0) {
      closers.push(closer);
      this.#at++;
    } else if (isClosingBracket(code)) {
      if (closers.length === 0 && code === Char.CloseBrace) this.#parts.pop();
      else if (closers.pop() !== code) throw pythonError(text, this.#at, 'This closes no bracket');
      this.#at++;
    } else {
      this.#at++;
    }
  }

  /** An expression ends before `}`, `:`, or `!` of a conversion; `=` behind it asks for its text. */
  #lookForEnd(field: Part & { kind: 'field' }, code: number): void {
    const isConversion =
      code === Char.Exclamation && this.#text.charCodeAt(this.#at + 1) !== Char.Equals;
    const isEnd = code === Char.CloseBrace || code === Char.Colon || isConversion;
    if (!isEnd || field.end >= 0) return;
    field.end = this.#at;
    if (this.#parts.some(({ kind }, index) => kind === 'text' && index > 0)) return;
    const written = this.#text.slice(field.start + 1, this.#at);
    const debug = /(?<![=!<>])=\s*$/.exec(written)?.[0].length ?? 0;
    this.expressions.push({ start: field.start + 1, end: this.#at - debug });
  }

  #innerString(): void {
    const start = prefixStart(this.#text, this.#at);
    if (hasFields(this.#text, start, this.#at)) this.#openString();
    else this.#at = findPlainEnd(this.#text, this.#at);
  }
}

/** Where the prefix of the string at `quote` starts; `quote` when the word before it is none. */
function prefixStart(text: string, quote: number): number {
  let start = quote;
  while (quote - start < 3 && start > 0 && isNamePart(text.charCodeAt(start - 1))) start--;
  return isStringPrefix(text.slice(start, quote)) ? start : quote;
}
