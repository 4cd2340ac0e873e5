import { formatFloat } from './number-text.ts';
import { isFloat, isList, isMap } from './value.ts';
import type { Value } from './value.ts';

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
};

/**
 * A string as a Python literal: in `'`, unless it contains `'` and no `"`; printable non-ASCII text
 * unchanged. Log lines, messages and patched source use this form.
 */
export function formatPythonString(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = '';
  for (const character of text) {
    if (character === mark) body += `\\${mark}`;
    else body += SHORT_ESCAPES[character] ?? escapeUnprintable(character);
  }
  return mark + body + mark;
}

function escapeUnprintable(character: string): string {
  // Nearly all are plain, and the classes take long to compile.
  if (character >= ' ' && character <= '~') return character;
  if (!/[\p{C}\p{Z}]/u.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** Any value as a Python literal; floats Python has no literal for become calls: `float('inf')`. */
export function formatPythonValue(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return formatPythonString(value);
  if (isList(value)) return `[${value.map(formatPythonValue).join(', ')}]`;
  if (isMap(value)) {
    const entries = Object.entries(value).map(
      ([key, item]) => `${formatPythonString(key)}: ${formatPythonValue(item)}`,
    );
    return `{${entries.join(', ')}}`;
  }
  if (!isFloat(value)) return String(value);
  const number = Number(value);
  return Number.isFinite(number) ? formatFloat(number) : `float('${formatFloat(number)}')`;
}

/** A list of strings as a Python list literal, the form lists have in log lines and some messages. */
export function formatPythonList(items: readonly string[]): string {
  return `[${items.map(formatPythonString).join(', ')}]`;
}
