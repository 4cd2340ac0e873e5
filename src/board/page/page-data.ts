import type { AGGREGATES } from '../aggregates.ts';

/** What the page of a board shows: written by the program, read by the page's script. */
export interface PageData {
  readonly columns: readonly PageColumn[];
  /** The heading of the column of groups. */
  readonly groupHeading: string;
  /** What a row is. */
  readonly rowNoun: 'run' | 'group';
  readonly rows: readonly PageRow[];
}

/** A column of the page; cells of rows are in the same order. */
export interface PageColumn {
  readonly heading: string;
  readonly description?: string;
  /** Addresses begin with http: or https:. */
  readonly links?: readonly { readonly href: string; readonly label: string }[];
  /** Whether all its values are numbers. */
  readonly isNumeric: boolean;
  readonly isHidden: boolean;
  readonly sort?: SortDirection;
  readonly filter: FilterKind;
  /** What a flag filter is called. */
  readonly flagLabel?: string;
  readonly pinned?: 'left' | 'right';
  readonly isGroup: boolean;
  readonly aggregate: Aggregate;
}

export type SortDirection = 'asc' | 'desc';

/** How a column is filtered: `set` by a choice of its values, `flag` by whether there is a value. */
export type FilterKind = 'text' | 'number' | 'set' | 'flag' | 'none';

/** What a group shows of a column. `usual`: the mean of numbers, what all rows agree on of others. */
export type Aggregate = 'usual' | 'none' | (typeof AGGREGATES)[number];

export interface PageRow {
  readonly id: string;
  readonly cells: readonly PageCell[];
}

/**
 * A value: null when there is none; a text or number that is shown as it is; or what it is sorted
 * and filtered by, and the text that is shown for it.
 */
export type PageCell = null | string | number | readonly [value: string | number, text: string];

/** What a cell is sorted and filtered by; null when it is empty. */
export function cellValue(cell: PageCell | undefined): string | number | null {
  if (cell === undefined || cell === null) return null;
  return typeof cell === 'object' ? cell[0] : cell;
}

/** What is shown of a cell. */
export function cellText(cell: PageCell | undefined): string {
  if (cell === undefined || cell === null) return '';
  return typeof cell === 'object' ? cell[1] : String(cell);
}
