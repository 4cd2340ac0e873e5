import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnWidths } from '../../src/cli/column-widths.ts';

const fixed = (...widths: readonly number[]) =>
  widths.map((natural) => ({ natural, wraps: false, takesRest: false }));
const wrapping = (...widths: readonly number[]) =>
  widths.map((natural) => ({ natural, wraps: true, takesRest: false }));

const sum = (widths: readonly number[]): number =>
  widths.reduce((total, width) => total + width, 0);

describe('a table that fits', () => {
  test('is as wide as its cells', () => {
    expect(columnWidths(fixed(3, 7, 11), 54, false)).toEqual([3, 7, 11]);
  });

  test.each([
    [[3, 7, 11, 15, 11], 54, [4, 8, 13, 17, 12]],
    [[11, 25], 57, [18, 39]],
    [[5], 20, [20]],
  ])('of %j grows in proportion to %i columns', (widths, available, grown) => {
    expect(columnWidths(fixed(...widths), available, true)).toEqual(grown);
  });

  test('gives what is left to the column that takes the rest', () => {
    const rest = { natural: 40, wraps: false, takesRest: true };
    expect(columnWidths([...fixed(3, 7), rest], 30, true)).toEqual([3, 7, 20]);
    expect(columnWidths([...fixed(15, 14), rest], 32, true)).toEqual([15, 14, 3]);
  });
});

describe('a table that does not fit', () => {
  test.each([
    // Only the widest is taken from while it is wider than the next.
    [wrapping(10, 30), 30, [10, 20]],
    // Then both in equal shares, halves to the even number.
    [wrapping(10, 30), 15, [8, 7]],
    [wrapping(40), 15, [15]],
    [[...fixed(10), ...wrapping(30)], 25, [10, 15]],
    // Nothing wraps: all give the same, whatever their width.
    [fixed(3, 7, 11, 15, 11), 42, [2, 6, 10, 14, 10]],
    // A column never gets narrower than nothing.
    [fixed(1, 40, 40), 10, [0, 5, 5]],
  ])('%j shrinks to %i columns', (needs, available, widths) => {
    expect(columnWidths(needs, available, true)).toEqual(widths);
  });

  test('a single line is never wider than the table', () => {
    expect(columnWidths(fixed(500), 20, false)).toEqual([20]);
  });
});

test('no table is wider than there is room for', () => {
  const need = fc.record({
    natural: fc.nat(60),
    wraps: fc.boolean(),
    takesRest: fc.constant(false),
  });
  fc.assert(
    fc.property(
      fc.array(need, { minLength: 1, maxLength: 7 }),
      fc.integer({ min: 1, max: 120 }),
      fc.boolean(),
      (needs, available, expands) => {
        const widths = columnWidths(needs, available, expands);
        expect(sum(widths)).toBeLessThanOrEqual(available);
        const isWorth = needs.some((column) => column.natural > 0);
        const total = sum(needs.map((column) => column.natural));
        if (expands && isWorth && total <= available) expect(sum(widths)).toBe(available);
        expect(Math.min(...widths)).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});
