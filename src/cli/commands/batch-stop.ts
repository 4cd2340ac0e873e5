import { batchRunner, findBatch } from '../../batch/batch-store.ts';
import type { Batch } from '../../batch/batch-store.ts';
import { LedgerWriter } from '../../batch/ledger.ts';
import { fail } from '../../failures/failures.ts';
import { currentProcess } from '../../platform/process-identity.ts';
import { startTimer } from '../../platform/timers.ts';
import type { CommandContext } from '../command.ts';
import { writeJson } from '../json-output.ts';
import { openWorkspace } from '../workspace.ts';

/** How often it is looked whether work on the batch has ended. */
const LOOK_MS = 100;

/** `gage batch stop`: asks whoever runs a batch to stop, and waits until that is done. */
export async function execute(context: CommandContext): Promise<number> {
  const { terminal, values } = context;
  const { runsDir } = await openWorkspace(context);
  const batch = findBatch(runsDir, values.text('batch'));
  if (batchRunner(batch) === undefined) fail({ reason: 'batch-idle', name: batch.name });
  const isDraining = values.isGiven('drain');
  new LedgerWriter(batch.dir).add({ type: 'stop', force: !isDraining });
  await ended(batch);
  if (values.isGiven('json')) writeJson({ batch: batch.id, status: 'stopped' }, terminal);
  else terminal.errLines(`Stopped batch ${batch.name}`);
  return 0;
}

/** What is going on elsewhere is not waited for: nobody here could tell. */
async function ended(batch: Batch): Promise<void> {
  const { host } = currentProcess();
  while (batchRunner(batch)?.host === host) await startTimer(LOOK_MS).done;
}
