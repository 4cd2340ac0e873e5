import { describe, expect, test } from 'vitest';
import { aggregateCells, groupLines } from '../../../src/board/page/groups.ts';
import type { Line } from '../../../src/board/page/groups.ts';
import { sortRows, toggleSort } from '../../../src/board/page/ordering.ts';
import type { SortKey } from '../../../src/board/page/ordering.ts';
import type {
  Aggregate,
  PageCell,
  PageColumn,
  PageRow,
} from '../../../src/board/page/page-data.ts';

function column(properties: Partial<PageColumn> = {}): PageColumn {
  const usual = { heading: 'c', isNumeric: false, isHidden: false, isGroup: false } as const;
  return { ...usual, filter: 'text', aggregate: 'usual', ...properties };
}

function rowsOf(...cells: readonly (readonly PageCell[])[]): readonly PageRow[] {
  return cells.map((row, index) => ({ id: String(index), cells: row }));
}

const describeLine = (line: Line): string =>
  line.kind === 'row'
    ? line.row.id
    : `${'>'.repeat(line.group.level)}${line.group.label}:${line.group.rows.length}`;

describe('sorting', () => {
  const rows = rowsOf(['b'], [null], [10], ['a'], [2], [[5, 'x']], ['run10'], ['run9']);
  const order = (keys: readonly SortKey[]): string =>
    sortRows(rows, keys)
      .map(({ id }) => id)
      .join('');

  test('numbers come before texts, texts are sorted as people do, empty cells are last', () => {
    expect(order([{ column: 0, direction: 'asc' }])).toBe('45230761');
    expect(order([{ column: 0, direction: 'desc' }])).toBe('67032541');
  });

  test('a heading is clicked to sort up, down, and not at all', () => {
    const once = toggleSort([], 3, false);
    const twice = toggleSort(once, 3, false);
    expect([once, twice, toggleSort(twice, 3, false)]).toEqual([
      [{ column: 3, direction: 'asc' }],
      [{ column: 3, direction: 'desc' }],
      [],
    ]);
  });

  test('with shift the other columns stay, in their order', () => {
    const both = toggleSort([{ column: 1, direction: 'asc' }], 2, true);
    expect(both.map(({ column }) => column)).toEqual([1, 2]);
    expect(toggleSort(both, 1, true)).toEqual([
      { column: 1, direction: 'desc' },
      { column: 2, direction: 'asc' },
    ]);
    expect(toggleSort(both, 1, false)).toEqual([{ column: 1, direction: 'desc' }]);
  });
});

describe('groups', () => {
  const columns = [
    column({ isGroup: true }),
    column({ isGroup: true }),
    column({ isNumeric: true }),
  ];
  const rows = rowsOf(['b', 'x', 1], ['a', 'x', 2], ['b', 'y', 5], [null, 'x', 4]);

  test('are in each other, in the order of their values, and show what is in them when open', () => {
    const all = groupLines(rows, columns, [], () => true);
    expect(all.map(describeLine)).toEqual([
      'a:1',
      '>x:1',
      '1',
      'b:2',
      '>x:1',
      '0',
      '>y:1',
      '2',
      ':1',
      '>x:1',
      '3',
    ]);
    expect(groupLines(rows, columns, [], () => false).map(describeLine)).toEqual([
      'a:1',
      'b:2',
      ':1',
    ]);
  });

  test('are sorted by what they show', () => {
    const keys = [{ column: 2, direction: 'desc' }] as const;
    expect(groupLines(rows, columns, keys, () => false).map(describeLine)).toEqual([
      ':1',
      'b:2',
      'a:1',
    ]);
  });

  test('without columns to group by, lines are rows', () => {
    expect(groupLines(rows, [column()], [], () => true).map(describeLine)).toEqual([
      '0',
      '1',
      '2',
      '3',
    ]);
  });

  const CELLS: readonly PageCell[] = [null, 3, [0.123456, '0.1235'], 3];
  test.each<[Aggregate, PageCell]>([
    ['usual', [6.123456 / 3, '2.041']],
    ['avg', [6.123456 / 3, '2.041']],
    ['sd', [expect.closeTo(2.876544 / Math.sqrt(3), 12) as number, '1.661']],
    ['sum', [6.123456, '6.123']],
    ['min', [0.123456, '0.1235']],
    ['max', 3],
    ['count', 3],
    ['first', null],
    ['first-val', 3],
    ['last', 3],
    ['last-val', 3],
    ['none', null],
  ])('show the %s of their rows', (aggregate, expected) => {
    const members = rowsOf(...CELLS.map((cell) => [cell]));
    expect(aggregateCells({ aggregate, isNumeric: true }, members, 0)).toEqual(expected);
  });

  test('show of texts what all rows agree on', () => {
    const shown = (...cells: readonly PageCell[]): PageCell =>
      aggregateCells(column(), rowsOf(...cells.map((cell) => [cell])), 0);
    expect([shown('a', 'a'), shown('a', 'b'), shown('a', null)]).toEqual(['a', null, null]);
  });
});
