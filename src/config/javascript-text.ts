import { formatFloat } from '../values/number-text.ts';
import { isFloat, isList, isMap } from '../values/value.ts';
import type { Value } from '../values/value.ts';

/**
 * A value as a JavaScript literal on one line, in the quotes of `replaced` if it had any, else in
 * `quote`. An integer stays a BigInt where one was.
 */
export function writeJavascript(value: Value, replaced: string, quote: string): string {
  if (isList(value)) {
    return `[${value.map((item) => writeJavascript(item, '', quote)).join(', ')}]`;
  }
  if (isMap(value)) {
    const parts = Object.entries(value).map(
      ([name, part]) => `${writeName(name, quote)}: ${writeJavascript(part, '', quote)}`,
    );
    return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
  }
  if (typeof value === 'string') {
    return writeString(value, /^["'`]/.test(replaced) ? replaced.charAt(0) : quote);
  }
  if (isFloat(value)) return writeFloat(Number(value));
  const isBigInt = typeof value !== 'boolean' && value !== null && /^-?\s*\d\w*n$/.test(replaced);
  return String(value) + (isBigInt ? 'n' : '');
}

function writeFloat(value: number): string {
  return Number.isFinite(value) ? formatFloat(value) : String(value);
}

function writeName(name: string, quote: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : writeString(name, quote);
}

function writeString(text: string, quote: string): string {
  let body = '';
  for (const character of text) {
    if (character === quote || character === '\\') body += `\\${character}`;
    else body += SHORT_ESCAPES[character] ?? escapeUnprintable(character);
  }
  if (quote === '`') body = body.replaceAll('${', '\\${');
  return quote + body + quote;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Controls, line separators, the byte order mark and halves of a surrogate pair, which no file can hold. */
function escapeUnprintable(character: string): string {
  if (!/[\p{Cc}\p{Cs}\u2028\u2029\uFEFF]/u.test(character)) return character;
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
