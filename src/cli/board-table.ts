import { cellText, columnHeading } from '../board/board-cells.ts';
import { shownColumns, sideOf, sortedRows } from '../board/board-layout.ts';
import type { Board } from '../board/board.ts';
import { columnWidths } from './column-widths.ts';
import { escapeLine, escapeLines } from './escape-text.ts';
import type { StyledText } from './style.ts';
import { renderTable } from './table.ts';
import type { Column } from './table.ts';
import type { Layout } from './terminal.ts';
import { textWidth, wrapText } from './text-width.ts';

/**
 * A board as a table under its title and description. One that is too wide is shown in parts below
 * each other; every part begins with the columns pinned left, else with the first column.
 */
export function renderBoardTable(board: Board, layout: Layout): readonly StyledText[] {
  const lines: StyledText[] = [];
  if (board.title !== undefined) {
    lines.push([{ text: escapeLine(board.title), style: 'strong' }]);
  }
  if (board.description !== undefined) {
    const paragraphs = escapeLines(board.description).trimEnd().split('\n');
    lines.push(...paragraphs.flatMap((text) => wrapText(text, layout.width)));
  }
  // In plain mode a table begins with a blank line of its own.
  if (lines.length > 0 && layout.mode === 'normal') lines.push('');
  const placed = shownColumns(board);
  const rows = sortedRows(board);
  const columns = placed.map(({ column, index }): TextColumn => {
    const heading = escapeLine(columnHeading(column));
    const cells = rows.map(({ values }) => escapeLine(cellText(values[index], column)));
    return { heading, cells, ...widthsOf([heading, ...cells]) };
  });
  const pinned = placed.filter(({ column }) => sideOf(column) === -1).length;
  for (const part of splitColumns(columns, Math.max(1, pinned), layout)) {
    lines.push(...renderPart(part, rows.length, layout));
  }
  return lines;
}

interface TextColumn {
  readonly heading: string;
  readonly cells: readonly string[];
  /** Width of the longest text. */
  readonly natural: number;
  /** Narrower than this it cannot be read: width of the longest word, within reason. */
  readonly readable: number;
}

/** Longer words may be broken. */
const LONG_WORD = 24;

function widthsOf(texts: readonly string[]): Pick<TextColumn, 'natural' | 'readable'> {
  let natural = 0;
  let readable = 0;
  for (const text of texts) {
    const width = textWidth(text);
    natural = Math.max(natural, width);
    if (width <= readable) continue;
    const words = text.includes(' ') ? text.split(' ').map(textWidth) : [width];
    readable = Math.max(readable, ...words);
  }
  return { natural, readable: Math.min(readable, LONG_WORD) };
}

/** The columns in parts that are readable on the layout's width, the first `repeated` in all of them. */
function splitColumns(
  columns: readonly TextColumn[],
  repeated: number,
  layout: Layout,
): readonly (readonly TextColumn[])[] {
  if (columns.length === 0) return [];
  if (isReadable(columns, layout)) return [columns];
  const leading = columns.slice(0, repeated);
  const parts: TextColumn[][] = [];
  let part = [...leading];
  for (const column of columns.slice(repeated)) {
    if (part.length > leading.length && !isReadable([...part, column], layout)) {
      parts.push(part);
      part = [...leading];
    }
    part.push(column);
  }
  return [...parts, part];
}

/** One blank on either side of a cell. */
const PADDING = 2;

function isReadable(columns: readonly TextColumn[], { width }: Layout): boolean {
  const needs = columns.map(({ natural }) => ({
    natural: natural + PADDING,
    wraps: true,
    takesRest: false,
  }));
  const borders = columns.length + 1;
  const widths = columnWidths(needs, Math.max(0, width - borders), false);
  return columns.every(({ readable }, index) => (widths[index] ?? 0) >= readable + PADDING);
}

function renderPart(
  part: readonly TextColumn[],
  rowCount: number,
  layout: Layout,
): readonly StyledText[] {
  const columns = part.map(({ heading }): Column => ({ header: heading, overflow: 'wrap' }));
  const rows = Array.from({ length: rowCount }, (_, row) =>
    part.map(({ cells }) => cells[row] ?? ''),
  );
  return renderTable({ columns, rows }, layout);
}
