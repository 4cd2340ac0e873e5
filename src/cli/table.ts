import { columnWidths } from './column-widths.ts';
import { plainText, sliceSpans, toSpans } from './style.ts';
import type { Span, Style, StyledText } from './style.ts';
import type { Layout } from './terminal.ts';
import { lineStarts, takeColumns, textWidth } from './text-width.ts';

/** A column of a {@link Table}. */
export interface Column {
  readonly header?: StyledText;
  /** Of the cells; spans with a style of their own keep it. */
  readonly style?: Style;
  readonly align?: 'left' | 'right';
  /** `cut` (default): long lines end in an ellipsis. `wrap`: they continue below. */
  readonly overflow?: 'cut' | 'wrap';
  /** Takes what the other columns leave, instead of what its cells need. */
  readonly takesRest?: boolean;
  readonly footer?: StyledText;
}

/**
 * Rows of cells under headers. Cells may have several lines. Texts must be printable: what users
 * wrote goes through `escapeLine` first.
 */
export interface Table {
  readonly columns: readonly Column[];
  /** Missing cells are empty. */
  readonly rows: readonly (readonly StyledText[])[];
  /** Whether it fills the width; otherwise it is as wide as its cells. */
  readonly isExpanded?: boolean;
  /** `all` (default), `inner`: no frame around the table, `none`: blanks only. */
  readonly borders?: 'all' | 'inner' | 'none';
  /** Blanks on each side of a cell, one by default. */
  readonly padding?: number;
  /** Whether the headers are shown; true by default if any column has one. */
  readonly hasHeader?: boolean;
}

/** The lines of a table. */
export function renderTable(table: Table, layout: Layout): readonly StyledText[] {
  const frame = frameOf(table, layout);
  const padding = table.padding ?? 1;
  const hasHeader = table.hasHeader ?? table.columns.some((column) => column.header !== undefined);
  const hasFooter = table.columns.some((column) => column.footer !== undefined);
  const headers = table.columns.map((column) => column.header ?? '');
  const footers = table.columns.map((column) => column.footer ?? '');
  const all = [...(hasHeader ? [headers] : []), ...table.rows, ...(hasFooter ? [footers] : [])];

  const outer = frame.hasEdges ? 2 : 0;
  const dividers = frame.divider === '' ? 0 : table.columns.length - 1;
  const widths = columnWidths(
    table.columns.map((column, index) => ({
      natural: widestCell(all, index) + 2 * padding,
      wraps: column.overflow === 'wrap',
      takesRest: column.takesRest ?? false,
    })),
    Math.max(0, layout.width - outer - dividers),
    table.isExpanded ?? false,
  );

  const context: RowContext = { table, frame, widths, padding, ellipsis: layout.ellipsis };
  const lines: StyledText[] = [];
  if (frame.hasEdges) lines.push(rule(frame.top, context));
  if (hasHeader) {
    lines.push(...renderRow(headers, 'heading', context));
    if (frame.middle !== undefined) lines.push(rule(frame.middle, context));
  }
  for (const row of table.rows) {
    // One by one: a cell may have more lines than a function takes arguments.
    for (const line of renderRow(row, undefined, context)) lines.push(line);
  }
  if (hasFooter) {
    if (frame.middle !== undefined) lines.push(rule(frame.middle, context));
    lines.push(...renderRow(footers, undefined, context));
  }
  if (frame.hasEdges) lines.push(rule(frame.bottom, context));
  return lines;
}

/** A horizontal rule: its left end, line, crossing and right end. */
type Rule = readonly [left: string, line: string, crossing: string, right: string];

interface Frame {
  readonly hasEdges: boolean;
  /** Left and right of a row, and between its cells. */
  readonly edge: string;
  readonly divider: string;
  readonly top: Rule;
  readonly middle: Rule | undefined;
  readonly bottom: Rule;
}

const BLANK_RULE: Rule = [' ', ' ', ' ', ' '];

function frameOf(table: Table, layout: Layout): Frame {
  const borders = table.borders ?? 'all';
  if (borders === 'none') {
    const noRule = { top: BLANK_RULE, middle: undefined, bottom: BLANK_RULE };
    return { hasEdges: false, edge: '', divider: '', ...noRule };
  }
  const hasEdges = borders === 'all';
  if (layout.mode === 'plain') {
    const middle: Rule = ['|', '-', '|', '|'];
    const bars = { edge: '|', divider: '|' };
    return { hasEdges, ...bars, top: BLANK_RULE, middle, bottom: BLANK_RULE };
  }
  return {
    hasEdges,
    edge: '│',
    divider: '│',
    top: ['╭', '─', '┬', '╮'],
    middle: ['├', '─', '┼', '┤'],
    bottom: ['╰', '─', '┴', '╯'],
  };
}

interface RowContext {
  readonly table: Table;
  readonly frame: Frame;
  readonly widths: readonly number[];
  readonly padding: number;
  readonly ellipsis: string;
}

function rule([left, line, crossing, right]: Rule, { frame, widths }: RowContext): StyledText {
  const inner = widths.map((width) => line.repeat(width)).join(crossing);
  return [{ text: frame.hasEdges ? left + inner + right : inner, style: 'border' }];
}

/** The width of the widest cell of a column, without padding. */
function widestCell(rows: readonly (readonly StyledText[])[], index: number): number {
  return rows.reduce((widest, row) => Math.max(widest, cellWidth(row[index] ?? '')), 0);
}

/** A cell's widest line. */
function cellWidth(cell: StyledText): number {
  const text = plainText(cell);
  if (!text.includes('\n')) return textWidth(text);
  return text.split('\n').reduce((widest, line) => Math.max(widest, textWidth(line)), 0);
}

function renderRow(
  row: readonly StyledText[],
  rowStyle: Style | undefined,
  context: RowContext,
): readonly StyledText[] {
  const { table, frame, widths, padding, ellipsis } = context;
  const cells = table.columns.map((column, index) => {
    const width = (widths[index] ?? 0) - 2 * padding;
    const spans = toSpans(row[index] ?? '', rowStyle ?? column.style);
    return fitLines(spans, width, column.overflow ?? 'cut', ellipsis);
  });
  const height = cells.reduce((most, lines) => Math.max(most, lines.length), 1);
  const edge: Span = { text: frame.edge, style: 'border' };
  const divider: Span = { text: frame.divider, style: 'border' };
  const lines: StyledText[] = [];
  for (let line = 0; line < height; line++) {
    const parts: Span[] = frame.hasEdges ? [edge] : [];
    for (let index = 0; index < cells.length; index++) {
      if (index > 0 && frame.divider !== '') parts.push(divider);
      const width = widths[index] ?? 0;
      // A column cut to fewer columns than its padding is all blanks.
      const before = Math.min(padding, Math.ceil(width / 2));
      const after = Math.min(padding, Math.floor(width / 2));
      const fitted = cells[index]?.[line] ?? NO_LINE;
      const free = Math.max(0, width - before - after - fitted.width);
      const isRight = table.columns[index]?.align === 'right';
      parts.push(blanks(isRight ? before + free : before));
      parts.push(...fitted.spans);
      parts.push(blanks(isRight ? after : after + free));
    }
    if (frame.hasEdges) parts.push(edge);
    lines.push(parts);
  }
  return lines;
}

/** Large tables have many blanks of few lengths. */
const BLANKS: Span[] = [];

function blanks(count: number): Span {
  return (BLANKS[count] ??= { text: ' '.repeat(count) });
}

/** A line of a cell with the columns it takes. */
export interface FittedLine {
  readonly spans: readonly Span[];
  readonly width: number;
}

const NO_LINE: FittedLine = { spans: [], width: 0 };

/** A text as lines of at most `width` columns; where there is no room there are no lines. */
export function fitLines(
  spans: readonly Span[],
  width: number,
  overflow: 'cut' | 'wrap',
  ellipsis: string,
): readonly FittedLine[] {
  if (width <= 0) return [];
  const text = plainText(spans);
  const hasOneLine = !text.includes('\n');
  const fullWidth = textWidth(text);
  if (hasOneLine && fullWidth <= width) return [{ spans, width: fullWidth }];
  const lines = hasOneLine ? [spans] : splitLines(spans, text);
  return lines.flatMap((line) => {
    const fitted = overflow === 'wrap' ? wrapSpans(line, width) : [cutSpans(line, width, ellipsis)];
    return fitted.map((part) => ({ spans: part, width: textWidth(plainText(part)) }));
  });
}

function splitLines(spans: readonly Span[], text: string): readonly (readonly Span[])[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const slice = sliceSpans(spans, start, start + line.length);
    start += line.length + 1;
    return slice;
  });
}

function wrapSpans(spans: readonly Span[], width: number): readonly (readonly Span[])[] {
  const text = plainText(spans);
  const starts = lineStarts(text, width);
  return starts.map((start, index) => {
    const line = text.slice(start, starts[index + 1]).trimEnd();
    return sliceSpans(spans, start, start + line.length);
  });
}

/** A styled text in at most `width` columns; the ellipsis takes the style of what it cuts. */
export function cutSpans(spans: readonly Span[], width: number, ellipsis: string): readonly Span[] {
  const text = plainText(spans);
  if (textWidth(text) <= width) return spans;
  const mark = takeColumns(ellipsis, width);
  const kept = takeColumns(text, width - textWidth(mark)).length;
  const style = sliceSpans(spans, kept, kept + 1)[0]?.style;
  return [...sliceSpans(spans, 0, kept), { text: mark, style }];
}
