import { fitAssignments } from './assignments-text.ts';
import type { Assignment } from './assignments-text.ts';
import { escapeLine } from './escape-text.ts';
import { plainText, span, statusStyle } from './style.ts';
import type { Span, Style, StyledText } from './style.ts';
import { shortRunNames } from './short-names.ts';
import { cutSpans, renderTable } from './table.ts';
import type { Column } from './table.ts';
import type { Layout } from './terminal.ts';
import { textWidth } from './text-width.ts';

/** A run as a list shows it. Texts may be anything users wrote. */
export interface RunRow {
  /** Its place in the list, from 1. */
  readonly position: number;
  /** The whole name; the table shows as much as is needed. */
  readonly name: string;
  /** With its namespace where that must be shown. */
  readonly operation: string;
  readonly version?: string | undefined;
  /** Relative time, empty if not started. */
  readonly started: string;
  readonly status: string;
  readonly label?: string | undefined;
  readonly fields: readonly Assignment[];
  /** Deleted runs are shown dim. */
  readonly isDeleted?: boolean;
}

type RunColumn = 'position' | 'name' | 'operation' | 'started' | 'status' | 'description';

/** The columns of a table on a terminal of up to so many columns. */
const COLUMNS_BY_WIDTH: readonly (readonly [
  maximumWidth: number,
  columns: readonly RunColumn[],
])[] = [
  [28, ['position', 'name']],
  [45, ['position', 'name', 'operation']],
  [60, ['position', 'name', 'operation', 'started', 'status']],
  [Number.POSITIVE_INFINITY, ['position', 'name', 'operation', 'started', 'status', 'description']],
];

const SIMPLE_COLUMNS: readonly RunColumn[] = ['position', 'operation', 'status', 'description'];

/** Columns given up, in this order, when there is no room for them. */
const GIVEN_UP: readonly RunColumn[] = ['description', 'started', 'status', 'operation'];

/** Operations are not cut below this while another column can be given up. */
const MINIMUM_OPERATION_WIDTH = 12;

/** A column that takes the rest shows at least one character. */
const MINIMUM_DESCRIPTION_WIDTH = 1;

/** One blank on either side of a cell. */
const PADDING = 2;

/**
 * The table of runs: as many columns as the width has room for, so that positions, names and
 * statuses are never cut. `isSimple` leaves out what differs from one machine or moment to the next.
 */
export function renderRunsTable(
  runs: readonly RunRow[],
  layout: Layout,
  isSimple = false,
): readonly StyledText[] {
  const names = shortRunNames(runs.map((run) => run.name));
  const rows = runs.map((run, index) => cellsOf(run, names[index] ?? '', layout));
  const widths = Object.fromEntries(
    COLUMN_NAMES.map((column) => [column, widestCell(column, rows)]),
  ) as Record<RunColumn, number>;
  const columns = chooseColumns(wantedColumns(layout.width, isSimple), widths, layout.width);
  const operationRoom = layout.width - roomTaken(columns, { ...widths, operation: 0 });
  return renderTable(
    {
      columns: columns.map((column) => COLUMNS[column]),
      rows: rows.map((cells) =>
        columns.map((column) =>
          column === 'operation'
            ? cutSpans(cells.operation, Math.max(1, operationRoom), layout.ellipsis)
            : cells[column],
        ),
      ),
      isExpanded: true,
    },
    layout,
  );
}

const COLUMNS: Readonly<Record<RunColumn, Column>> = {
  position: { header: '#' },
  name: { header: 'name' },
  operation: { header: 'operation' },
  started: { header: 'started' },
  status: { header: 'status' },
  description: { header: 'description', takesRest: true },
};

const COLUMN_NAMES: readonly RunColumn[] = [
  'position',
  'name',
  'operation',
  'started',
  'status',
  'description',
];

type RunCells = Readonly<Record<RunColumn, readonly Span[]>>;

function cellsOf(run: RunRow, name: string, layout: Layout): RunCells {
  const isDim = run.isDeleted === true;
  const styled = (style: Style, text: string): Span => span(isDim ? 'value' : style, text);
  const version = run.version === undefined ? '' : ` v${escapeLine(run.version)}`;
  return {
    position: [styled('index', String(run.position))],
    name: [styled('value', escapeLine(name))],
    operation: [styled('label', escapeLine(run.operation)), styled('secondary-label', version)],
    started: [styled('value', run.started)],
    status: [span(statusStyle(run.status, isDim), escapeLine(run.status))],
    description: descriptionSpans(run, layout).map(({ style, text }) =>
      styled(style ?? 'value', text),
    ),
  };
}

/** The label and as many fields as the terminal's width holds; the cell may cut them further. */
function descriptionSpans(run: RunRow, layout: Layout): readonly Span[] {
  const label = escapeLine(run.label ?? '');
  const fields = run.fields.map(({ name, value }) => ({
    name: escapeLine(name),
    value: escapeLine(value),
  }));
  const room = layout.width - Math.min(textWidth(label), Math.floor(layout.width / 4));
  const assignments = fitAssignments(fields, room, layout.ellipsis);
  const gap = label === '' || assignments === '' ? '' : ' ';
  return [span('label', label + gap), span('value', assignments)];
}

function widestCell(column: RunColumn, rows: readonly RunCells[]): number {
  // Whatever does not fit into the description is cut.
  if (column === 'description') return MINIMUM_DESCRIPTION_WIDTH;
  const header = textWidth(plainText(COLUMNS[column].header ?? ''));
  return rows.reduce((widest, row) => Math.max(widest, textWidth(plainText(row[column]))), header);
}

function wantedColumns(width: number, isSimple: boolean): readonly RunColumn[] {
  if (isSimple) return SIMPLE_COLUMNS;
  return COLUMNS_BY_WIDTH.find(([maximumWidth]) => width <= maximumWidth)?.[1] ?? SIMPLE_COLUMNS;
}

function chooseColumns(
  wanted: readonly RunColumn[],
  widths: Readonly<Record<RunColumn, number>>,
  width: number,
): readonly RunColumn[] {
  const operation = Math.min(widths.operation, MINIMUM_OPERATION_WIDTH);
  let columns = wanted;
  for (const column of GIVEN_UP) {
    if (roomTaken(columns, { ...widths, operation }) <= width) break;
    columns = columns.filter((kept) => kept !== column);
  }
  return columns;
}

/** The columns of the terminal that a table takes, borders included. */
function roomTaken(
  columns: readonly RunColumn[],
  widths: Readonly<Record<RunColumn, number>>,
): number {
  return columns.reduce((room, column) => room + widths[column] + PADDING + 1, 1);
}
