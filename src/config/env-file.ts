import type { Value } from '../values/value.ts';
import type { ConfigFormat } from './config-format.ts';
import { errorAt, makeMap, setPart } from './located-value.ts';
import type { LocatedMap, LocatedScalar } from './located-value.ts';
import { PLAIN_TYPES, readPlainScalar, writePlainScalar } from './plain-scalar.ts';
import { makeDocument } from './splice-text.ts';

/**
 * Environment files: lines `NAME=value` or `export NAME=value`. Numbers and booleans without quotes are
 * read as such; ` #` starts a comment. In double quotes `\n`, `\r`, `\t` and `\` before `"`, `$`, a
 * backtick or itself are escapes; single quotes and backticks hold everything but themselves. Names are
 * not expanded. A name without `=` has no value.
 */
export const envFormat: ConfigFormat = {
  extensions: ['.env'],
  read: (text) => makeDocument(text, (body) => ({ root: parseEnvFile(body), write: writeEnv })),
};

function parseEnvFile(body: string): LocatedMap {
  const root = makeMap();
  const assignment = /[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=/y;
  const nothing = /[ \t]*(?:#.*|(?:export[ \t]+)?[A-Za-z_][\w.-]*[ \t]*(?:#.*)?)?\r?$/my;
  let at = 0;
  while (at < body.length) {
    assignment.lastIndex = at;
    const name = assignment.exec(body)?.[1];
    if (name === undefined) {
      nothing.lastIndex = at;
      if (!nothing.test(body)) throw errorAt(body, at, 'Expected NAME=value');
    } else {
      const scalar = readValue(body, assignment.lastIndex);
      setPart(root, name, scalar);
      at = scalar.place.end;
    }
    at = lineEnd(body, at) + 1;
  }
  return root;
}

/** The value that follows `=`, which ends before `start`. */
function readValue(body: string, start: number): LocatedScalar {
  const valueStart = skipBlanks(body, start);
  const quoted = readQuoted(body, valueStart);
  if (quoted !== undefined) return quoted;
  const line = body.slice(start, lineEnd(body, start)).replace(/\r$/, '');
  const comment = line.search(/[ \t]#/);
  const text = (comment < 0 ? line : line.slice(0, comment)).replace(/^[ \t]+/, '');
  const value = trimBlanks(text);
  // A comment may come right after the blank; a new value goes before that blank.
  const placeStart = value === '' ? start : valueStart;
  const place = { start: placeStart, end: placeStart + value.length };
  const scalar = readPlainScalar(value);
  return scalar === value
    ? { kind: 'scalar', value, place, typeHint: PLAIN_TYPES }
    : { kind: 'scalar', value: scalar, place };
}

function trimBlanks(text: string): string {
  let end = text.length;
  while (text[end - 1] === ' ' || text[end - 1] === '\t') end--;
  return text.slice(0, end);
}

/** A value in quotes with nothing but a comment behind it, maybe over several lines. */
function readQuoted(body: string, start: number): LocatedScalar | undefined {
  const quote = body.charAt(start);
  if (quote !== '"' && quote !== "'" && quote !== '`') return undefined;
  let end = start + 1;
  while (end < body.length && body[end] !== quote)
    end += quote === '"' && body[end] === '\\' ? 2 : 1;
  if (end >= body.length) throw errorAt(body, start, 'This string has no end');
  const behind = skipBlanks(body, ++end);
  if (behind < body.length && !/[#\r\n]/.test(body.charAt(behind))) return undefined;
  const inside = body.slice(start + 1, end - 1);
  const value = quote === '"' ? inside.replace(/\\([nrt"\\$`])/g, unescape) : inside;
  return { kind: 'scalar', value, place: { start, end } };
}

function unescape(_escape: string, letter: string): string {
  if (letter === 'n') return '\n';
  if (letter === 'r') return '\r';
  return letter === 't' ? '\t' : letter;
}

function skipBlanks(body: string, from: number): number {
  let at = from;
  while (body[at] === ' ' || body[at] === '\t') at++;
  return at;
}

function lineEnd(body: string, from: number): number {
  const end = body.indexOf('\n', from);
  return end < 0 ? body.length : end;
}

/**
 * Text goes without quotes, or into the same ones, only where no reader of such files could take it for
 * something else; then into single quotes, which all readers take literally; with escapes only if it must.
 */
function writeEnv(value: Value, replaced: string): string {
  if (typeof value !== 'string') return writePlainScalar(value, replaced, 'An environment file');
  const quote = replaced.charAt(0);
  const isQuoted = quote === '"' || quote === "'" || quote === '`';
  if (!isQuoted && isPlain(value)) return value;
  if (quote === '"' && !/["\\$`\r\n]/.test(value)) return `"${value}"`;
  if (quote === '`' && !/[`\r\n]/.test(value)) return `\`${value}\``;
  if (!/['\r\n]/.test(value)) return `'${value}'`;
  const escaped = value.replace(/["\\$`]/g, String.raw`\$&`);
  return `"${escaped.replaceAll('\n', String.raw`\n`).replaceAll('\r', String.raw`\r`)}"`;
}

function isPlain(text: string): boolean {
  return /^[\p{L}\p{N}_./:@%+,=-]*$/u.test(text) && readPlainScalar(text) === text;
}
