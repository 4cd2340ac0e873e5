import { float, integer } from '../values/value.ts';
import type { Scalar } from '../values/value.ts';

/** The value of a number as it is spelled: `1` and `0x1F` are integers, `1.0` and `1e3` floats; undefined for `017`. */
export function readJavascriptNumber(source: string, isNegative: boolean): Scalar | undefined {
  const text = source.replaceAll('_', '');
  if (/^0\d/.test(text)) return undefined;
  const sign = isNegative ? '-' : '';
  if (/^\d+n?$/.test(text)) return integer(sign + text.replace('n', ''));
  if (/^(?:0x[\da-f]+|0o[0-7]+|0b[01]+)n?$/i.test(text)) {
    return integer(sign + String(BigInt(text.replace('n', ''))));
  }
  const number = Number(sign + text);
  return Number.isNaN(number) ? undefined : float(number);
}

/** The text that a string or template with its quotes stands for; undefined when an escape has no meaning. */
export function readJavascriptString(source: string): string | undefined {
  const inside = source.slice(1, -1);
  const text = source.startsWith('`') ? inside.replace(/\r\n?/g, '\n') : inside;
  if (text.match(ESCAPE)?.some((escape) => decode(escape) === undefined) === true) return undefined;
  return text.replace(ESCAPE, (escape: string) => decode(escape) ?? '');
}

/** Digits are taken together: `\0` is a character of its own only when no digit follows. */
const ESCAPE = /\\(?:u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|\d+|\r\n|[^])/g;

function decode(written: string): string | undefined {
  const escape = written.slice(1);
  if (/^[ux]./.test(escape)) {
    const code = Number.parseInt(escape.replace(/[^\da-fA-F]/g, ''), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
  }
  if (escape === '0') return '\0';
  if (/^[\dux]/.test(escape)) return undefined;
  if (/^[\n\r\u2028\u2029]/.test(escape)) return '';
  const control = 'nrtbvf'.indexOf(escape);
  return control < 0 ? escape : '\n\r\t\b\v\f'.charAt(control);
}
