import { compareNatural } from '../values/order.ts';
import { Float, isList, isMap } from '../values/value.ts';
import type { Value } from '../values/value.ts';

/**
 * The rules by which values compare; docs/filters.md tells them to users. They take plain values:
 * undefined is "no value", numbers are numbers or bigints, and a map is what nothing equals.
 */
export type PlainValue = Value | undefined;

/** What a stored value counts as: a metric with remarks is its `value`, null is no value. */
export function plainValue(value: Value | undefined): PlainValue {
  if (typeof value !== 'object') return value;
  if (value === null) return undefined;
  if (value instanceof Float) return value.value;
  if (isMap(value) && Object.hasOwn(value, 'value')) return plainValue(value['value']);
  return value;
}

/** Whether a field that stands alone holds: the run has it, and it is not `false`. */
export function isPresent(value: PlainValue): boolean {
  return value !== undefined && value !== false;
}

/**
 * Whether two values are equal: numbers by value, NaN to itself, no value to no value, a list also to
 * what one of its items equals.
 */
export function equals(a: PlainValue, b: PlainValue): boolean {
  if (a === b) return true;
  if (isList(a)) return isList(b) ? itemsEqual(a, b) : hasItem(a, b);
  if (isList(b)) return hasItem(b, a);
  if (typeof a === 'number' && typeof b === 'number') return Number.isNaN(a) && Number.isNaN(b);
  // Between a number and a bigint `<` is exact; NaN stands in no order at all.
  return isNumber(a) && isNumber(b) && holds(a, '<=', b) && holds(a, '>=', b);
}

function itemsEqual(a: readonly Value[], b: readonly Value[]): boolean {
  return (
    a.length === b.length &&
    a.every((item, index) => equals(plainValue(item), plainValue(b[index])))
  );
}

function hasItem(list: readonly Value[], value: PlainValue): boolean {
  return value !== undefined && list.some((item) => equals(plainValue(item), value));
}

export type Ordering = '<' | '<=' | '>' | '>=';

/**
 * Whether `a` stands in this order to `b`: numbers by value, texts with the numbers in them by value.
 * A list does if one of its items does; other values have no order.
 */
export function isOrdered(a: PlainValue, operator: Ordering, b: PlainValue): boolean {
  if (isList(a)) return a.some((item) => isOrdered(plainValue(item), operator, b));
  if (isList(b)) return b.some((item) => isOrdered(a, operator, plainValue(item)));
  if (isNumber(a) && isNumber(b)) return holds(a, operator, b);
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  return holds(compareNatural(a, b), operator, 0);
}

function holds(a: number | bigint, operator: Ordering, b: number | bigint): boolean {
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

/** Whether a list has an item that equals `value`, or a text contains it. */
export function contains(container: PlainValue, value: PlainValue): boolean {
  if (isList(container)) return hasItem(container, value);
  return typeof container === 'string' && typeof value === 'string' && container.includes(value);
}

/** Whether a test holds for a text, or for one of the texts of a list. */
export function someText(value: PlainValue, test: (text: string) => boolean): boolean {
  if (typeof value === 'string') return test(value);
  return isList(value) && value.some((item) => someText(plainValue(item), test));
}

export type NumberOperator = '+' | '-' | '*' | '/' | '%';

/**
 * Calculates in double precision. No value comes of what is no number, and of a division by zero;
 * a remainder has the sign of its divisor.
 */
export function calculate(
  a: PlainValue,
  operator: NumberOperator,
  b: PlainValue,
): number | undefined {
  if (!isNumber(a) || !isNumber(b)) return undefined;
  const x = Number(a);
  const y = Number(b);
  switch (operator) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return y === 0 ? undefined : x / y;
    case '%':
      return y === 0 ? undefined : remainder(x, y);
  }
}

function remainder(x: number, y: number): number {
  const rest = x % y;
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
}

function isNumber(value: PlainValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
