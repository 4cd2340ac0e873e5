import { Char, isDigit, isNamePart, pythonError } from './python-characters.ts';

/**
 * The offset behind the number that starts at `start` with a digit, or with a dot and a digit. Throws
 * `ConfigTextError` for what Python does not accept, such as `012`, `1__0` and `1x`.
 */
export function findNumberEnd(text: string, start: number): number {
  const radix = text.charCodeAt(start) === Char.Zero ? text.charCodeAt(start + 1) | 0x20 : 0;
  const isPrefixDigit = prefixDigits(radix);
  const end =
    isPrefixDigit === undefined
      ? findDecimalEnd(text, start)
      : findDigitsEnd(text, start + 2, isPrefixDigit, true);
  // Python still lets a keyword follow directly: `1if x else 2`.
  if (
    isNamePart(text.charCodeAt(end)) &&
    !/^(?:and|else|for|i[fns]|not|or)/.test(text.slice(end, end + 4))
  ) {
    throw pythonError(text, start, 'This is no number');
  }
  return end;
}

/** The digits behind `0x`, `0o` or `0b`, given the letter; undefined for any other. */
function prefixDigits(letter: number): ((code: number) => boolean) | undefined {
  if (letter === 0x78) return (code) => isDigit(code) || isHexLetter(code | 0x20);
  if (letter === 0x6f) return (code) => code >= Char.Zero && code <= 0x37;
  if (letter === 0x62) return (code) => code === Char.Zero || code === 0x31;
  return undefined;
}

function isHexLetter(letter: number): boolean {
  return letter >= 0x61 && letter <= 0x66;
}

/** Behind digits with single underscores between them, and before the first too when `canLead`. */
function findDigitsEnd(
  text: string,
  start: number,
  isDigit: (code: number) => boolean,
  canLead = false,
): number {
  let at = start;
  for (;;) {
    const isJoined = text.charCodeAt(at) === Char.Underscore && (canLead || at > start);
    const digit = isJoined ? at + 1 : at;
    if (!isDigit(text.charCodeAt(digit))) break;
    at = digit + 1;
  }
  if (at === start) throw pythonError(text, start, 'This is no number');
  return at;
}

function findDecimalEnd(text: string, start: number): number {
  let at = start;
  if (text.charCodeAt(at) !== Char.Dot) at = findDigitsEnd(text, at, isDigit);
  const wholeEnd = at;
  if (text.charCodeAt(at) === Char.Dot) {
    at++;
    if (isDigit(text.charCodeAt(at))) at = findDigitsEnd(text, at, isDigit);
  }
  at = findExponentEnd(text, at);
  const isComplex = (text.charCodeAt(at) | 0x20) === 0x6a;
  if (isComplex) return at + 1;
  if (at === wholeEnd && isZeroLed(text.slice(start, at))) {
    throw pythonError(text, start, 'An integer may not start with 0; octal numbers start with 0o');
  }
  return at;
}

/** Behind an exponent at `at`, or `at` when there is none: the `e` may start a keyword. */
function findExponentEnd(text: string, at: number): number {
  if ((text.charCodeAt(at) | 0x20) !== 0x65) return at;
  const sign = text.charCodeAt(at + 1);
  const digits = sign === Char.Plus || sign === Char.Minus ? at + 2 : at + 1;
  return isDigit(text.charCodeAt(digits)) ? findDigitsEnd(text, digits, isDigit) : at;
}

/** `00` is a zero; `01` is an error. */
function isZeroLed(digits: string): boolean {
  return digits.charCodeAt(0) === Char.Zero && /[1-9]/.test(digits);
}
