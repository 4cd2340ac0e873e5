import { aggregateCells } from './groups.ts';
import { cellText } from './page-data.ts';
import type { PageColumn, PageData } from './page-data.ts';

/** The place of the column of groups among the columns of the page. */
export const GROUP_COLUMN = -1;

/** A column as it is shown. */
export interface ShownColumn {
  /** The position in the page's data, or {@link GROUP_COLUMN}. */
  readonly index: number;
  /** In pixels. */
  readonly width: number;
  /** Pixels from the side it is pinned to. */
  readonly pinned?: { readonly side: 'left' | 'right'; readonly offset: number };
}

/** Room for padding on both sides of a cell, and for the mark of a sorted column. */
const PADDING = 22;
const SORT_MARK = 18;
/** How much wider the bold text of headings is. */
const BOLD = 1.12;

const MINIMUM_WIDTH = 84;
const MAXIMUM_WIDTH = 360;

/** How many of the longest texts of a column are measured. */
const MEASURED_TEXTS = 50;

/** The width that each column of the page needs, by its position. */
export function measureColumns(data: PageData, font: string): readonly number[] {
  const context = document.createElement('canvas').getContext('2d');
  const measure = (text: string): number => {
    if (context === null) return text.length * 8;
    context.font = font;
    return context.measureText(text).width;
  };
  return data.columns.map((column, index) => {
    const texts = [...new Set(data.rows.map(({ cells }) => cellText(cells[index])))];
    if (column.aggregate === 'sum') texts.push(cellText(aggregateCells(column, data.rows, index)));
    const longest = texts.sort((a, b) => b.length - a.length).slice(0, MEASURED_TEXTS);
    const heading = measure(column.heading) * BOLD + SORT_MARK;
    const widest = Math.max(heading, ...longest.map(measure)) + PADDING;
    return Math.ceil(Math.min(MAXIMUM_WIDTH, Math.max(MINIMUM_WIDTH, widest)));
  });
}

/** The columns that are not hidden: those pinned left, the others, those pinned right. */
export function layOutColumns(
  columns: readonly PageColumn[],
  widths: readonly number[],
  hidden: ReadonlySet<number>,
): readonly ShownColumn[] {
  const visible = columns.map((_, index) => index).filter((index) => !hidden.has(index));
  const sided = (side: PageColumn['pinned']): readonly number[] =>
    visible.filter((index) => columns[index]?.pinned === side);
  const hasGroups = columns.some(({ isGroup }) => isGroup);
  const left = [...(hasGroups ? [GROUP_COLUMN] : []), ...sided('left')];
  const right = sided('right');
  const widthOf = (index: number): number =>
    index === GROUP_COLUMN ? GROUP_WIDTH : (widths[index] ?? MINIMUM_WIDTH);
  const pin = (indexes: readonly number[], side: 'left' | 'right'): readonly ShownColumn[] => {
    let offset = 0;
    return indexes.map((index) => {
      const width = widthOf(index);
      const pinned = { side, offset };
      offset += width;
      return { index, width, pinned };
    });
  };
  return [
    ...pin(left, 'left'),
    ...sided(undefined).map((index) => ({ index, width: widthOf(index) })),
    ...pin(right.toReversed(), 'right').toReversed(),
  ];
}

const GROUP_WIDTH = 220;

/** Makes a cell stay at its side when the others are scrolled away. */
export function pinCell(cell: HTMLTableCellElement, { pinned }: ShownColumn): void {
  if (pinned === undefined) return;
  cell.classList.add('pinned');
  cell.style[pinned.side] = `${pinned.offset}px`;
}
