import { GageError } from './failures/failures.ts';
import type { Comparable, UnneededTrials } from './plan/needed-trials.ts';
import type { PlannedTrial } from './plan/plan-batch.ts';
import { isSystemError } from './platform/files.ts';
import { yieldToEvents } from './platform/timers.ts';
import type { EndStatus, Run } from './run/run.ts';
import { statusOfExit } from './run/status.ts';

/** Makes the run of one trial, here or elsewhere. Expected failures are thrown as {@link GageError}. */
export type TrialExecutor = (trial: PlannedTrial) => Promise<MadeRun>;

/** A run that was made of a trial. */
export interface MadeRun {
  readonly run: Run;
  /** As the run stores it; undefined for a run that is staged only. */
  readonly exitCode?: number;
}

/** How a trial ended. */
export type TrialOutcome =
  | EndedTrial
  | FailedTrial
  | { readonly status: 'staged'; readonly trial: PlannedTrial; readonly run: Run }
  /** A comparable run made it unnecessary. */
  | { readonly status: 'skipped'; readonly trial: PlannedTrial; readonly comparable: Comparable }
  /** The batch was stopped before it. */
  | { readonly status: 'not-started'; readonly trial: PlannedTrial };

/** Its run was executed and finalized. */
export interface EndedTrial {
  readonly status: EndStatus;
  readonly trial: PlannedTrial;
  readonly run: Run;
  readonly exitCode: number;
}

/** There was no run to execute. One whose staging hook failed is left, as `failure` tells. */
export interface FailedTrial {
  readonly status: 'failed';
  readonly trial: PlannedTrial;
  readonly error: Error;
}

/** Told while a batch is performed, in this order for each trial. */
export type BatchEvent =
  | { readonly type: 'trial-started'; readonly trial: PlannedTrial }
  | { readonly type: 'trial-ended'; readonly outcome: TrialOutcome };

export interface BatchOptions {
  /** Trials that are passed over. */
  readonly unneeded?: UnneededTrials;
  /** No trial is started after it aborts; the executor stops the one it is at. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: BatchEvent) => void;
}

/**
 * Performs trials one after another, going on after those that fail.
 * @returns how each of them ended, in their order.
 */
export async function performBatch(
  trials: readonly PlannedTrial[],
  execute: TrialExecutor,
  { unneeded, signal, onEvent }: BatchOptions = {},
): Promise<readonly TrialOutcome[]> {
  const outcomes: TrialOutcome[] = [];
  for (const trial of trials) {
    const comparable = unneeded?.get(trial);
    // A trial that fails at once leaves no other moment to notice signals.
    await yieldToEvents();
    const outcome: TrialOutcome =
      comparable !== undefined
        ? { status: 'skipped', trial, comparable }
        : signal?.aborted === true
          ? { status: 'not-started', trial }
          : await perform(trial, execute, onEvent);
    outcomes.push(outcome);
    onEvent?.({ type: 'trial-ended', outcome });
  }
  return outcomes;
}

async function perform(
  trial: PlannedTrial,
  execute: TrialExecutor,
  onEvent: BatchOptions['onEvent'],
): Promise<TrialOutcome> {
  onEvent?.({ type: 'trial-started', trial });
  try {
    const { run, exitCode } = await execute(trial);
    if (exitCode === undefined) return { status: 'staged', trial, run };
    return { status: statusOfExit(exitCode), trial, run, exitCode };
  } catch (error) {
    if (!(error instanceof GageError || isSystemError(error))) throw error;
    const isStopped = error instanceof GageError && error.failure.reason === 'stopped';
    return isStopped ? { status: 'not-started', trial } : { status: 'failed', trial, error };
  }
}
