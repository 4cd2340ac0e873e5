import { findBatch } from '../../batch/batch-store.ts';
import { LedgerWriter } from '../../batch/ledger.ts';
import type { CommandContext } from '../command.ts';
import { writeJson } from '../json-output.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage batch pause`: asks whoever runs a batch, now or later, to start no more. */
export async function execute(context: CommandContext): Promise<number> {
  const { terminal, values } = context;
  const { runsDir } = await openWorkspace(context);
  const batch = findBatch(runsDir, values.text('batch'));
  new LedgerWriter(batch.dir).add({ type: 'paused' });
  if (values.isGiven('json')) writeJson({ batch: batch.id, status: 'paused' }, terminal);
  else terminal.errLines(`Paused batch ${batch.name}`);
  return 0;
}
