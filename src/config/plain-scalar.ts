import { formatFloat } from '../values/number-text.ts';
import { float, integer, isFloat, isList, isMap } from '../values/value.ts';
import type { Scalar, Value } from '../values/value.ts';
import { ConfigTextError } from './config-format.ts';

/**
 * The value of text without quotes in a format that knows only text: an integer, a float, `true` or
 * `false` in any of the usual cases, else the text itself. Digits behind a leading zero are text, as
 * such a number is most often a name.
 */
export function readPlainScalar(text: string): Scalar {
  if (/^-?(?:0|[1-9]\d*)$/.test(text)) return integer(text);
  if (/^-?(?:(?:0|[1-9]\d*)\.\d*|\.\d+|[1-9]\d*(?=e))(?:e[-+]?\d+)?$/i.test(text)) {
    return float(Number(text));
  }
  if (/^[-+]?inf$|^nan$/.test(text)) return NON_FINITE[text.replace('+', '')] ?? text;
  return isBoolean(text) ? text.toLowerCase() === 'true' : text;
}

/**
 * What text without quotes may become: in quotes a number would be taken for text by readers that
 * strip them, and for something else by those that do not.
 */
export const PLAIN_TYPES = 'str | int | float | bool';

const NON_FINITE: Readonly<Record<string, number>> = {
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  nan: Number.NaN,
};

function isBoolean(text: string): boolean {
  return /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/.test(text);
}

/**
 * The text of a value that is not a string, booleans in the case of the one they replace. `format` is
 * the name in the message of the {@link ConfigTextError} for null, lists and maps.
 */
export function writePlainScalar(
  value: Exclude<Value, string>,
  replaced: string,
  format: string,
): string {
  if (value === null) throw new ConfigTextError(`${format} has no null`);
  if (isList(value) || isMap(value)) {
    throw new ConfigTextError(`${format} has no ${isList(value) ? 'lists' : 'maps'}`);
  }
  if (typeof value === 'boolean') return writeBoolean(String(value), replaced);
  return isFloat(value) ? formatFloat(Number(value)) : String(value);
}

function writeBoolean(text: string, replaced: string): string {
  if (!isBoolean(replaced) || /^[tf]/.test(replaced)) return text;
  if (replaced.endsWith('E')) return text.toUpperCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
