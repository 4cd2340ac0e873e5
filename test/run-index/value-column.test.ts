import { array, assert, constantFrom, integer, oneof, property } from 'fast-check';
import { expect, test } from 'vitest';
import { ValueColumnBuilder, decodeValueColumn } from '../../src/run-index/value-column.ts';
import type { ValueColumn } from '../../src/run-index/value-column.ts';
import { parseJson } from '../../src/values/json-text.ts';
import { Float } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';

/** The column of runs that have these values, undefined for none; the last one comes first. */
function columnOf(values: readonly (Value | undefined)[]): ValueColumn {
  const builder = new ValueColumnBuilder();
  for (const [row, value] of values.entries()) if (value !== undefined) builder.add(row, value);
  const ranks = Uint32Array.from(values, (_, row) => values.length - 1 - row);
  const parts = builder.encode(ranks);
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return decodeValueColumn(bytes.buffer, values.length);
}

function expectSame(values: readonly (Value | undefined)[]): void {
  const column = columnOf(values);
  const ranked = values.toReversed();
  const rows = ranked.map((_, row) => row);
  // Minus zero is not zero.
  for (const row of rows) expect(column.valueAt(row)).toStrictEqual(ranked[row]);
  expect(column.valuesAt(rows)).toStrictEqual(ranked);
  for (const row of rows) expect(column.hasAny([row])).toBe(ranked[row] !== undefined);
}

const MAP = parseJson('{"b": 1}');

const LIMITS = [255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1];

test.each(LIMITS)('a column has room for numbers up to %d', (largest) => {
  expectSame([0, largest, 1]);
  expectSame([0, new Float(largest), 1]);
});

test.each<readonly [what: string, value: Value]>([
  ['-1', -1],
  ['minus zero', -0],
  ['a fraction', 0.1],
  ['not a number', Number.NaN],
  ['infinity', Infinity],
])('a column of small numbers has room for %s', (_, value) => {
  expectSame([1, value, 2]);
});

const values = oneof(
  constantFrom<Value | undefined>(undefined, null, true, false, 'a', 'b', '', [1, 'a'], MAP),
  constantFrom<Value>(0.5, -0, Number.NaN, new Float(3), 12345678901234567890n),
  integer({ min: -3, max: 300 }),
);

test('a column gives back what it was made from, whatever the values are', () => {
  assert(property(array(values, { maxLength: 40 }), expectSame));
  // Most runs have none, or all have the same kind.
  const few = array(oneof({ weight: 5, arbitrary: constantFrom(undefined) }, values));
  assert(property(few, expectSame));
  assert(property(array(constantFrom<Value>('a', 'b')), expectSame));
});

const OPERATORS = {
  '<': (there: number | string, wanted: number | string) => there < wanted,
  '<=': (there: number | string, wanted: number | string) => there <= wanted,
  '>': (there: number | string, wanted: number | string) => there > wanted,
  '>=': (there: number | string, wanted: number | string) => there >= wanted,
  '==': (there: number | string, wanted: number | string) => there === wanted,
} as const;

test('what a comparison rules out is what does not compare so', () => {
  const operators = constantFrom(...(Object.keys(OPERATORS) as (keyof typeof OPERATORS)[]));
  const wishes = oneof(integer({ min: -3, max: 300 }), constantFrom<number | string>(0.5, 'a'));
  assert(
    property(array(values, { maxLength: 40 }), operators, wishes, (all, operator, wanted) => {
      if (typeof wanted === 'string' && operator !== '==') return;
      const ruled = new Uint8Array(all.length).fill(1);
      const isSure = columnOf(all).rule(ruled, operator, wanted);
      const ranked = all.toReversed();
      const isList = (value: Value | undefined): boolean =>
        typeof value === 'bigint' ||
        (typeof value === 'object' && value !== null && !(value instanceof Float));
      expect(isSure).toBe(!ranked.some(isList));
      for (const [row, value] of ranked.entries()) {
        const bare = value instanceof Float ? value.value : value;
        const holds = typeof bare === typeof wanted && OPERATORS[operator](bare as never, wanted);
        expect(ruled[row]).toBe(isList(value) || holds ? 1 : 0);
      }
    }),
    { numRuns: 500 },
  );
});
