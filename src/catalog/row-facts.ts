import type { FileChange } from '../platform/change-time.ts';
import { isSettled } from '../platform/file-stamp.ts';
import { parseMapOrEmpty } from '../run/metadata.ts';
import type { OpRef } from '../run/operation-reference.ts';
import type { RunStatus } from '../run/run.ts';
import type { NumberColumn } from '../run-index/segment-format.ts';
import type { Segment } from '../run-index/segment.ts';
import type { ValueMap } from '../values/value.ts';
import type { RunRecord } from './run-record.ts';

/** Where something stands in the row of a run, and in the run when it was read from its zip. */
export interface Fact<T> {
  readonly inRow: (segment: Segment, row: number) => T;
  readonly inRun: (run: RunRecord) => T;
}

interface RowFacts extends Readonly<Record<RunNumber, Fact<number | undefined>>> {
  readonly formerName: Fact<string | undefined>;
  readonly opref: Fact<OpRef>;
  readonly status: Fact<RunStatus>;
  readonly fingerprint: Fact<string | undefined>;
  readonly config: Fact<ValueMap>;
  readonly summary: Fact<ValueMap>;
}

type RunNumber = Exclude<NumberColumn, 'sizeBytes' | 'readMs'>;

/** What rows have, by its name. Made once: functions for each look at one of very many runs would be garbage. */
export const ROW_FACTS: RowFacts = {
  formerName: {
    inRow: (segment, row) => segment.formerNameAt(row),
    inRun: (run) => run.formerName,
  },
  opref: {
    inRow: (segment, row) => segment.operationAt(row),
    inRun: (run) => run.opref,
  },
  status: {
    inRow: (segment, row) => segment.statusAt(row),
    inRun: (run) => run.status,
  },
  fingerprint: {
    inRow: (segment, row) => segment.fingerprintAt(row),
    inRun: (run) => run.fingerprint,
  },
  config: {
    inRow: (segment, row) => parseMapOrEmpty(segment.configTextAt(row)),
    inRun: (run) => run.config,
  },
  summary: {
    inRow: (segment, row) => parseMapOrEmpty(segment.summaryTextAt(row)),
    inRun: (run) => run.summary,
  },
  exitCode: number('exitCode'),
  initialized: number('initialized'),
  staged: number('staged'),
  started: number('started'),
  stopped: number('stopped'),
  timestamp: number('timestamp'),
};

/** Whether a zip is the one that a row was read from. */
export function isZipOfRow(
  segment: Segment,
  row: number,
  { sizeBytes, changedMs }: FileChange,
): boolean {
  return (
    sizeBytes === segment.numberAt('sizeBytes', row) &&
    isSettled(changedMs, segment.numberAt('readMs', row) ?? 0)
  );
}

function number(name: RunNumber): Fact<number | undefined> {
  return {
    inRow: (segment, row) => segment.numberAt(name, row),
    inRun: (run) => run[name],
  };
}
