/**
 * The plain values that configuration, summaries and metadata are made of.
 *
 * An integer and a float are different values here, as they are on disk: `1` and `1.0` print,
 * serialise and compare differently. In memory:
 *
 * - a JavaScript number that is a safe integer (and not `-0`) is an *integer*;
 * - a `bigint` is an integer beyond that range;
 * - every other number (`0.5`, `NaN`, `Infinity`, `-0`, `1e300`) is a *float*;
 * - {@link Float} is a float that has no fraction, such as `1.0`.
 */
export type Value = Scalar | readonly Value[] | ValueMap;

/** A value that is neither a list nor a map. */
export type Scalar = null | boolean | number | bigint | string | Float;

/** A map of values. Maps made by this package have no prototype, so any key is safe. */
export interface ValueMap {
  readonly [key: string]: Value;
}

/** A float without a fraction (`1.0`, `1e16`), which a bare JavaScript number cannot tell from an integer. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  valueOf(): number {
    return this.value;
  }

  toJSON(): number {
    return this.value;
  }
}

/** The float `value`, wrapped only where a bare number would read as an integer. */
export function float(value: number): number | Float {
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? new Float(value) : value;
}

/** Integer text (optional sign, decimal digits) as a number, or as a `bigint` when it is too big for one. */
export function integer(digits: string): number | bigint {
  const value = Number(digits);
  if (!Number.isSafeInteger(value))
    return BigInt(digits.startsWith('+') ? digits.slice(1) : digits);
  return value === 0 ? 0 : value;
}

export function isInteger(value: Value): value is number | bigint {
  if (typeof value === 'bigint') return true;
  return typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0);
}

export function isFloat(value: Value): value is number | Float {
  return value instanceof Float || (typeof value === 'number' && !isInteger(value));
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value | undefined): value is ValueMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Float)
  );
}

/** The number a value stands for, or undefined when it is not a number. */
export function toNumber(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Float) return value.value;
  return typeof value === 'bigint' ? Number(value) : undefined;
}

/** An empty map without a prototype, to be filled by its maker. */
export function emptyMap<T = Value>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

/** Whether two values are the same, with their kinds: `1`, `1.0` and `true` are three values; NaN equals itself. */
export function valuesEqual(a: Value, b: Value): boolean {
  if (isList(a) || isList(b)) {
    if (!isList(a) || !isList(b) || a.length !== b.length) return false;
    return a.every((item, index) => valuesEqual(item, b[index] ?? null));
  }
  if (isMap(a) || isMap(b)) {
    if (!isMap(a) || !isMap(b)) return false;
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return false;
    return keys.every(
      (key) => Object.hasOwn(b, key) && valuesEqual(a[key] ?? null, b[key] ?? null),
    );
  }
  if (isFloat(a) && isFloat(b)) return Object.is(Number(a), Number(b));
  if (isInteger(a) && isInteger(b)) return BigInt(a) === BigInt(b);
  // 0 and -0 are an integer and a float, and yet `===`.
  return a === b && isFloat(a) === isFloat(b);
}
