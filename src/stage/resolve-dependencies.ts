import { listRuns } from '../catalog/list-runs.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import { GageError } from '../failures/failures.ts';
import type { Failure } from '../failures/failures.ts';
import type { Dependency } from '../operation/dependency.ts';
import type { OpDef } from '../operation/operation-definition.ts';
import { resolveFile, resolveUrl } from './fetched-dependency.ts';
import { resolveProjectFiles } from './project-file-dependency.ts';
import type {
  DependencyContext,
  Resolution,
  ResolvedDependency,
  Resolving,
} from './resolved-dependency.ts';
import { resolveRunFiles } from './run-file-dependency.ts';
import { resolveRunsSummary } from './runs-summary-dependency.ts';

/**
 * Finds what an operation depends on, in the order of its definition. Only reads.
 *
 * Fails, for the first that is not there, with `dependency-missing`, `dependency-unusable`,
 * `ambiguous-run`, `invalid-pattern`.
 */
export function resolveDependencies(
  opdef: OpDef,
  context: DependencyContext,
): readonly ResolvedDependency[] {
  const resolve = createResolver(opdef, context);
  return opdef.depends.map(resolve);
}

/** A dependency, and what it stands for or why it cannot be resolved. */
export type PlannedDependency =
  | { readonly dependency: Dependency; readonly resolved: ResolvedDependency }
  | { readonly dependency: Dependency; readonly resolved: undefined; readonly failure: Failure };

/** Finds what a run of an operation would depend on if it were staged now, with every problem. Only reads. */
export function planDependencies(
  opdef: OpDef,
  context: DependencyContext,
): readonly PlannedDependency[] {
  const resolve = createResolver(opdef, context);
  return opdef.depends.map((dependency, index) => {
    try {
      return { dependency, resolved: resolve(dependency, index) };
    } catch (error) {
      if (!(error instanceof GageError)) throw error;
      return { dependency, resolved: undefined, failure: error.failure };
    }
  });
}

/** The file in the run directory that a run of the operation writes its summary to. */
export function summaryNameOf(opdef: OpDef): string {
  return opdef.summary?.filename ?? 'summary.json';
}

function createResolver(
  opdef: OpDef,
  context: DependencyContext,
): (dependency: Dependency, index: number) => ResolvedDependency {
  let runs: readonly RunRecord[] | undefined;
  const shared = {
    context,
    summaryName: summaryNameOf(opdef),
    listRuns: () =>
      (runs ??= listRuns(context.runsDir).runs.filter(({ id }) => id !== context.runId)),
  };
  return (dependency, index) => {
    const number = index + 1;
    const resolution = resolve(dependency, { number, ...shared });
    return { number, dependency, notices: [], ...resolution };
  };
}

function resolve(dependency: Dependency, resolving: Resolving): Resolution {
  switch (dependency.type) {
    case 'project-files':
      return resolveProjectFiles(dependency, resolving);
    case 'run-files':
      return resolveRunFiles(dependency, resolving);
    case 'runs-summary':
      return resolveRunsSummary(dependency, resolving);
    case 'url':
      return resolveUrl(dependency, resolving);
    case 'file':
      return resolveFile(dependency, resolving);
  }
}
