import type { EndStatus, Run } from '../run/run.ts';
import type { ValueMap } from '../values/value.ts';
import type { BatchTrial } from './batch-plan.ts';
import type { StopCause } from './ledger-events.ts';

/** How a trial ended. */
export type TrialOutcome =
  | EndedTrial
  | FailedTrial
  | { readonly status: 'staged'; readonly trial: BatchTrial; readonly run: Run }
  /** Something made it unnecessary. */
  | { readonly status: 'skipped'; readonly trial: BatchTrial; readonly comparable: ValueMap }
  /** Work on the batch came to an end before it. */
  | { readonly status: 'not-started'; readonly trial: BatchTrial };

/** Its run was executed and finalized. */
export interface EndedTrial {
  readonly status: EndStatus;
  readonly trial: BatchTrial;
  readonly run: Run;
  readonly exitCode: number;
  /** Why it was ended, when it did not end by itself. */
  readonly cause?: StopCause;
}

/** There was no run to execute. One whose staging hook failed is left, as `failure` tells. */
export interface FailedTrial {
  readonly status: 'failed';
  readonly trial: BatchTrial;
  readonly error: Error;
}
