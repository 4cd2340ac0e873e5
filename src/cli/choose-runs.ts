import { listRuns } from '../catalog/list-runs.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import { selectRuns } from '../catalog/select-runs.ts';
import { fail } from '../failures.ts';
import type { Workspace } from './workspace.ts';

/**
 * The one run a specifier means; the latest when there is none.
 * Fails with `no-runs`, `run-not-found`, `ambiguous-run`.
 */
export function chooseRun(spec: string | undefined, workspace: Workspace): RunRecord {
  return chooseFrom(listRuns(workspace.runsDir).runs, spec);
}

/** {@link chooseRun} among the given runs, newest first. */
export function chooseFrom(runs: readonly RunRecord[], spec: string | undefined): RunRecord {
  if (runs.length === 0 && (spec === undefined || spec === '')) fail({ reason: 'no-runs' });
  const meant = spec === undefined || spec === '' ? '1' : spec;
  const { runs: matches } = selectRuns(runs, [meant]);
  const [only] = matches;
  if (only === undefined) return fail({ reason: 'run-not-found', spec: meant });
  if (matches.length > 1) {
    const candidates = matches.map(({ id, name, opref }) => ({ id, name, operation: opref.name }));
    fail({ reason: 'ambiguous-run', spec: meant, candidates });
  }
  return only;
}
