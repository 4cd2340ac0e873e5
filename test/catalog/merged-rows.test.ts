import { array, assert, constantFrom, nat, property } from 'fast-check';
import { expect, test } from 'vitest';
import { MergedRows } from '../../src/catalog/merged-rows.ts';
import type { SortedRows } from '../../src/catalog/merged-rows.ts';

/** Lists of rows with their times, of which some are wanted. */
interface Rows {
  readonly times: readonly number[];
  readonly length: number;
  readonly merged: MergedRows;
}

function mergeRows(
  lists: readonly (readonly number[])[],
  isWanted: (row: number) => boolean,
): Rows {
  const times = lists.flat();
  const next =
    (isSought: boolean): SortedRows['nextWanted'] =>
    (start, stop) => {
      let row = start;
      while (row < stop && isWanted(row) !== isSought) row += 1;
      return row;
    };
  let end = 0;
  const started = lists.map(({ length }): readonly [number, SortedRows] => {
    const first = end;
    end += length;
    return [first, { end, nextWanted: next(true), nextUnwanted: next(false) }];
  });
  const timeOf = (row: number): number => times[row] ?? 0;
  const merged = new MergedRows(started, (row, other) => timeOf(row) < timeOf(other));
  return { times, length: times.filter((_, row) => isWanted(row)).length, merged };
}

const lists = array(
  array(nat(50), { maxLength: 1500 }).map((all) => all.sort((a, b) => a - b)),
  { maxLength: 4 },
);

/** Every second row, long stretches, or stretches of some. */
const wishes = constantFrom<(row: number) => boolean>(
  (row) => row % 2 === 1,
  (row) => row % 97 !== 5,
  (row) => row % 10 > 3,
  (row) => row % 300 === 7,
);

test('the wanted rows of sorted lists come in the order of all of them', () => {
  assert(
    property(lists, wishes, (all, isWanted) => {
      const { times, length, merged } = mergeRows(all, isWanted);
      const wanted = all.flat().filter((_, row) => isWanted(row));
      const indexes = Array.from({ length }, (_, index) => index);
      const found = indexes.map((index) => merged.at(index));
      expect(found.map((row) => times[row])).toEqual(wanted.sort((a, b) => a - b));
      const apart = [...indexes.filter((index) => index % 3 > 0), ...indexes];
      expect(merged.rowsAt(apart)).toEqual(apart.map((index) => found[index]));
    }),
    { numRuns: 50 },
  );
});

test('rows are found in any order', () => {
  assert(
    property(lists, wishes, array(nat(6000), { maxLength: 20 }), (all, isWanted, asked) => {
      const { length, merged } = mergeRows(all, isWanted);
      const inOrder = Array.from({ length }, (_, index) => merged.at(index));
      const again = mergeRows(all, isWanted).merged;
      for (const index of asked.filter((one) => one < length)) {
        expect(again.at(index)).toBe(inOrder[index]);
      }
    }),
    { numRuns: 50 },
  );
});

test('marked rows are found by their indexes, those beyond the marks all', () => {
  assert(
    property(lists, wishes, nat(40), (all, isWanted, rest) => {
      const { times, length, merged } = mergeRows(all, isWanted);
      const marks = Uint8Array.from(times.slice(0, -50), (_, row) => (row % 41 === rest ? 1 : 0));
      const indexes = Array.from({ length }, (_, index) => index);
      const found = mergeRows(all, isWanted).merged.marked(marks);
      expect(found).toEqual({
        marked: indexes.filter((index) => marks[merged.at(index)] === 1),
        others: indexes.filter((index) => merged.at(index) >= marks.length),
      });
    }),
    { numRuns: 50 },
  );
});
