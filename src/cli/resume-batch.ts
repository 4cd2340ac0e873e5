import { isPending } from '../batch/batch-state.ts';
import { batchRunner, readBatchState } from '../batch/batch-store.ts';
import type { Batch } from '../batch/batch-store.ts';
import { LedgerWriter } from '../batch/ledger.ts';
import { checkSlots } from '../batch/slots.ts';
import { fail } from '../failures/failures.ts';
import { performBatch } from './batch-performance.ts';
import { readBatchSettings } from './batch-settings.ts';
import { batchOutcomeJson } from './batch-json.ts';
import { checkRunsDirWritable } from './check-runs-dir.ts';
import type { CommandContext } from './command.ts';
import { detachBatch } from './detach-batch.ts';
import { writeJson } from './json-output.ts';
import type { Workspace } from './workspace.ts';

/** Makes the trials of a batch that have yet to be made. @returns the exit status of the program. */
export async function resumeBatch(
  batch: Batch,
  context: CommandContext,
  workspace: Workspace,
): Promise<number> {
  const { terminal, values } = context;
  const settings = readBatchSettings(values, batch.plan.settings);
  checkSlots(settings.slots, workspace.env);
  const runner = batchRunner(batch);
  if (runner !== undefined) {
    fail({ reason: 'batch-busy', name: batch.name, pid: runner.pid, host: runner.host });
  }
  const state = readBatchState(batch);
  const isOpenEnded = batch.plan.optimizer !== undefined && state.closed !== 'done';
  if (!isOpenEnded && ![...state.trials.values()].some(isPending)) {
    if (values.isGiven('json')) writeJson(batchOutcomeJson(batch, []), terminal);
    else terminal.errLines(`Nothing is left to be made of batch ${batch.name}`);
    return 0;
  }
  checkRunsDirWritable(workspace.runsDir);
  if (state.isPaused) new LedgerWriter(batch.dir).add({ type: 'resumed' });
  if (values.isGiven('detach')) return detachBatch(batch, settings, new Map(), context);
  const openSource = isOpenEnded
    ? await import('./batch-optimizer.ts').then(async ({ optimizerOf }) =>
        optimizerOf(batch, state.trials.size, context, workspace),
      )
    : undefined;
  return performBatch({ batch, settings, unneeded: new Map(), openSource }, context, workspace);
}
