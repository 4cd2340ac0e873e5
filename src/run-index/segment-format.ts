import type { RunStatus } from '../run/run.ts';
import { Blocks } from './blocked-column.ts';

/** Statuses by the number that stands for each; only added to. */
export const STATUS_CODES: readonly RunStatus[] = [
  'unknown',
  'pending',
  'staging',
  'staged',
  'running',
  'finalizing',
  'completed',
  'error',
  'terminated',
];

/** Columns of one number for each run. NaN stands for none. */
export const NUMBER_COLUMNS = [
  'timestamp',
  'initialized',
  'staged',
  'started',
  'stopped',
  'exitCode',
  'sizeBytes',
  'readMs',
] as const;

export type NumberColumn = (typeof NUMBER_COLUMNS)[number];

export type OperationParts = readonly [namespace: string, name: string, version: string];

/** What a segment says of itself besides its sections. */
export interface SegmentHeader {
  readonly rowCount: number;
  readonly operations: readonly OperationParts[];
}

/** Lists show the newest runs: those of a page are read without others. */
const FIRST_ROWS = 32;

/** Rows whose numbers are read together, and whose documents are. */
export const NUMBER_BLOCKS: Blocks = new Blocks(FIRST_ROWS, 4096);
export const DOCUMENT_BLOCKS: Blocks = new Blocks(FIRST_ROWS, 512);

/** Documents of a run. */
export const DOCUMENTS = 3;
