import { parseFilter } from '../catalog/filter-runs.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import { matchPrefix } from '../catalog/select-runs.ts';
import type { RunState } from '../failures/dependency-failures.ts';
import { fail } from '../failures/failures.ts';
import { looksLikeFilter } from '../filter/looks-like-filter.ts';
import { nearest } from '../values/nearest.ts';
import { compareCodePoints } from '../values/order.ts';
import type { Resolving } from './resolved-dependency.ts';

/**
 * The run that a `run-select` stands for: the newest completed run of the operation of that name, the
 * newest completed one a filter finds, else the completed run whose id or name begins so. Fails with
 * `dependency-missing`, `ambiguous-run`, `invalid-filter`.
 */
export function selectRun(select: string, resolving: Resolving): RunRecord {
  const [newest] = completedRunsOf(select, resolving) ?? [];
  return newest ?? namedRun(select, resolving);
}

/**
 * The runs that a `runs-select` stands for, newest first: `all` completed runs of the project, those
 * of the operation of that name or that a filter finds, else the one whose id or name begins so. At
 * least one; fails like {@link selectRun}.
 */
export function selectRunsForSummary(select: string, resolving: Resolving): readonly RunRecord[] {
  const found = completedRunsOf(select, resolving);
  if (found !== undefined) return found;
  if (select !== ALL_RUNS) return [namedRun(select, resolving)];
  const all = runsOfProject(resolving).filter(isCompleted);
  return all.length > 0 ? all : failWithoutCompletedRun(resolving);
}

const ALL_RUNS = 'all';

/** Undefined for what is neither an operation that was ever run nor a filter. */
function completedRunsOf(select: string, resolving: Resolving): readonly RunRecord[] | undefined {
  const runs = runsOfProject(resolving);
  const ofOperation = runs.filter(({ opref }) => opref.name === select);
  if (ofOperation.length > 0) {
    const completed = ofOperation.filter(isCompleted);
    if (completed.length > 0) return completed;
    return fail({
      reason: 'dependency-missing',
      dependency: resolving.number,
      missing: {
        kind: 'completed-run',
        operation: select,
        runsDir: resolving.context.runsDir,
        runs: ofOperation.map(runState),
      },
    });
  }
  return looksLikeFilter(select) ? filteredRuns(select, runs, resolving) : undefined;
}

function filteredRuns(
  filter: string,
  runs: readonly RunRecord[],
  resolving: Resolving,
): readonly RunRecord[] {
  const matching = runs.filter(parseFilter(filter));
  const completed = matching.filter(isCompleted);
  if (completed.length > 0) return completed;
  const others = runs.filter(isCompleted);
  if (others.length === 0) return failWithoutCompletedRun(resolving);
  return fail({
    reason: 'dependency-missing',
    dependency: resolving.number,
    missing: {
      kind: 'filtered-run',
      filter,
      runsDir: resolving.context.runsDir,
      runs: matching.map(runState),
      operations: operationsOf(others),
    },
  });
}

/** Their names, each once. */
function operationsOf(runs: readonly RunRecord[]): readonly string[] {
  return [...new Set(runs.map(({ opref }) => opref.name))].sort(compareCodePoints);
}

/** Newest first, as the list is. */
function runsOfProject({ listRuns, context }: Resolving): readonly RunRecord[] {
  return listRuns().filter(({ opref }) => opref.namespace === context.namespace);
}

function isCompleted({ status }: RunRecord): boolean {
  return status === 'completed';
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

function failWithoutCompletedRun(resolving: Resolving): never {
  const { runsDir } = resolving.context;
  const runs = runsOfProject(resolving).map(runState);
  const missing = { kind: 'any-completed-run', runsDir, runs } as const;
  fail({ reason: 'dependency-missing', dependency: resolving.number, missing });
}

function failWithoutRun(select: string, resolving: Resolving): never {
  const { runsDir } = resolving.context;
  const names = operationsOf(runsOfProject(resolving));
  const operations = [...new Set([...nearest(select, names), ...names])];
  const missing = { kind: 'run', select, runsDir, operations } as const;
  fail({ reason: 'dependency-missing', dependency: resolving.number, missing });
}

export function runState({ name, opref, status }: RunRecord): RunState {
  return { name, operation: opref.name, status };
}
