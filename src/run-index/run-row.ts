import type { OpRef } from '../run/operation-reference.ts';
import type { RunStatus } from '../run/run.ts';
import type { ValueMap } from '../values/value.ts';

/** What the metadata of a run says besides documents. */
export interface RowFacts {
  /** A UUID in lower case. */
  readonly id: string;
  readonly opref: OpRef;
  readonly formerName: string | undefined;
  readonly status: RunStatus;
  readonly exitCode: number | undefined;
  /** Times are microseconds since the epoch. */
  readonly initialized: number | undefined;
  readonly staged: number | undefined;
  readonly started: number | undefined;
  readonly stopped: number | undefined;
  readonly fingerprint: string | undefined;
}

/** What the index keeps of a finalized run: all that its metadata tells lists, filters and boards. */
export interface RunRow {
  readonly facts: RowFacts;
  /** The documents as they are in the zip; undefined where there is none. */
  readonly configText: string | undefined;
  readonly summaryText: string | undefined;
  /** What the documents say. */
  readonly config: ValueMap;
  readonly summary: ValueMap;
  /** The zip it was read from. */
  readonly sizeBytes: number;
  /** Before it was read, in milliseconds since the epoch. */
  readonly readMs: number;
}

/** Runs with longer documents are not kept: they are read whenever they are looked at. */
export const MAX_DOCUMENT_LENGTH: number = 16 * 1024;

/** Where a value stands: in the configuration, or in a part of the summary. */
export type ValueGroup = 'config' | 'metrics' | 'attributes' | 'run';
