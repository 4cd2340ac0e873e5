import { float, integer, isFloat, isInteger } from '../values/value.ts';
import type { Scalar, Value } from '../values/value.ts';

/** Python itself refuses to read a longer decimal integer. */
const MAX_INTEGER_DIGITS = 4300;

/** The number a literal stands for; undefined for complex numbers and integers too long for Python. */
export function parsePythonNumber(literal: string): Scalar | undefined {
  const text = literal.includes('_') ? literal.replaceAll('_', '') : literal;
  if (/^0[xob]/i.test(text)) {
    return text.length > MAX_INTEGER_DIGITS ? undefined : smallInteger(BigInt(text.toLowerCase()));
  }
  if (/j$/i.test(text)) return undefined;
  if (/[.eE]/.test(text)) return float(Number(text));
  return text.length > MAX_INTEGER_DIGITS ? undefined : integer(text);
}

/** The value of `float('inf')` and the like, given the text; undefined for other texts. */
export function parseSpecialFloat(text: string): number | undefined {
  const word = /^([-+]?)(inf|infinity|nan)$/i.exec(text);
  if (word === null) return undefined;
  if (/nan/i.test(text)) return Number.NaN;
  return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** What `operator value` gives (`-`, `+` or `~`); booleans count as integers. Undefined if Python has no such operation. */
export function applyUnary(operator: string, value: Value): Scalar | undefined {
  const operand = typeof value === 'boolean' ? Number(value) : value;
  if (isInteger(operand)) {
    if (operator === '+') return operand;
    if (typeof operand === 'bigint') return smallInteger(operator === '-' ? -operand : ~operand);
    // `0 -` keeps zero from becoming the float -0.
    return operator === '-' ? 0 - operand : smallInteger(~BigInt(operand));
  }
  if (!isFloat(operand) || operator === '~') return undefined;
  return operator === '-' ? float(-Number(operand)) : operand;
}

/** The integer as a plain number where that is exact. */
function smallInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
