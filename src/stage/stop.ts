import type { RunOptions } from '../execute/run-options.ts';
import { abortSignalName } from '../execute/stop-command.ts';
import { fail } from '../failures/failures.ts';
import type { Run } from '../run/run.ts';

/** Fails with `stopped` when the caller has asked to stop. */
export function checkNotStopped(run: Run, options: RunOptions): void {
  if (options.signal?.aborted !== true) return;
  fail({ reason: 'stopped', runId: run.id, signal: abortSignalName(options.signal.reason) });
}
