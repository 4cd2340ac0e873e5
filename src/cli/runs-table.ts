import { fitAssignments } from './assignments-text.ts';
import type { Assignment } from './assignments-text.ts';
import { escapeLine } from './escape-text.ts';
import { plainText, span, statusStyle } from './style.ts';
import type { StyledText } from './style.ts';
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

export type RunColumn = 'position' | 'name' | 'operation' | 'started' | 'status' | 'description';

/** Columns of the terminal up to which a table has no more than these columns. */
const COLUMNS_BY_WIDTH: readonly (readonly [maximumWidth: number, columns: readonly RunColumn[]])[] = [
  [28, ['position', 'name']],
  [45, ['position', 'name', 'operation']],
  [60, ['position', 'name', 'operation', 'started', 'status']],
  [Infinity, ['position', 'name', 'operation', 'started', 'status', 'description']],
];

const SIMPLE_COLUMNS: readonly RunColumn[] = ['position', 'operation', 'status', 'description'];

/** Columns given up, in this order, when there is no room for them. */
const GIVEN_UP: readonly RunColumn[] = ['started', 'status', 'operation'];

/** Operation names are not cut below this to keep another column. */
const MINIMUM_OPERATION_WIDTH = 12;

/** The table of runs; `isSimple` leaves out what differs from one machine or moment to the next. */
export function renderRunsTable(
  runs: readonly RunRow[],
  layout: Layout,
  isSimple = false,
): readonly StyledText[] {
  return [];
}
