import { emptyMap } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { Char } from './python-characters.ts';
import { applyUnary, parsePythonNumber, parseSpecialFloat } from './python-number-literal.ts';
import { parsePythonString } from './python-string-literal.ts';
import type { TokenList } from './python-token-list.ts';
import { TokenKind } from './python-tokens.ts';

/** An expression whose value, or a part of it, is written out. */
export interface PythonLiteral {
  /** What to replace to change the value, parentheses around it included. */
  readonly start: number;
  readonly end: number;
  /** Undefined for a list or a dictionary that also has parts which are not written out. */
  readonly value: Value | undefined;
  /** Of a list by position, of a dictionary by key; only those that have a value or parts. */
  readonly parts: ReadonlyMap<string, PythonLiteral> | undefined;
}

/**
 * The literal that the tokens `[from, to)` are, or undefined when they are another expression. Tuples,
 * sets, comprehensions, bytes and f-strings are no literals here; `float('inf')` and its like are.
 */
export function readLiteral(
  tokens: TokenList,
  from: number,
  to: number,
): PythonLiteral | undefined {
  const reader = new LiteralReader(tokens, from);
  const literal = reader.expression();
  return reader.at === to && literal !== undefined && hasContent(literal) ? literal : undefined;
}

function hasContent(literal: PythonLiteral): boolean {
  return literal.value !== undefined || (literal.parts !== undefined && literal.parts.size > 0);
}

/** Recursion is bounded by the number of open brackets that the tokenizer accepts. */
class LiteralReader {
  /** Index of the next token; where reading stopped when an expression is no literal. */
  at: number;
  readonly #tokens: TokenList;

  constructor(tokens: TokenList, from: number) {
    this.#tokens = tokens;
    this.at = from;
  }

  expression(): PythonLiteral | undefined {
    const first = this.at;
    while (this.#isUnary()) this.at++;
    const operators = this.at;
    const operand = this.#operand();
    if (operand === undefined || operators === first) return operand;
    let value = operand.value;
    for (let index = operators - 1; index >= first && value !== undefined; index--) {
      value = applyUnary(this.#tokens.slice(index), value);
    }
    if (value === undefined) return undefined;
    return { start: this.#tokens.start(first), end: operand.end, value, parts: undefined };
  }

  #isUnary(): boolean {
    const kind = this.#tokens.kind(this.at);
    return kind === Char.Minus || kind === Char.Plus || kind === Char.Tilde;
  }

  #operand(): PythonLiteral | undefined {
    switch (this.#tokens.kind(this.at)) {
      case TokenKind.Number:
        return this.#scalar(parsePythonNumber(this.#tokens.slice(this.at)));
      case TokenKind.String:
        return this.#strings();
      case TokenKind.Name:
        return this.#name();
      case Char.OpenParenthesis:
        return this.#parenthesized();
      case Char.OpenBracket:
        return this.#list();
      case Char.OpenBrace:
        return this.#dictionary();
      default:
        return undefined;
    }
  }

  /** The next `count` tokens with the value that they are. */
  #scalar(value: Value | undefined, count = 1): PythonLiteral | undefined {
    const start = this.#tokens.start(this.at);
    this.at += count;
    const end = this.#tokens.end(this.at - 1);
    return value === undefined ? undefined : { start, end, value, parts: undefined };
  }

  /** Strings side by side are one text. */
  #strings(): PythonLiteral | undefined {
    const texts: (string | undefined)[] = [];
    for (let index = this.at; this.#tokens.kind(index) === TokenKind.String; index++) {
      texts.push(parsePythonString(this.#tokens.slice(index)));
    }
    return this.#scalar(texts.includes(undefined) ? undefined : texts.join(''), texts.length);
  }

  #name(): PythonLiteral | undefined {
    switch (this.#tokens.slice(this.at)) {
      case 'True':
        return this.#scalar(true);
      case 'False':
        return this.#scalar(false);
      case 'None':
        return this.#scalar(null);
      case 'float':
        return this.#floatCall();
      default:
        return undefined;
    }
  }

  #floatCall(): PythonLiteral | undefined {
    const tokens = this.#tokens;
    const isCall =
      tokens.kind(this.at + 1) === Char.OpenParenthesis &&
      tokens.kind(this.at + 2) === TokenKind.String &&
      tokens.kind(this.at + 3) === Char.CloseParenthesis;
    if (!isCall) return undefined;
    const text = parsePythonString(tokens.slice(this.at + 2));
    return this.#scalar(text === undefined ? undefined : parseSpecialFloat(text), 4);
  }

  #parenthesized(): PythonLiteral | undefined {
    const tokens = this.#tokens;
    const open = this.at++;
    const inner = this.expression();
    if (inner === undefined || tokens.after(open) !== this.at + 1) return undefined;
    this.at++;
    const start = tokens.start(open);
    const end = tokens.end(this.at - 1);
    // A comment between the parentheses outlives the value, so they stay then.
    const around = tokens.text.slice(start, inner.start) + tokens.text.slice(inner.end, end);
    return around.includes('#') ? inner : { ...inner, start, end };
  }

  #list(): PythonLiteral {
    const parts = new Map<string, PythonLiteral>();
    const values: Value[] = [];
    const { start, end, close } = this.#open();
    let length = 0;
    for (; this.at < close; length++) {
      const item = this.#item(close);
      if (item !== undefined) parts.set(String(length), item);
      if (item?.value !== undefined) values.push(item.value);
    }
    this.at = close + 1;
    return { start, end, value: values.length === length ? values : undefined, parts };
  }

  /** Also for a set, which is no literal. Of a key given twice the last counts. */
  #dictionary(): PythonLiteral | undefined {
    const tokens = this.#tokens;
    const parts = new Map<string, PythonLiteral>();
    let isComplete = true;
    const { start, end, close } = this.#open();
    while (this.at < close) {
      const from = this.at;
      const key = this.#key(close);
      if (key === undefined && tokens.kind(from) !== TokenKind.DoubleStar) return undefined;
      const item = this.#item(close);
      isComplete &&= item?.value !== undefined && typeof key === 'string';
      if (typeof key !== 'string') continue;
      // Deleting first puts the key at the place of its last occurrence.
      parts.delete(key);
      if (item !== undefined) parts.set(key, item);
    }
    this.at = close + 1;
    if (!isComplete) return { start, end, value: undefined, parts };
    const value = emptyMap();
    for (const [key, part] of parts) value[key] = part.value ?? null;
    return { start, end, value, parts };
  }

  #open(): { readonly start: number; readonly end: number; readonly close: number } {
    const open = this.at++;
    const close = this.#tokens.after(open) - 1;
    return { start: this.#tokens.start(open), end: this.#tokens.end(close), close };
  }

  /** Goes behind the `:` of a key; null for a key that is no string, undefined when there is no `:`. */
  #key(close: number): string | null | undefined {
    const tokens = this.#tokens;
    const itemEnd = tokens.find(Char.Comma, this.at, close);
    const colon = tokens.find(Char.Colon, this.at, itemEnd);
    if (colon === itemEnd) return undefined;
    const key = this.expression();
    const text = this.at === colon ? key?.value : undefined;
    this.at = colon + 1;
    return typeof text === 'string' ? text : null;
  }

  /** The literal up to the next comma or `close`, going behind it; undefined when that is another expression. */
  #item(close: number): PythonLiteral | undefined {
    const tokens = this.#tokens;
    const from = this.at;
    const literal = this.expression();
    const isWhole = this.at === close || tokens.kind(this.at) === Char.Comma;
    if (!isWhole || literal === undefined) this.at = tokens.find(Char.Comma, from, close);
    if (this.at < close) this.at++;
    return isWhole && literal !== undefined && hasContent(literal) ? literal : undefined;
  }
}
