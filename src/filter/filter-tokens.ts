import { quoted, reject } from './filter-problem.ts';

/** A piece of an expression. */
export interface FilterToken {
  readonly kind:
    | 'word'
    /** A word with quoted parts, which can only be the name of a field: `config."model name"`. */
    | 'path'
    /** A quoted text. */
    | 'text'
    | 'number'
    | 'duration'
    | 'date'
    /** An operator or a mark such as `(`. */
    | 'symbol'
    | 'end';
  /** As it is written; of a text or path without its quotes. */
  readonly text: string;
  /** Where it begins and ends in the expression, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** Splits an expression; the last token is the only `end`. Fails with `invalid-filter`. */
export function tokenizeFilter(expression: string): readonly FilterToken[] {
  const tokens: FilterToken[] = [];
  let at = 0;
  for (;;) {
    at = skipBlanks(expression, at);
    if (at >= expression.length) break;
    const token = readToken(expression, at);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', start: at, end: at });
  return tokens;
}

function skipBlanks(expression: string, from: number): number {
  let at = from;
  while (at < expression.length && /\s/.test(expression.charAt(at))) at++;
  return at;
}

/** `-` is a part of a word, as in `train-model`, unless it begins it. */
const WORD = /[^\s=!<>~()[\],+*/%"']+/y;
const SYMBOL = /==|=~|!=|!~|<=|>=|[-=<>()[\],+*/%]/y;
const LITERALS = [
  ['date', /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[-+]\d{2}:?\d{2})?)?/y],
  ['duration', /(?:(?:\d+(?:\.\d+)?|\.\d+)(?:ms|min|[smhdw]))+/y],
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/y],
] as const;

function readToken(expression: string, start: number): FilterToken {
  const first = expression.charAt(start);
  if (first === '"' || first === "'") {
    const { text, end } = readQuoted(expression, start);
    return { kind: 'text', text, start, end };
  }
  const symbol = matchAt(SYMBOL, expression, start);
  if (symbol !== undefined) {
    return { kind: 'symbol', text: symbol, start, end: start + symbol.length };
  }
  for (const [kind, pattern] of LITERALS) {
    const text = matchAt(pattern, expression, start);
    if (text === undefined) continue;
    const end = start + text.length;
    // `8c0f` and `1st` are words.
    if (matchAt(WORD, expression, end) === undefined) return { kind, text, start, end };
  }
  return readWord(expression, start);
}

function readWord(expression: string, start: number): FilterToken {
  const found = matchAt(WORD, expression, start);
  if (found === undefined) return rejectSymbol(expression, start);
  // `now-2d` is what people write, and no name.
  let text = /^(?:now|today|yesterday)(?=-\d)/.exec(found)?.[0] ?? found;
  let end = start + text.length;
  let kind: 'word' | 'path' = 'word';
  while (/[.:]$/.test(text) && /["']/.test(expression.charAt(end))) {
    kind = 'path';
    const part = readQuoted(expression, end);
    const more = matchAt(WORD, expression, part.end) ?? '';
    text += part.text + more;
    end = part.end + more.length;
    if (more === '') break;
  }
  return { kind, text, start, end };
}

/** Within quotes `\\` is a backslash and `\"` a quote; other backslashes stand for themselves, so that patterns read well. */
function readQuoted(
  expression: string,
  start: number,
): { readonly text: string; readonly end: number } {
  const quote = expression.charAt(start);
  let text = '';
  for (let at = start + 1; at < expression.length; at++) {
    const character = expression.charAt(at);
    if (character === quote) return { text, end: at + 1 };
    const next = expression.charAt(at + 1);
    if (character === '\\' && (next === '\\' || next === quote)) {
      text += next;
      at++;
    } else {
      text += character;
    }
  }
  return reject(expression, start, 'the quote is not closed', quoteAdvice(quote));
}

function quoteAdvice(quote: string): string {
  return quote === "'"
    ? `Write a text that has an apostrophe in double quotes.`
    : `Write a text that has a double quote in single quotes.`;
}

/** What people coming from elsewhere write, and what it is called here. */
const INSTEAD: Readonly<Record<string, string>> = { '!': 'not', '~': '=~' };

function rejectSymbol(expression: string, start: number): never {
  const symbol = expression.charAt(start);
  const instead = INSTEAD[symbol];
  const suggestion =
    instead === undefined ? undefined : `Write '${instead}', or quote the text that has it.`;
  return reject(expression, start, `unexpected ${quoted(symbol)}`, suggestion);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
