import { aggregateCells } from './groups.ts';
import type { NumberPadding } from './number-alignment.ts';
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
  readonly pinned?: {
    readonly side: 'left' | 'right';
    readonly offset: number;
    /** Whether the columns beside it are not pinned. */
    readonly isEdge: boolean;
  };
}

/** Room for padding on both sides of a cell, and for the mark of a sorted column. */
const PADDING = 22;
const SORT_MARK = 18;
/** How much wider the bold text of headings is. */
const BOLD = 1.12;

const MINIMUM_WIDTH = 84;
const MAXIMUM_WIDTH = 360;

/** Tells how wide a text is in a font, in pixels. */
export function textMeasure(font: string): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return (text) => text.length * 8;
  context.font = font;
  return (text) => context.measureText(text).width;
}

/** How many of the widest texts of a column are measured as a whole. */
const MEASURED_TEXTS = 20;

/** The width that each column of the page needs, by its position. */
export function measureColumns(
  data: PageData,
  measure: (text: string) => number,
  padding: NumberPadding,
): readonly number[] {
  const estimate = sumOfCharacters(measure);
  return data.columns.map((column, index) => {
    const texts = [...new Set(data.rows.map(({ cells }) => cellText(cells[index])))];
    if (column.aggregate === 'sum') texts.push(cellText(aggregateCells(column, data.rows, index)));
    const widest = texts
      .map((text) => ({ text, padding: padding(index, text) }))
      .map((cell) => ({ ...cell, width: estimate(cell.text) + cell.padding }))
      .sort((a, b) => b.width - a.width)
      .slice(0, MEASURED_TEXTS)
      .map((cell) => measure(cell.text) + cell.padding);
    const heading = measure(column.heading) * BOLD + SORT_MARK;
    const width = Math.max(heading, ...widest) + PADDING;
    return Math.ceil(Math.min(MAXIMUM_WIDTH, Math.max(MINIMUM_WIDTH, width)));
  });
}

/** About how wide a text is, found out fast: there can be very many. */
function sumOfCharacters(measure: (text: string) => number): (text: string) => number {
  const widths = new Map<string, number>();
  return (text) => {
    let sum = 0;
    // More would be cut anyway.
    for (const character of text.slice(0, MAXIMUM_WIDTH)) {
      let width = widths.get(character);
      if (width === undefined) widths.set(character, (width = measure(character)));
      sum += width;
    }
    return sum;
  };
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
    return indexes.map((index, place) => {
      const width = widthOf(index);
      const pinned = { side, offset, isEdge: place === indexes.length - 1 };
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
  if (pinned.isEdge) cell.classList.add(`edge-${pinned.side}`);
  cell.style[pinned.side] = `${pinned.offset}px`;
}

/** How much of a window pinned columns may take; in a narrower one they are scrolled with the others. */
const PINNED_SHARE = 0.6;

/** Whether a window has room for the pinned columns and for others beside them. */
export function hasRoomForPinned(columns: readonly ShownColumn[], windowWidth: number): boolean {
  const pinned = columns.filter((column) => column.pinned !== undefined);
  return pinned.reduce((sum, { width }) => sum + width, 0) <= windowWidth * PINNED_SHARE;
}
