import type { Batch } from '../batch/batch-store.ts';
import type { TrialOutcome } from '../batch/trial-outcome.ts';
import type { Comparable } from '../plan/needed-trials.ts';
import type { PlannedTrial } from '../plan/plan-batch.ts';
import { SecretValues } from '../run/secret-values.ts';
import type { ValueMap } from '../values/value.ts';
import { failureFacts, madeRunFacts } from './outcome-json.ts';
import { strictJson } from './run-json.ts';

/** Which trial of a batch it is: `trial` (from 1), `rows` (`file` and `row` each), `values`. */
export function trialFacts({ number, rows, values }: PlannedTrial): ValueMap {
  const secrets = new SecretValues({ config: values, env: {}, definition: {} });
  return {
    trial: number,
    rows: rows.map(({ file, row }) => ({ file, row })),
    values: strictJson(secrets.maskMap(values)),
  };
}

/**
 * How a trial ended: `status`, which is `completed`, `error`, `terminated`, `staged`, `failed` (there was
 * no run to execute), `skipped` or `not-started`; and as it applies `id`, `name`, `run_dir`, `exit_code`,
 * `reason` and `message`, `comparable`.
 */
export function outcomeFacts(outcome: TrialOutcome): ValueMap {
  switch (outcome.status) {
    case 'completed':
    case 'error':
    case 'terminated':
    case 'staged': {
      const cause = 'cause' in outcome ? outcome.cause : undefined;
      return { ...madeRunFacts(outcome), ...(cause === undefined ? {} : { cause }) };
    }
    case 'failed':
      return failureFacts(outcome.error);
    case 'skipped':
      return { status: 'skipped', comparable: outcome.comparable };
    case 'not-started':
      return { status: 'not-started' };
  }
}

/** What makes a trial unnecessary: `id` and `name` of a run and what was `compared`, or the number of a `trial`. */
export function comparableFacts(comparable: Comparable): ValueMap {
  return comparable.kind === 'run'
    ? {
        id: comparable.run.id,
        name: comparable.run.name,
        compared: comparable.isFingerprinted ? 'fingerprint' : 'configuration',
      }
    : { trial: comparable.trial.number };
}

/** How many trials ended in which way. */
export function outcomeCounts(outcomes: readonly TrialOutcome[]): ValueMap {
  const count = (wanted: TrialOutcome['status']): number =>
    outcomes.filter(({ status }) => status === wanted).length;
  return {
    completed: count('completed'),
    failed: outcomes.filter(isFailure).length,
    staged: count('staged'),
    skipped: count('skipped'),
    stopped: outcomes.filter(isStopped).length,
    not_started: count('not-started'),
  };
}

/**
 * The outcome of work on a batch: which `batch` it is, `operation`, `files`, counts, and the trials as
 * `runs`, those that failed again as `failures`.
 */
export function batchOutcomeJson(
  { id, name, plan }: Batch,
  outcomes: readonly TrialOutcome[],
): ValueMap {
  const byNumber = outcomes.toSorted((a, b) => a.trial.number - b.trial.number);
  const runs = byNumber.map((outcome) => ({
    outcome,
    item: { ...trialFacts(outcome.trial), ...outcomeFacts(outcome) },
  }));
  return {
    batch: { id, name },
    operation: plan.base.opdef.name,
    files: plan.sources,
    ...seedFacts(plan),
    count: outcomes.length,
    ...outcomeCounts(outcomes),
    runs: runs.map(({ item }) => item),
    failures: runs.filter(({ outcome }) => isFailure(outcome)).map(({ item }) => item),
  };
}

/** The `seed` of a batch that was drawn at random. */
export function seedFacts({ seed }: { readonly seed?: number | undefined }): ValueMap {
  return seed === undefined ? {} : { seed };
}

/** Whether a trial ended in a way that makes a failure of its batch. */
export function isFailure(outcome: TrialOutcome): boolean {
  const { status } = outcome;
  if (isStopped(outcome)) return false;
  return status === 'error' || status === 'terminated' || status === 'failed';
}

/** Whether a trial was ended with its batch: it is made again when the batch goes on. */
export function isStopped(outcome: TrialOutcome): boolean {
  return 'cause' in outcome && outcome.cause === 'stopped';
}
