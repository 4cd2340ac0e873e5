import type { RunRecord } from '../catalog/run-record.ts';
import type { Run } from '../run/run.ts';
import type { ValueMap } from '../values/value.ts';
import type { ComparedRun, ReuseSearch } from './reuse-search.ts';

/** What counts as a result that need not be made again. */
export interface ReuseRules {
  /** Whether a run that failed or was terminated counts as well. */
  readonly acceptsFailed: boolean;
  /** What is wrong with the files of a finished run; undefined when they are what they were. */
  readonly findDamage: (run: Run) => Promise<string | undefined>;
}

/** Whether there is a result already. */
export type Reuse =
  | { readonly kind: 'reusable'; readonly found: ComparedRun }
  | {
      readonly kind: 'needed';
      /** Runs that are the same and cannot be used, newest first. */
      readonly unusable: readonly UnusableRun[];
    };

/** A run that is the same, and why it does not count. */
export interface UnusableRun {
  readonly run: RunRecord;
  readonly because: 'failed' | 'not-finished' | 'altered';
  /** What is wrong with its files, where that is the reason. */
  readonly damage?: string;
}

/** Looks for a run that is the same as what is to be run and can be used in its place; the newest counts. */
export async function findReusable(
  search: ReuseSearch,
  config: ValueMap,
  rules: ReuseRules,
): Promise<Reuse> {
  const unusable: UnusableRun[] = [];
  for (const found of search.same(config)) {
    const { run } = found;
    const refusal = await findRefusal(run, rules);
    if (refusal === undefined) return { kind: 'reusable', found };
    unusable.push({ run, ...refusal });
  }
  return { kind: 'needed', unusable };
}

async function findRefusal(
  { run, status }: RunRecord,
  { acceptsFailed, findDamage }: ReuseRules,
): Promise<Omit<UnusableRun, 'run'> | undefined> {
  const isFailed = status === 'error' || status === 'terminated';
  if (status !== 'completed' && !isFailed) return { because: 'not-finished' };
  if (isFailed && !acceptsFailed) return { because: 'failed' };
  const damage = await findDamage(run);
  return damage === undefined ? undefined : { because: 'altered', damage };
}
