import { formatPythonString } from '../values/python-text.ts';

/** A string literal's outside: its prefix as written, and its quotes, one or three. */
interface StringStyle {
  readonly prefix: string;
  readonly quotes: string;
}

/**
 * The text a string literal stands for, or undefined for what is no plain text: bytes, strings with
 * fields, `\N{name}`, surrogates, and escapes that Python rejects. Line ends read as `\n`.
 */
export function parsePythonString(literal: string): string | undefined {
  const { prefix, quotes } = readStyle(literal);
  if (prefix !== '' && /[bft]/i.test(prefix)) return undefined;
  const written = literal.slice(prefix.length + quotes.length, -quotes.length);
  const body = written.includes('\r') ? written.replace(/\r\n?/g, '\n') : written;
  if (!body.includes('\\') || /r/i.test(prefix)) return body;
  return decodeEscapes(body);
}

/** Why Python does not read a string literal, with the offset in it; undefined where it does. */
export function findStringProblem(
  literal: string,
): { readonly offset: number; readonly problem: string } | undefined {
  const { prefix } = readStyle(literal);
  const isBytes = /b/i.test(prefix);
  if (isBytes) {
    const offset = literal.search(/[^\0-\x7f]/);
    if (offset >= 0) return { offset, problem: 'Bytes have only ASCII characters' };
  }
  if (/r/i.test(prefix) || !literal.includes('\\')) return undefined;
  for (const { 1: what = '', index: offset } of literal.matchAll(ESCAPES)) {
    const isCut = /^[xuUN]$/.test(what) && !(isBytes && what !== 'x');
    const isBeyond = what.length === 9 && Number.parseInt(what.slice(1), 16) > 0x10ffff && !isBytes;
    if (!isCut && !isBeyond) continue;
    const problem = `\\${what.charAt(0)} begins an escape here; a backslash itself is written \\\\`;
    return { offset, problem };
  }
  return undefined;
}

const ESCAPES = /\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|N\{[^{}]+\}|[^])/g;

/**
 * `text` as a string literal with the quotes of `literal`, and its prefix where that can hold the text.
 * In triple quotes lines stay lines, ended by `lineEnd`.
 */
export function formatStringLike(text: string, literal: string, lineEnd: string): string {
  const { prefix, quotes } = readStyle(literal);
  const isRaw = /r/i.test(prefix);
  const body = isRaw ? rawBody(text, quotes, lineEnd) : undefined;
  if (body !== undefined) return prefix + quotes + body + quotes;
  return (isRaw ? '' : prefix) + quotes + escapedBody(text, quotes, lineEnd) + quotes;
}

function readStyle(literal: string): StringStyle {
  const first = literal.charAt(0);
  // The usual string, told without a search: there are many.
  if ((first === "'" || first === '"') && literal.charAt(1) !== first) {
    return { prefix: '', quotes: first };
  }
  const quote = literal.search(/['"]/);
  const mark = literal.charAt(quote);
  const isTriple = literal.length - quote >= 6 && literal.startsWith(mark.repeat(3), quote);
  return { prefix: literal.slice(0, quote), quotes: isTriple ? mark.repeat(3) : mark };
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function decodeEscapes(body: string): string | undefined {
  const rejected: string[] = [];
  const decoded = body.replace(
    /\\([0-7]{1,3}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[^])/g,
    (escape: string, what: string) => {
      const short = SHORT_ESCAPES[what];
      if (short !== undefined) return short;
      if (/^[0-7]/.test(what)) return String.fromCharCode(Number.parseInt(what, 8));
      // Python keeps the backslash of an escape it does not know.
      if (!/^[xuUN]/.test(what)) return escape;
      const code = Number.parseInt(what.slice(1), 16);
      if (isCharacter(code)) return String.fromCodePoint(code);
      rejected.push(escape);
      return '';
    },
  );
  return rejected.length === 0 ? decoded : undefined;
}

/** False for NaN, which an escape without digits gives. */
function isCharacter(code: number): boolean {
  return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}

/** The text between raw quotes; undefined when it cannot stand there. */
function rawBody(text: string, quotes: string, lineEnd: string): string | undefined {
  const lines = quotes.length === 3 ? text.split('\n') : [text];
  const isPossible =
    !text.includes(quotes.charAt(0)) &&
    !/(?<!\\)(?:\\\\)*\\$/.test(text) &&
    lines.every((line) => formatPythonString(line).slice(1, -1) === line.replaceAll('\\', '\\\\'));
  return isPossible ? lines.join(lineEnd) : undefined;
}

function escapedBody(text: string, quotes: string, lineEnd: string): string {
  const mark = quotes.charAt(0);
  if (quotes.length === 1) return escapeAround(text, mark).join(`\\${mark}`);
  const lines = text.split('\n').map((line) => escapeAround(line, mark).join(mark));
  // Three quotes may hold single ones, but no row of them and none at their ends.
  return lines
    .join(lineEnd)
    .replace(/^["']|["'](?=["']|$)/g, (quote) => (quote === mark ? `\\${quote}` : quote));
}

/** The escaped pieces of `text` between the quotes `mark`. */
function escapeAround(text: string, mark: string): readonly string[] {
  // No piece has both quotes, so none of them is escaped in it.
  return text.split(mark).map((piece) => formatPythonString(piece).slice(1, -1));
}
