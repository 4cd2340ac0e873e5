import { array, assert, nat, property } from 'fast-check';
import { expect, test } from 'vitest';
import { MergedRows } from '../../src/catalog/merged-rows.ts';
import type { SortedRows } from '../../src/catalog/merged-rows.ts';

/** Lists of rows with their times; even rows are not wanted. */
function merged(lists: readonly (readonly number[])[]): number[] {
  const times = lists.flat();
  const find: SortedRows['find'] = (start, stop, found, at) => {
    let count = at;
    for (let row = start; row < stop; row++) if (row % 2 === 1) found[count++] = row;
    return count;
  };
  let end = 0;
  const started = lists.map(({ length }): readonly [number, SortedRows] => {
    const first = end;
    end += length;
    return [first, { end, find }];
  });
  const length = times.filter((_, row) => row % 2 === 1).length;
  const timeOf = (row: number): number => times[row] ?? 0;
  const rows = new MergedRows(started, length, (row, other) => timeOf(row) < timeOf(other));
  return Array.from({ length }, (_, index) => timeOf(rows.at(index)));
}

test('the wanted rows of sorted lists come in the order of all of them', () => {
  const list = array(nat(50), { maxLength: 1500 }).map((all) => all.sort((a, b) => a - b));
  assert(
    property(array(list, { maxLength: 4 }), (lists) => {
      const wanted = lists.flat().filter((_, row) => row % 2 === 1);
      expect(merged(lists)).toEqual(wanted.sort((a, b) => a - b));
    }),
    { numRuns: 50 },
  );
});
