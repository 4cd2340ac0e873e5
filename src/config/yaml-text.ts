import { formatFloat } from '../values/number-text.ts';
import { isFloat, isList, isMap } from '../values/value.ts';
import type { Value } from '../values/value.ts';

/**
 * A value as YAML on one line, in the quotes of `replaced` where they will do. Readers of YAML 1.1 and
 * of 1.2 understand it alike.
 */
export function writeYaml(value: Value, replaced = ''): string {
  if (isList(value)) return `[${value.map((item) => writeYaml(item)).join(', ')}]`;
  if (isMap(value)) {
    const pairs = Object.entries(value).map(
      ([name, part]) => `${writeText(name, '')}: ${writeYaml(part)}`,
    );
    return `{${pairs.join(', ')}}`;
  }
  if (typeof value === 'string') return writeText(value, replaced);
  return isFloat(value) ? writeFloat(Number(value)) : String(value);
}

function writeFloat(value: number): string {
  if (!Number.isFinite(value)) return formatFloat(value).replace(/[a-z]+/, '.$&');
  // Without a point, 1e-05 is text to readers of YAML 1.1.
  return formatFloat(value).replace(/^(-?\d+)e/, '$1.0e');
}

function writeText(text: string, replaced: string): string {
  if (replaced.startsWith("'") && !UNPRINTABLE.test(text)) return `'${text.replaceAll("'", "''")}'`;
  if (!replaced.startsWith('"') && isPlain(text)) return text;
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What only double quotes can hold. */
const UNPRINTABLE =
  /[^\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/** Whether text needs no quotes anywhere. Less than the language allows: no digit or mark at the start. */
function isPlain(text: string): boolean {
  if (/^(?:true|false|yes|no|on|off|y|n|null)$/i.test(text)) return false;
  return /^[\p{L}_/](?:[\p{L}\p{N}_ ./+=@()-]*[\p{L}\p{N}_./+=@()-])?$/u.test(text);
}
