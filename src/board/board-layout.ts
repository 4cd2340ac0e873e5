import type { Value } from '../values/value.ts';
import type { Board, BoardColumn, BoardRow } from './board.ts';
import { bareValue } from './board-field.ts';
import { compareBoardValues } from './group-select.ts';

/** A column where people are shown it, and its position on the board. */
export interface PlacedColumn {
  readonly column: BoardColumn;
  readonly index: number;
}

/** The columns that are shown, in the order they are shown: those pinned left first, those pinned right last. */
export function shownColumns({ columns }: Board): readonly PlacedColumn[] {
  const placed = columns
    .map((column, index): PlacedColumn => ({ column, index }))
    .filter(({ column }) => column.properties['hide'] !== true);
  return [...placed].sort((a, b) => sideOf(a.column) - sideOf(b.column));
}

/** -1 for columns pinned left, 1 for those pinned right, 0 for the others. */
export function sideOf({ properties }: BoardColumn): -1 | 0 | 1 {
  if (properties['pinned'] === 'left') return -1;
  return properties['pinned'] === 'right' ? 1 : 0;
}

/**
 * The rows as the columns' `sort` wants them, the first such column counting most. Rows without a
 * value are last either way; of equals the order stays.
 */
export function sortedRows({ columns, rows }: Board): readonly BoardRow[] {
  const keys = columns.flatMap(({ properties }, index) => {
    const { sort } = properties;
    return sort === 'asc' || sort === 'desc' ? [{ index, sign: sort === 'asc' ? 1 : -1 }] : [];
  });
  if (keys.length === 0) return rows;
  return [...rows].sort((a, b) => {
    for (const { index, sign } of keys) {
      const order = compareMissingLast(
        bareValue(a.values[index]),
        bareValue(b.values[index]),
        sign,
      );
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compareMissingLast(a: Value | undefined, b: Value | undefined, sign: number): number {
  const isMissing = (value: Value | undefined): boolean => value === undefined || value === null;
  if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
  return sign * compareBoardValues(a ?? null, b ?? null);
}
