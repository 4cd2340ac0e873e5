import { formatFloat } from '../values/number-text.ts';
import { emptyMap, float, integer, isFloat, isList, isMap } from '../values/value.ts';
import type { Scalar, Value } from '../values/value.ts';

/** Lists and maps nested deeper are refused, so that no text can exhaust the stack. */
const MAX_DEPTH = 100;

/** Why a text is not a flag, or not the value of one. */
export class FlagTextError extends Error {
  override readonly name = 'FlagTextError';
}

/**
 * The value that a text stands for after `key=`, or in a cell of a batch file. Blanks around it are
 * dropped. In this order:
 *
 * - nothing: the empty string;
 * - `"…"` or `'…'`: the string between the quotes, with `\\`, `\"`, `\'`, `\n`, `\r` and `\t` decoded and
 *   any other backslash kept;
 * - `true`, `false`, `null`; integers (`1`, `-3`, `1_000`); floats (`.5`, `1e-3`, `inf`, `nan`);
 * - `[…]`: a list, and `{…}`: a map. Items are separated by commas, keys end in a colon; items and keys
 *   are again texts of this form, so `[a, 1, "x, y"]` needs quotes only where marks would mislead;
 * - anything else: the string as it is.
 *
 * Throws {@link FlagTextError} for text behind a closing quote, a line break, and brackets that
 * open and close like a list or map but do not hold one.
 */
export function parseFlagValue(text: string): Value {
  return new FlagValueParser(text.trim()).wholeValue();
}

/**
 * A value as a person can type it behind `key=`, before any quoting their shell needs:
 * {@link parseFlagValue} gives back the same value.
 */
export function formatFlagValue(value: Value): string {
  if (typeof value !== 'string') return formatItem(value);
  return isReadBack(value) ? value : quote(value);
}

/** A string in double quotes, with everything escaped that {@link parseFlagValue} decodes. */
export function quote(text: string): string {
  const body = text.replace(/[\\"\n\r\t]/g, (character) => ESCAPES[character] ?? character);
  return `"${body}"`;
}

/** The text between two quotes, with the escapes that have a meaning decoded. */
export function unquote(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replace(/\\([\\"'nrt])/g, (_, letter: string) => UNESCAPES[letter] ?? letter);
}

/** The quoted text that begins at `offset`, with its quotes; undefined when it is not closed on the same line. */
export function matchQuoted(text: string, offset: number): string | undefined {
  const pattern = /"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*'/y;
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

const UNESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

class FlagValueParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  wholeValue(): Value {
    const quoted = matchQuoted(this.#text, 0);
    if (quoted !== undefined) return this.#wholeString(quoted);
    const lineBreak = this.#text.indexOf('\n');
    if (lineBreak >= 0) throw unexpectedCharacter(this.#text, lineBreak);
    if (!/^(?:\[.*\]|\{.*\})$/.test(this.#text)) return parseBareWord(this.#text);
    const value = this.#item(0);
    if (this.#at < this.#text.length) throw this.#error('the end of the value');
    return value;
  }

  #wholeString(quoted: string): string {
    const rest = this.#text.slice(quoted.length);
    if (rest !== '') throw unexpectedToken(this.#text, this.#text.length - rest.trimStart().length);
    return unquote(quoted);
  }

  #item(depth: number): Value {
    if (depth > MAX_DEPTH) throw new FlagTextError(`Nested deeper than ${MAX_DEPTH} levels`);
    this.#skipBlanks();
    if (this.#text[this.#at] === '[') return this.#list(depth);
    if (this.#text[this.#at] === '{') return this.#map(depth);
    return this.#takeQuoted() ?? parseBareWord(this.#bareText(/[^,[\]{}]+/y, 'a value'));
  }

  #list(depth: number): Value {
    const items: Value[] = [];
    this.#at++;
    while (!this.#takes(']')) {
      items.push(this.#item(depth + 1));
      this.#endItem(']');
    }
    return items;
  }

  #map(depth: number): Value {
    const map = emptyMap();
    this.#at++;
    while (!this.#takes('}')) {
      this.#skipBlanks();
      const key = this.#takeQuoted() ?? this.#bareText(/[^,[\]{}:]+/y, 'a key');
      if (!this.#takes(':')) throw this.#error("':'");
      map[key] = this.#item(depth + 1);
      this.#endItem('}');
    }
    return map;
  }

  /** Takes the comma behind an item; only the closing mark may come instead, and is left. */
  #endItem(closing: string): void {
    if (this.#takes(',') || this.#text[this.#at] === closing) return;
    throw this.#error(`',' or '${closing}'`);
  }

  #takeQuoted(): string | undefined {
    const quoted = matchQuoted(this.#text, this.#at);
    if (quoted === undefined) return undefined;
    this.#at += quoted.length;
    return unquote(quoted);
  }

  #bareText(pattern: RegExp, expected: string): string {
    pattern.lastIndex = this.#at;
    const bare = pattern.exec(this.#text)?.[0] ?? '';
    if (bare.trim() === '') throw this.#error(expected);
    this.#at += bare.length;
    return bare.trim();
  }

  #takes(mark: string): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] !== mark) return false;
    this.#at++;
    return true;
  }

  #skipBlanks(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #error(expected: string): FlagTextError {
    const kind = this.#text.startsWith('[') ? 'list' : 'map';
    const place = this.#at < this.#text.length ? `'${this.#text.slice(this.#at)}'` : 'the end';
    return new FlagTextError(
      `Invalid ${kind}: expected ${expected} at ${place} (to mean this text itself, put it in quotes)`,
    );
  }
}

const KEYWORDS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['', ''],
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** A text without quotes and brackets. */
function parseBareWord(text: string): Value {
  const keyword = KEYWORDS.get(text);
  if (keyword !== undefined) return keyword;
  if (!/^[-+.\diInN]/.test(text)) return text;
  if (/^[-+]?\d(?:_?\d)*$/.test(text)) return integer(text.replaceAll('_', ''));
  if (/^[-+]?(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:e[-+]?\d(?:_?\d)*)?$/i.test(text)) {
    return float(Number(text.replaceAll('_', '')));
  }
  // As they are printed, and as they are in JSON; other spellings are more likely words.
  if (/^[-+]?(?:inf|Infinity)$/.test(text)) {
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return /^[-+]?(?:nan|NaN)$/.test(text) ? Number.NaN : text;
}

/** What is wrong at `offset`: one word when words or quotes begin there, else all of the line that is left. */
export function unexpectedToken(text: string, offset: number): FlagTextError {
  if (text[offset] === '\n') return unexpectedCharacter(text, offset);
  const word = matchKeyWord(text, offset) ?? matchQuoted(text, offset);
  const token = word ?? text.slice(offset).split('\n', 1)[0] ?? '';
  return new FlagTextError(`Unexpected token: '${token}'`);
}

/** The unquoted part of a key that begins at `offset`. */
export function matchKeyWord(text: string, offset: number): string | undefined {
  const pattern = /[\p{L}\p{M}\p{N}_.][\p{L}\p{M}\p{N}_.-]*/uy;
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

function unexpectedCharacter(text: string, offset: number): FlagTextError {
  return new FlagTextError(
    `Unexpected character '${text.slice(offset, offset + 1)}' at line 1 col ${offset + 1}`,
  );
}

function formatItem(value: Value): string {
  if (isList(value)) return `[${value.map(formatItem).join(', ')}]`;
  if (isMap(value)) {
    const items = Object.entries(value).map(
      ([key, item]) => `${formatWord(key, true)}: ${formatItem(item)}`,
    );
    return `{${items.join(', ')}}`;
  }
  return formatScalar(value);
}

function formatScalar(value: Scalar): string {
  if (typeof value === 'string') return formatWord(value, false);
  return isFloat(value) ? formatFloat(Number(value)) : String(value);
}

/** A string inside a list or map; as a key it may look like a number. */
function formatWord(text: string, isKey: boolean): string {
  const isBare = isKey ? /^[^,[\]{}:"'\s]+$/.test(text) : /^[^,[\]{}"'\s]+$/.test(text);
  return isBare && (isKey || isReadBack(text)) ? text : quote(text);
}

/** Whether a string that is not quoted is read as the same string. */
function isReadBack(text: string): boolean {
  if (text === '') return false;
  try {
    return parseFlagValue(text) === text;
  } catch (error) {
    if (error instanceof FlagTextError) return false;
    throw error;
  }
}
