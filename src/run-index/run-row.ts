import type { OpRef } from '../run/operation-reference.ts';
import type { RunStatus } from '../run/run.ts';
import { isMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';

/** What the index keeps of a finalized run: all that its metadata tells lists, filters and boards. */
export interface RunRow {
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
  /** The documents as they are in the zip; undefined where there is none. */
  readonly configText: Uint8Array | undefined;
  readonly summaryText: Uint8Array | undefined;
  /** What the documents say. */
  readonly config: ValueMap;
  readonly summary: ValueMap;
  /** The zip it was read from. */
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** Runs with larger documents are not kept: they are read whenever they are looked at. */
export const MAX_DOCUMENT_BYTES: number = 16 * 1024;

/** Where a value stands: in the configuration, or in a part of the summary. */
export type ValueGroup = 'config' | 'metrics' | 'attributes' | 'run';

export const VALUE_GROUPS: readonly ValueGroup[] = ['config', 'metrics', 'attributes', 'run'];

/** The values of a group by name; undefined where a run has nothing of it. */
export function valuesOfGroup(
  { config, summary }: RunRow,
  group: ValueGroup,
): ValueMap | undefined {
  const values = group === 'config' ? config : summary[group];
  return isMap(values) ? values : undefined;
}
