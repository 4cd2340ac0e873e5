import { float, integer } from '../values/value.ts';
import type { Scalar } from '../values/value.ts';

/**
 * What an unquoted word of YAML means by the rules of YAML 1.1, which existing files rely on:
 * `yes`, `no`, `on` and `off` are booleans, `017` is octal, `1:30` counts in sixties, and a float
 * needs its point (`1e2` is text).
 */
export function resolvePlainScalar(source: string): Scalar {
  // All other meanings start with one of these.
  if (!/^[-+.\d~nNyYtTfFoO]|^$/.test(source)) return source;
  if (/^(?:~|null|Null|NULL|)$/.test(source)) return null;
  if (/^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(source)) return true;
  if (/^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(source)) return false;
  return resolveInteger(source) ?? resolveFloat(source) ?? source;
}

/** Whether an unquoted word of YAML 1.1 is a date or a time stamp. */
export function isTimestamp(source: string): boolean {
  return /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)?$/.test(
    source,
  );
}

function resolveInteger(source: string): number | bigint | undefined {
  const [, sign = '', unsigned = ''] = /^([-+]?)(.*)$/s.exec(source) ?? [];
  const digits = unsigned.replaceAll('_', '');
  if (/^(?:0|[1-9][\d_]*)$/.test(unsigned)) return integer(sign + digits);
  if (/^0[0-7_]+$/.test(unsigned)) return signed(sign, BigInt(`0o${digits}`));
  if (/^0b[01_]+$/.test(unsigned) && digits.length > 2) return signed(sign, BigInt(digits));
  if (/^0x[\da-fA-F_]+$/.test(unsigned) && digits.length > 2) return signed(sign, BigInt(digits));
  if (/^[1-9][\d_]*(?::[0-5]?\d)+$/.test(unsigned)) {
    const total = digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
    return signed(sign, total);
  }
  return undefined;
}

function signed(sign: string, magnitude: bigint): number | bigint {
  return integer((sign === '-' ? -magnitude : magnitude).toString());
}

function resolveFloat(source: string): Scalar | undefined {
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(source)) {
    return source.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (/^\.(?:nan|NaN|NAN)$/.test(source)) return Number.NaN;
  const digits = source.replaceAll('_', '');
  const isDecimal =
    /^[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?$/.test(source) ||
    /^[-+]?\.\d[\d_]*(?:[eE][-+]\d+)?$/.test(source);
  if (isDecimal) return float(Number(digits));
  if (!/^[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*$/.test(source)) return undefined;
  const magnitude = digits
    .replace(/^[-+]/, '')
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);
  return float(source.startsWith('-') ? -magnitude : magnitude);
}
