import { formatFloat } from './number-text.ts';
import { compareCodePoints, sortByCodePoints } from './order.ts';
import { emptyMap, float, integer, isFloat, isList, isMap } from './value.ts';
import type { Scalar, Value } from './value.ts';

/** Deeper documents are refused, so that no input can exhaust the stack. */
const MAX_DEPTH = 512;

/** Why a text is not JSON, with the place. Lines and columns count from 1, the offset from 0. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
  readonly problem: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;

  constructor(problem: string, text: string, offset: number) {
    const before = text.slice(0, offset);
    const line = before.split('\n').length;
    const column = offset - before.lastIndexOf('\n');
    super(`${problem}: line ${line} column ${column} (char ${offset})`);
    this.problem = problem;
    this.line = line;
    this.column = column;
    this.offset = offset;
  }
}

/**
 * Parses JSON, keeping the kind of numbers (see {@link Value}) and accepting the bare tokens `NaN`,
 * `Infinity` and `-Infinity`. Of duplicate keys the last counts. Throws {@link JsonTextError}.
 */
export function parseJson(text: string): Value {
  const parser = new JsonParser(text);
  return parser.document();
}

class JsonParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Value {
    const value = this.#value(0);
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#error('Extra data');
    return value;
  }

  #value(depth: number): Value {
    if (depth > MAX_DEPTH) throw this.#error(`Nested deeper than ${MAX_DEPTH} levels`);
    this.#skipBlanks();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#map(depth);
      case '[':
        return this.#list(depth);
      case '"':
        return this.#string();
      default:
        return this.#bareToken();
    }
  }

  #map(depth: number): Value {
    const map = emptyMap();
    this.#at++;
    if (this.#takes('}')) return map;
    for (;;) {
      this.#skipBlanks();
      if (this.#text[this.#at] !== '"') {
        throw this.#error('Expecting property name enclosed in double quotes');
      }
      const key = this.#string();
      if (!this.#takes(':')) throw this.#error("Expecting ':' delimiter");
      map[key] = this.#value(depth + 1);
      if (this.#takes('}')) return map;
      if (!this.#takes(',')) throw this.#error("Expecting ',' delimiter");
    }
  }

  #list(depth: number): Value {
    const list: Value[] = [];
    this.#at++;
    if (this.#takes(']')) return list;
    for (;;) {
      list.push(this.#value(depth + 1));
      if (this.#takes(']')) return list;
      if (!this.#takes(',')) throw this.#error("Expecting ',' delimiter");
    }
  }

  #string(): string {
    const start = this.#at;
    const end = this.#stringEnd(start);
    this.#at = end;
    const source = this.#text.slice(start, end);
    if (!/[\\\u0000-\u001f]/.test(source)) return source.slice(1, -1);
    try {
      return JSON.parse(source) as string;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw this.#error('Invalid string', start);
    }
  }

  #stringEnd(start: number): number {
    let at = start + 1;
    for (;;) {
      const quote = this.#text.indexOf('"', at);
      if (quote < 0) throw this.#error('Unterminated string', start);
      let slashes = 0;
      while (this.#text[quote - 1 - slashes] === '\\') slashes++;
      if (slashes % 2 === 0) return quote + 1;
      at = quote + 1;
    }
  }

  #bareToken(): Value {
    NUMBER.lastIndex = this.#at;
    const number = NUMBER.exec(this.#text);
    if (number !== null) {
      const token = number[0];
      this.#at += token.length;
      const isFloat = number[1] !== undefined || number[2] !== undefined;
      return isFloat ? float(Number(token)) : integer(token);
    }
    WORD.lastIndex = this.#at;
    const word = WORD.exec(this.#text)?.[0];
    if (word === undefined) throw this.#error('Expecting value');
    this.#at += word.length;
    return WORDS[word] ?? null;
  }

  #takes(mark: string): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] !== mark) return false;
    this.#at++;
    return true;
  }

  #skipBlanks(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #error(problem: string, offset = this.#at): JsonTextError {
    return new JsonTextError(problem, this.#text, offset);
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const WORD = /-?Infinity|NaN|true|false|null/y;

const WORDS: Readonly<Record<string, Value>> = {
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** The pretty dialect of run metadata: two-space indent, keys sorted at every level, ASCII, no final newline. */
export function formatJsonPretty(value: Value): string {
  return formatIndented(value, '', { sorted: true, ascii: true });
}

/**
 * {@link formatJsonPretty} for a map from texts to texts, such as the digests of all files of a run: of
 * tens of thousands it takes a fraction of the time that it takes to put them into an object.
 */
export function formatJsonTexts(texts: ReadonlyMap<string, string>): string {
  if (texts.size === 0) return '{}';
  const keys = sortByCodePoints([...texts.keys()], (key) => key);
  const values = keys.map((key) => texts.get(key) ?? '');
  // One look at all of them takes less time than one at each.
  const line =
    PLAIN.test(keys.join('')) && PLAIN.test(values.join(''))
      ? (key: string, index: number) => `  "${key}": "${values[index] ?? ''}"`
      : (key: string, index: number) =>
          `  ${quote(key, true)}: ${quote(values[index] ?? '', true)}`;
  return `{\n${keys.map(line).join(',\n')}\n}`;
}

/** A map of values that are in the pretty dialect already, with its keys in code point order. */
export function formatJsonMembers(members: Readonly<Record<string, string>>): string {
  const lines = Object.entries(members).map(
    // A line feed within a text is escaped: each there is begins a line. Of very many, a search for a text takes longer.
    ([key, text]) => `  ${quote(key, true)}: ${text.replaceAll(/\n/g, '\n  ')}`,
  );
  return `{\n${lines.join(',\n')}\n}`;
}

/** The compact dialect of run metadata: one line, `, ` and `: `, keys in insertion order, ASCII. */
export function formatJsonCompact(value: Value): string {
  if (isList(value)) return `[${value.map(formatJsonCompact).join(', ')}]`;
  if (isMap(value)) {
    const entries = Object.entries(value).map(
      ([key, item]) => `${quote(key, true)}: ${formatJsonCompact(item)}`,
    );
    return `{${entries.join(', ')}}`;
  }
  return formatScalar(value, true);
}

/** JSON for people and programs on a terminal: two-space indent, keys in insertion order, text as it is. */
export function formatJsonOutput(value: Value): string {
  return formatIndented(value, '', { sorted: false, ascii: false });
}

interface JsonStyle {
  readonly sorted: boolean;
  readonly ascii: boolean;
}

function formatIndented(value: Value, indent: string, style: JsonStyle): string {
  const inner = `${indent}  `;
  if (isList(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item) => inner + formatIndented(item, inner, style));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  if (isMap(value)) {
    const keys = Object.keys(value);
    if (keys.length === 0) return '{}';
    if (style.sorted) keys.sort(compareCodePoints);
    const items = keys.map(
      (key) =>
        `${inner}${quote(key, style.ascii)}: ${formatIndented(value[key] ?? null, inner, style)}`,
    );
    return `{\n${items.join(',\n')}\n${indent}}`;
  }
  return formatScalar(value, style.ascii);
}

function formatScalar(value: Scalar, ascii: boolean): string {
  if (typeof value === 'string') return quote(value, ascii);
  if (!isFloat(value)) return String(value);
  const number = Number(value);
  if (Number.isNaN(number)) return 'NaN';
  if (!Number.isFinite(number)) return number > 0 ? 'Infinity' : '-Infinity';
  return formatFloat(number);
}

/** A JSON string; in ASCII mode everything outside U+0020–U+007E is escaped. */
function quote(text: string, ascii: boolean): string {
  if (PLAIN.test(text)) return `"${text}"`;
  const quoted = JSON.stringify(text);
  if (!ascii) return quoted;
  return quoted.replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Nothing in it has to be escaped, as in most texts. */
const PLAIN = /^[ !#-[\]-~]*$/;
