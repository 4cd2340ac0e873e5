/**
 * The shortest text that reads back to the same float, as stored in JSON documents and written into
 * Python source: integral floats keep `.0`; exponents below -4 or from 16 use `1e-05`, `1e+16`;
 * `nan`, `inf` and `-inf` otherwise.
 */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  // Here JavaScript writes the same, but for the `.0`.
  if (size >= 1e-4 && size < 1e15) {
    const text = String(value);
    return Number.isInteger(value) ? `${text}.0` : text;
  }
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) return `${mantissa}e${formatExponent(exponent)}`;
  const sign = mantissa.startsWith('-') ? '-' : '';
  return sign + placePoint(mantissa.replace(/[-.]/g, ''), exponent);
}

/** Puts the decimal point into `digits` (value = d.ddd × 10^exponent), always leaving a fraction. */
function placePoint(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return `${whole}.${fraction === '' ? '0' : fraction}`;
}

/** An exponent with its sign and at least two digits. */
function formatExponent(exponent: number): string {
  return (exponent < 0 ? '-' : '+') + String(Math.abs(exponent)).padStart(2, '0');
}

/** How many digits of a float people are shown. */
const SHOWN_DIGITS = 4;

/**
 * A float as people are shown it: four significant digits of the exact binary value, ties to even,
 * trailing zeros removed, exponent form below 0.0001 or from 10000 (C's `%.4g`).
 */
export function formatFloatShort(value: number): string {
  if (!Number.isFinite(value)) return formatFloat(value);
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponentText = '0'] = roundHalfEven(value).split('e');
  const exponent = Number(exponentText);
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '').replace(/0+$/, '') || '0';
  if (exponent < -4 || exponent >= SHOWN_DIGITS) {
    const fraction = digits.slice(1);
    const text = fraction === '' ? digits : `${digits.slice(0, 1)}.${fraction}`;
    return `${sign}${text}e${formatExponent(exponent)}`;
  }
  return sign + placePoint(digits, exponent).replace(/\.0$/, '');
}

/** What lies exactly between two numbers of SHOWN_DIGITS digits has one digit more, a five, and needs no others to be told. */
function maybeTie(value: number): boolean {
  const [mantissa = ''] = value.toExponential().split('e');
  return mantissa.endsWith('5') && mantissa.length >= SHOWN_DIGITS + 2;
}

/** `value` with SHOWN_DIGITS digits in exponential form; `toExponential` rounds exact ties away from zero. */
function roundHalfEven(value: number): string {
  const rounded = value.toExponential(SHOWN_DIGITS - 1);
  if (!maybeTie(value)) return rounded;
  // 100 digits hold every double that lies exactly between two four-digit numbers.
  const exact = value.toExponential(99);
  const digits = exact.replace(/[-.]/g, '').split('e')[0] ?? '';
  const isTie = /^50*$/.test(digits.slice(SHOWN_DIGITS));
  const lastKept = digits.charCodeAt(SHOWN_DIGITS - 1) - 48;
  if (!isTie || lastKept % 2 === 1) return rounded;
  const sign = value < 0 ? '-' : '';
  const exponent = exact.split('e')[1] ?? '0';
  return `${sign}${digits.slice(0, 1)}.${digits.slice(1, SHOWN_DIGITS)}e${exponent}`;
}
