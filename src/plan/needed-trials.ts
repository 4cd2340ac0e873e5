import { configKey } from '../catalog/comparable-run.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import { findReusable } from './find-reusable.ts';
import type { ReuseRules, UnusableRun } from './find-reusable.ts';
import type { PlannedBatch, PlannedTrial } from './plan-batch.ts';
import type { ComparedRun, ReuseSearch } from './reuse-search.ts';

/** Why a trial is not needed: a run is the same, or an earlier trial of the batch is. */
export type Comparable =
  | { readonly kind: 'run'; readonly run: RunRecord; readonly isFingerprinted: boolean }
  | { readonly kind: 'trial'; readonly trial: PlannedTrial };

/** The trials of a batch that need not be run, and why. */
export type UnneededTrials = ReadonlyMap<PlannedTrial, Comparable>;

/** Why a trial is needed although there is a run with its configuration. */
export type NeededBecause =
  | { readonly kind: 'different'; readonly compared: ComparedRun }
  | { readonly kind: 'unusable'; readonly unusable: UnusableRun };

/** Which trials of a batch are needed. */
export interface TrialNeeds {
  readonly unneeded: UnneededTrials;
  /** Has no trials of whose configuration there is no run. */
  readonly because: ReadonlyMap<PlannedTrial, NeededBecause>;
}

/** Finds the trials that are not needed: those that a run can be used for, and repetitions within the batch. */
export async function findUnneeded(
  { trials }: PlannedBatch,
  search: ReuseSearch,
  rules: ReuseRules,
): Promise<TrialNeeds> {
  const unneeded = new Map<PlannedTrial, Comparable>();
  const because = new Map<PlannedTrial, NeededBecause>();
  const earlier = new Map<string, PlannedTrial>();
  for (const trial of trials) {
    const { config } = trial.plan;
    const key = configKey(config);
    const same = earlier.get(key);
    if (same !== undefined) {
      unneeded.set(trial, unneeded.get(same) ?? { kind: 'trial', trial: same });
      continue;
    }
    earlier.set(key, trial);
    const reuse = await findReusable(search, config, rules);
    if (reuse.kind === 'reusable') {
      const { run, isFingerprinted } = reuse.found;
      unneeded.set(trial, { kind: 'run', run, isFingerprinted });
      continue;
    }
    const [unusable] = reuse.unusable;
    const compared = search.withSameConfig(config);
    if (unusable !== undefined) because.set(trial, { kind: 'unusable', unusable });
    else if (compared !== undefined) because.set(trial, { kind: 'different', compared });
  }
  return { unneeded, because };
}
