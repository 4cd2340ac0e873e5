import { columnWidths } from './column-widths.ts';
import { plainText } from './style.ts';
import type { StyledText } from './style.ts';
import { renderTable } from './table.ts';
import type { Column } from './table.ts';
import type { Layout } from './terminal.ts';
import { textWidth } from './text-width.ts';

/** A column of a table in parts. Texts are printable. */
export interface PartColumn {
  readonly heading: string;
  readonly cells: readonly StyledText[];
  readonly align?: 'left' | 'right';
}

/**
 * A table; one that is too wide to be read is shown in parts below each other, each beginning with the
 * first `repeated` columns.
 */
export function renderTableParts(
  columns: readonly PartColumn[],
  repeated: number,
  layout: Layout,
): readonly StyledText[] {
  const measured = columns.map((column) => ({
    ...column,
    ...widthsOf([column.heading, ...column.cells.map(plainText)]),
  }));
  return splitColumns(measured, repeated, layout).flatMap((part) => renderPart(part, layout));
}

interface TextColumn extends PartColumn {
  /** Width of the longest text. */
  readonly natural: number;
  /** Narrower than this it cannot be read well: width of the longest word or short text, within reason. */
  readonly readable: number;
}

/** Longer words may be broken. */
const LONG_WORD = 24;

/** Texts up to this width, such as `12 minutes ago`, stay on one line. */
const SHORT_TEXT = 16;

function widthsOf(texts: readonly string[]): Pick<TextColumn, 'natural' | 'readable'> {
  let natural = 0;
  let readable = 0;
  for (const text of texts) {
    const width = textWidth(text);
    natural = Math.max(natural, width);
    if (width <= readable) continue;
    const isWhole = width <= SHORT_TEXT || !text.includes(' ');
    const words = isWhole ? [width] : text.split(' ').map(textWidth);
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

function renderPart(part: readonly TextColumn[], layout: Layout): readonly StyledText[] {
  const columns = part.map(({ heading, align = 'left' }): Column => ({
    header: heading,
    align,
    overflow: 'wrap',
  }));
  const rowCount = part[0]?.cells.length ?? 0;
  const rows = Array.from({ length: rowCount }, (_, row) =>
    part.map(({ cells }) => cells[row] ?? ''),
  );
  return renderTable({ columns, rows }, layout);
}
