import { finalize } from './finalize/finalize-run.ts';
import type { FinalizeOptions, FinalizedRun } from './finalize/finalize-run.ts';
import { isZipMeta } from './run/layout.ts';
import type { Run } from './run/run.ts';
import { runStatus } from './run/status.ts';

/**
 * Whether a run was left behind by a process that is gone: it has ended, or nobody is there to end
 * it, and it is not finalized.
 */
export function needsRecovery(run: Run): boolean {
  if (isZipMeta(run.metaDir)) return false;
  const status = runStatus(run);
  return status === 'terminated' || status === 'completed' || status === 'error';
}

/**
 * Finishes a run that {@link needsRecovery}: what there is becomes its final state. The exit code is
 * the one its log tells; a run whose end nobody saw is terminated.
 */
export async function recoverRun(run: Run, options: FinalizeOptions = {}): Promise<FinalizedRun> {
  return finalize(run, options);
}
