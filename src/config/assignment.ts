import { fail } from '../failures/failures.ts';
import type { Value } from '../values/value.ts';
import { formatKey } from './config-format.ts';
import {
  FlagTextError,
  formatFlagValue,
  matchKeyWord,
  matchQuoted,
  parseFlagValue,
  quote,
  unexpectedToken,
  unquote,
} from './flag-value.ts';

/** `key=value`, as a flag is given on the command line. */
export interface Assignment {
  readonly key: string;
  readonly value: Value;
  /** The value as typed, blanks around it dropped: what a key that holds text gets for `1_000` or `true`. */
  readonly text: string;
}

/**
 * Reads `key=value`; blanks around the text and the `=` are dropped. The key is a dotted name
 * (`opts.lr`), a quoted text, or a mixture in which parts with odd characters are quoted
 * (`opts."a.b"`). For values see {@link parseFlagValue}. Fails with `invalid-assignment`.
 */
export function parseAssignment(argument: string): Assignment {
  try {
    return readAssignment(argument.trim());
  } catch (error) {
    if (!(error instanceof FlagTextError)) throw error;
    return fail({ reason: 'invalid-assignment', argument, problem: error.message }, error);
  }
}

/** The assignment that `argument` is, or undefined when it is something else, such as an operation's name. */
export function findAssignment(argument: string): Assignment | undefined {
  try {
    return readAssignment(argument.trim());
  } catch (error) {
    if (error instanceof FlagTextError) return undefined;
    throw error;
  }
}

/** What {@link parseAssignment} reads back to the same key and value; the shell may need quotes around it. */
export function formatAssignment(key: string, value: Value): string {
  const isPlain = matchKey(key)?.key === key && matchKey(key)?.end === key.length;
  return `${isPlain ? key : quote(key)}=${formatFlagValue(value)}`;
}

function readAssignment(text: string): Assignment {
  const key = matchKey(text);
  if (key === undefined) {
    if (text === '') throw new FlagTextError('Missing expected token: one of KEY, QUOTED_STRING');
    throw unexpectedToken(text, 0);
  }
  const equals = skipBlanks(text, key.end);
  if (equals === text.length) {
    throw new FlagTextError('Missing expected token: one of EQUAL, WS_INLINE');
  }
  if (text[equals] !== '=') throw unexpectedToken(text, equals);
  // Positions in messages count from the start of the whole argument.
  const start = skipBlanks(text, equals + 1);
  const value = text.slice(start);
  const lineBreak = text.indexOf('\n', start);
  if (lineBreak >= 0) throw lineBreakError(text, start, lineBreak);
  return { key: key.key, value: parseFlagValue(value), text: value };
}

/** A line break right behind a quoted value stands where nothing may follow; any other is inside the value. */
function lineBreakError(text: string, start: number, lineBreak: number): FlagTextError {
  const quoted = matchQuoted(text, start);
  const end = start + (quoted?.length ?? 0);
  return unexpectedToken(text, quoted === undefined ? lineBreak : skipBlanks(text, end));
}

interface MatchedKey {
  readonly key: string;
  readonly end: number;
}

function matchKey(text: string): MatchedKey | undefined {
  const whole = matchQuoted(text, 0);
  // The text of a key that is quoted as a whole is a path of its own: `"opts.lr"` is `opts.lr`.
  if (whole !== undefined && text[whole.length] !== '.') {
    return { key: unquote(whole), end: whole.length };
  }
  let key = '';
  let end = 0;
  for (;;) {
    const mayQuote = key === '' || key.endsWith('.');
    const quoted = mayQuote ? matchQuoted(text, end) : undefined;
    const part = quoted ?? matchKeyWord(text, end);
    if (part === undefined) break;
    if (!mayQuote && !part.startsWith('.')) break;
    key += quoted === undefined ? part : formatKey([unquote(quoted)]);
    end += part.length;
  }
  return key === '' ? undefined : { key, end };
}

function skipBlanks(text: string, offset: number): number {
  let at = offset;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}
