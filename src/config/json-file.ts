import { formatFloat } from '../values/number-text.ts';
import { float, integer, isFloat, isList, isMap } from '../values/value.ts';
import type { Scalar, Value } from '../values/value.ts';
import { ConfigTextError } from './config-format.ts';
import type { ConfigFormat } from './config-format.ts';
import { checkDepth, errorAt, makeMap, setPart } from './located-value.ts';
import type { LocatedList, LocatedMap, LocatedScalar, LocatedValue } from './located-value.ts';
import { makeDocument } from './splice-text.ts';

/**
 * JSON. Comments, trailing commas and the bare tokens `NaN`, `Infinity` and `-Infinity` (which some
 * programs write) are read; those tokens are not written, as most programs refuse them.
 */
export const jsonFormat: ConfigFormat = {
  extensions: ['.json', '.jsonc'],
  read: (text) =>
    makeDocument(text, (body) => ({ root: new JsonFileParser(body).document(), write: writeJson })),
};

class JsonFileParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): LocatedValue {
    const root = this.#value(0);
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#error('Text after the end of the value');
    return root;
  }

  #value(depth: number): LocatedValue {
    this.#skipBlanks();
    const start = this.#at;
    switch (this.#text[start]) {
      case '{':
        checkDepth(depth, this.#text, start);
        return this.#map(depth);
      case '[':
        checkDepth(depth, this.#text, start);
        return this.#list(depth);
      case '"':
        return this.#scalar(this.#string(), start);
      default:
        return this.#scalar(this.#bareToken(), start);
    }
  }

  #scalar(value: Scalar, start: number): LocatedScalar {
    return { kind: 'scalar', value, place: { start, end: this.#at } };
  }

  #map(depth: number): LocatedMap {
    const start = this.#at++;
    const map = makeMap();
    while (!this.#takes('}')) {
      if (this.#text[this.#at] !== '"') throw this.#error('Expected a name in double quotes');
      const name = this.#string();
      if (!this.#takes(':')) throw this.#error("Expected ':' after a name");
      setPart(map, name, this.#value(depth + 1));
      this.#separator('}');
    }
    return { ...map, place: { start, end: this.#at } };
  }

  #list(depth: number): LocatedList {
    const start = this.#at++;
    const items: LocatedValue[] = [];
    while (!this.#takes(']')) {
      items.push(this.#value(depth + 1));
      this.#separator(']');
    }
    return { kind: 'list', items, place: { start, end: this.#at } };
  }

  /** Passes a comma, or stays before the closing mark. */
  #separator(closing: '}' | ']'): void {
    if (this.#takes(',')) return;
    if (this.#text[this.#at] !== closing) throw this.#error(`Expected ',' or '${closing}'`);
  }

  #string(): string {
    const start = this.#at;
    let at = start + 1;
    let isLiteral = true;
    for (;;) {
      const code = this.#text.charCodeAt(at);
      if (code === 0x22) break;
      // NaN: the end of the text.
      if (Number.isNaN(code)) throw this.#error('This string has no end', start);
      if (code < 0x20) throw this.#error('Control characters in strings must be escaped', at);
      if (code === 0x5c) isLiteral = false;
      at += code === 0x5c ? 2 : 1;
    }
    this.#at = at + 1;
    if (isLiteral) return this.#text.slice(start + 1, at);
    return this.#unescape(start);
  }

  #unescape(start: number): string {
    const source = this.#text.slice(start, this.#at);
    try {
      return JSON.parse(source) as string;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const wrong = /(?:[^\\]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/.exec(source)?.[0].length ?? 0;
      throw this.#error('Unknown escape in a string', start + wrong);
    }
  }

  #bareToken(): Scalar {
    const start = this.#at;
    let end = start;
    while (isTokenPart(this.#text.charCodeAt(end))) end++;
    this.#at = end;
    const token = this.#text.slice(start, end);
    if (INTEGER.test(token)) return integer(token);
    if (FLOAT.test(token)) return float(Number(token));
    if (token in WORDS) return WORDS[token] ?? null;
    throw this.#error(token === '' ? 'Expected a value' : 'Not a JSON value', start);
  }

  /** Passes blanks, comments and `mark`; stays before anything else. */
  #takes(mark: string): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] !== mark) return false;
    this.#at++;
    return true;
  }

  #skipBlanks(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) this.#at++;
      else if (code !== 0x2f || !this.#skipComment()) return;
    }
  }

  #skipComment(): boolean {
    const start = this.#at;
    if (this.#text.startsWith('//', start)) {
      const end = this.#text.indexOf('\n', start);
      this.#at = end < 0 ? this.#text.length : end + 1;
      return true;
    }
    if (!this.#text.startsWith('/*', start)) return false;
    const end = this.#text.indexOf('*/', start + 2);
    if (end < 0) throw this.#error('This comment has no end');
    this.#at = end + 2;
    return true;
  }

  #error(problem: string, offset = this.#at): ConfigTextError {
    return errorAt(this.#text, offset, problem);
  }
}

const INTEGER = /^-?(?:0|[1-9]\d*)$/;
const FLOAT = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** Whether `code` is a letter of ASCII, a digit, or one of `+-._$`. */
function isTokenPart(code: number): boolean {
  const letter = code | 0x20;
  if ((letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39)) return true;
  return code === 0x2b || code === 0x2d || code === 0x2e || code === 0x5f || code === 0x24;
}

const WORDS: Readonly<Record<string, Scalar>> = {
  // No prototype, so that `constructor` is not a word.
  __proto__: null,
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** One-line JSON with blanks after `,` and `:`, text unescaped where JSON allows it. */
function writeJson(value: Value): string {
  if (isList(value)) return `[${value.map(writeJson).join(', ')}]`;
  if (isMap(value)) {
    const parts = Object.entries(value).map(
      ([name, part]) => `${JSON.stringify(name)}: ${writeJson(part)}`,
    );
    return `{${parts.join(', ')}}`;
  }
  if (typeof value === 'string') return JSON.stringify(value);
  if (!isFloat(value)) return String(value);
  const number = Number(value);
  if (!Number.isFinite(number)) throw new ConfigTextError(`JSON has no ${formatFloat(number)}`);
  return formatFloat(number);
}
