import { compareByKeys, compareCells } from './ordering.ts';
import type { SortKey } from './ordering.ts';
import { cellText, cellValue } from './page-data.ts';
import type { Aggregate, PageCell, PageColumn, PageRow } from './page-data.ts';

/** A line of the table: a run, or a group of runs. */
export type Line =
  | { readonly kind: 'row'; readonly row: PageRow }
  | { readonly kind: 'group'; readonly group: Group };

/** Runs that have the same values in the columns that rows are grouped by. */
export interface Group {
  /** Tells it from all other groups, whatever is shown. */
  readonly path: string;
  /** How many groups it is in. */
  readonly level: number;
  readonly label: string;
  readonly rows: readonly PageRow[];
  /** What it shows of each column. */
  readonly cells: readonly PageCell[];
}

/** The lines for rows that are sorted already; `isOpen` tells which groups show what is in them. */
export function groupLines(
  rows: readonly PageRow[],
  columns: readonly PageColumn[],
  keys: readonly SortKey[],
  isOpen: (path: string) => boolean,
): readonly Line[] {
  const groupColumns = columns.flatMap(({ isGroup }, index) => (isGroup ? [index] : []));
  const lines: Line[] = [];
  const addGroups = (members: readonly PageRow[], level: number, parent: string): void => {
    const by = groupColumns[level];
    if (by === undefined) {
      for (const row of members) lines.push({ kind: 'row', row });
      return;
    }
    for (const group of makeGroups(members, { by, level, parent, columns, keys })) {
      lines.push({ kind: 'group', group });
      if (isOpen(group.path)) addGroups(group.rows, level + 1, group.path);
    }
  };
  addGroups(rows, 0, '');
  return lines;
}

interface GroupingStep {
  readonly by: number;
  readonly level: number;
  readonly parent: string;
  readonly columns: readonly PageColumn[];
  readonly keys: readonly SortKey[];
}

/** Groups are sorted by what they show of the columns the rows are sorted by, then by their values. */
function makeGroups(rows: readonly PageRow[], step: GroupingStep): readonly Group[] {
  const { by, level, parent, columns, keys } = step;
  const members = new Map<string, PageRow[]>();
  for (const row of rows) {
    const value = cellValue(row.cells[by]);
    const key = JSON.stringify(value);
    const list = members.get(key);
    if (list === undefined) members.set(key, [row]);
    else list.push(row);
  }
  return [...members]
    .map(([key, list]): Group => {
      const cells = columns.map((column, index) =>
        index === by ? (list[0]?.cells[by] ?? null) : aggregateCells(column, list, index),
      );
      return { path: `${parent}${key}\n`, level, label: cellText(cells[by]), rows: list, cells };
    })
    .sort(
      (a, b) =>
        compareByKeys(
          (at) => a.cells[at],
          (at) => b.cells[at],
          keys,
        ) || compareCells(a.cells[by], b.cells[by]),
    );
}

/** What a group shows of a column. */
export function aggregateCells(
  { aggregate, isNumeric }: Pick<PageColumn, 'aggregate' | 'isNumeric'>,
  rows: readonly PageRow[],
  index: number,
): PageCell {
  const cells = rows.map((row) => row.cells[index] ?? null);
  const present = cells.filter((cell) => cell !== null);
  const numbers = present.map(cellValue).filter((value) => typeof value === 'number');
  switch (effective(aggregate, isNumeric)) {
    case 'none':
      return null;
    case 'common':
      return commonCell(cells);
    case 'count':
      return present.length;
    case 'sum':
      return numbers.length === 0 ? null : shown(sum(numbers));
    case 'avg':
      return numbers.length === 0 ? null : shown(sum(numbers) / numbers.length);
    case 'sd':
      return numbers.length < 2 ? null : shown(deviation(numbers));
    case 'min':
      return extreme(present, 1);
    case 'max':
      return extreme(present, -1);
    case 'first':
      return cells[0] ?? null;
    case 'first-val':
      return present[0] ?? null;
    case 'last':
      return cells.at(-1) ?? null;
    case 'last-val':
      return present.at(-1) ?? null;
  }
}

function effective(
  aggregate: Aggregate,
  isNumeric: boolean,
): Exclude<Aggregate, 'usual'> | 'common' {
  if (aggregate !== 'usual') return aggregate;
  return isNumeric ? 'avg' : 'common';
}

function commonCell(cells: readonly PageCell[]): PageCell {
  const [first = null] = cells;
  return cells.every((cell) => cellValue(cell) === cellValue(first)) ? first : null;
}

function extreme(cells: readonly PageCell[], sign: 1 | -1): PageCell {
  return cells.reduce<PageCell>(
    (best, cell) => (best === null || sign * compareCells(cell, best) < 0 ? cell : best),
    null,
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}

/** Of the sample, as in rows of groups. */
function deviation(numbers: readonly number[]): number {
  const centre = sum(numbers) / numbers.length;
  const squares = numbers.map((number) => (number - centre) ** 2);
  return Math.sqrt(sum(squares) / (numbers.length - 1));
}

/** How many digits of a computed number are shown. */
const SHOWN_DIGITS = 4;

function shown(value: number): PageCell {
  return Number.isInteger(value) ? value : [value, String(Number(value.toPrecision(SHOWN_DIGITS)))];
}
