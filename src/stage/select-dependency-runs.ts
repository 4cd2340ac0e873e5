import { matchPrefix } from '../catalog/select-runs.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import type { RunState } from '../failures/dependency-failures.ts';
import { fail } from '../failures/failures.ts';
import { nearest } from '../values/nearest.ts';
import { compareCodePoints } from '../values/order.ts';
import type { Resolving } from './resolved-dependency.ts';

/**
 * The run that a `run-select` stands for: the newest completed run of the operation of that name, else
 * the completed run whose id or name begins so. Fails with `dependency-missing`, `ambiguous-run`.
 */
export function selectRun(select: string, resolving: Resolving): RunRecord {
  const [newest] = completedRunsOf(select, resolving) ?? [];
  return newest ?? namedRun(select, resolving);
}

/**
 * The runs that a `runs-select` stands for, newest first: `all` completed runs of the project, those
 * of the operation of that name, else the one whose id or name begins so. At least one; fails like
 * {@link selectRun}.
 */
export function selectRunsForSummary(select: string, resolving: Resolving): readonly RunRecord[] {
  const ofOperation = completedRunsOf(select, resolving);
  if (ofOperation !== undefined) return ofOperation;
  if (select !== ALL_RUNS) return [namedRun(select, resolving)];
  const { namespace, runsDir } = resolving.context;
  const all = completedRuns(resolving.listRuns(), ({ opref }) => opref.namespace === namespace);
  if (all.length > 0) return all;
  const missing = { kind: 'any-completed-run', runsDir } as const;
  return fail({ reason: 'dependency-missing', dependency: resolving.number, missing });
}

const ALL_RUNS = 'all';

/** Undefined when no operation of that name was ever run; fails when it was, but never completed. */
function completedRunsOf(
  operation: string,
  resolving: Resolving,
): readonly RunRecord[] | undefined {
  const { namespace, runsDir } = resolving.context;
  const isOfOperation = ({ opref }: RunRecord): boolean =>
    opref.name === operation && opref.namespace === namespace;
  const runs = resolving.listRuns().filter(isOfOperation);
  if (runs.length === 0) return undefined;
  const completed = completedRuns(runs, isOfOperation);
  if (completed.length > 0) return completed;
  return fail({
    reason: 'dependency-missing',
    dependency: resolving.number,
    missing: { kind: 'completed-run', operation, runsDir, runs: runs.map(runState) },
  });
}

/** Newest first, as the list is. */
function completedRuns(
  runs: readonly RunRecord[],
  matches: (run: RunRecord) => boolean,
): readonly RunRecord[] {
  return runs.filter((run) => run.status === 'completed' && matches(run));
}

/** So that a short word, such as an operation that was never run, is not the beginning of some id by chance. */
const MIN_PREFIX = 5;

function namedRun(select: string, resolving: Resolving): RunRecord {
  const runs = select.length < MIN_PREFIX ? [] : matchPrefix(resolving.listRuns(), select);
  const [run, ...others] = runs;
  if (run === undefined) return failWithoutRun(select, resolving);
  if (others.length > 0) {
    const candidates = runs.map(({ id, name, opref }) => ({ id, name, operation: opref.name }));
    fail({ reason: 'ambiguous-run', spec: select, candidates });
  }
  if (run.status === 'completed') return run;
  return fail({
    reason: 'dependency-missing',
    dependency: resolving.number,
    missing: { kind: 'named-run', select, run: runState(run) },
  });
}

function failWithoutRun(select: string, resolving: Resolving): never {
  const { namespace, runsDir } = resolving.context;
  const ofProject = resolving.listRuns().filter(({ opref }) => opref.namespace === namespace);
  const names = [...new Set(ofProject.map(({ opref }) => opref.name))].sort(compareCodePoints);
  const operations = [...new Set([...nearest(select, names), ...names])];
  const missing = { kind: 'run', select, runsDir, operations } as const;
  fail({ reason: 'dependency-missing', dependency: resolving.number, missing });
}

export function runState({ name, opref, status }: RunRecord): RunState {
  return { name, operation: opref.name, status };
}
