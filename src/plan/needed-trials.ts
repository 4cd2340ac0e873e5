import { comparableRuns, configKey } from '../catalog/comparable-run.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import type { PlannedBatch, PlannedTrial } from './plan-batch.ts';

/** Why a trial is not needed: a completed run has its configuration, or an earlier trial of the batch does. */
export type Comparable =
  | { readonly kind: 'run'; readonly run: RunRecord }
  | { readonly kind: 'trial'; readonly trial: PlannedTrial };

/** The trials of a batch that need not be run, and why. */
export type UnneededTrials = ReadonlyMap<PlannedTrial, Comparable>;

/**
 * Finds the trials that are not needed: those with the configuration of a completed run of the
 * operation, and repetitions within the batch.
 * @param runs newest first.
 */
export function findUnneeded(
  { operation, trials }: PlannedBatch,
  runs: readonly RunRecord[],
): UnneededTrials {
  const unneeded = new Map<PlannedTrial, Comparable>();
  const completed = comparableRuns(runs, operation.opref);
  const earlier = new Map<string, PlannedTrial>();
  for (const trial of trials) {
    const run = completed(trial.plan.config);
    if (run !== undefined) {
      unneeded.set(trial, { kind: 'run', run });
      continue;
    }
    const key = configKey(trial.plan.config);
    const same = earlier.get(key);
    if (same === undefined) earlier.set(key, trial);
    else unneeded.set(trial, { kind: 'trial', trial: same });
  }
  return unneeded;
}
