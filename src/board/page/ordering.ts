import { cellValue } from './page-data.ts';
import type { PageCell, PageRow, SortDirection } from './page-data.ts';

/** A column that rows are sorted by. */
export interface SortKey {
  /** The position of the column. */
  readonly column: number;
  readonly direction: SortDirection;
}

/** The rows sorted by the first key, equals by the next; equals by all keys keep their order. */
export function sortRows(rows: readonly PageRow[], keys: readonly SortKey[]): readonly PageRow[] {
  if (keys.length === 0) return rows;
  return [...rows].sort((a, b) =>
    compareByKeys(
      (column) => a.cells[column],
      (column) => b.cells[column],
      keys,
    ),
  );
}

/** The order of two things that have a cell for each column. */
export function compareByKeys(
  a: (column: number) => PageCell | undefined,
  b: (column: number) => PageCell | undefined,
  keys: readonly SortKey[],
): number {
  for (const { column, direction } of keys) {
    const order = compareCells(a(column), b(column), direction);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers, then texts as people sort them; empty cells are last in both directions. */
export function compareCells(
  a: PageCell | undefined,
  b: PageCell | undefined,
  direction: SortDirection = 'asc',
): number {
  const [x, y] = [cellValue(a), cellValue(b)];
  if (x === null || y === null) return Number(x === null) - Number(y === null);
  const sign = direction === 'asc' ? 1 : -1;
  if (typeof x === 'number' && typeof y === 'number') return sign * (x - y);
  if (typeof x === 'string' && typeof y === 'string') return sign * collator.compare(x, y);
  return sign * (typeof x === 'number' ? -1 : 1);
}

const collator = new Intl.Collator('en', { numeric: true });

/**
 * The sort keys after a click on a column's heading: ascending, then descending, then not at all.
 * With `isAdded` the other keys stay.
 */
export function toggleSort(
  keys: readonly SortKey[],
  column: number,
  isAdded: boolean,
): readonly SortKey[] {
  const current = keys.find((key) => key.column === column);
  const others = isAdded ? keys.filter((key) => key.column !== column) : [];
  if (current?.direction === 'desc') return others;
  const next: SortKey = { column, direction: current === undefined ? 'asc' : 'desc' };
  if (isAdded && current !== undefined) {
    return keys.map((key) => (key.column === column ? next : key));
  }
  return [...others, next];
}
