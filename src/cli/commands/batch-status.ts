import { findBatch, readBatchState } from '../../batch/batch-store.ts';
import { batchFacts, batchJson, countsText, warnOfDamage } from '../batch-facts.ts';
import { BATCH_STATUS_STYLES } from '../batch-table.ts';
import type { CommandContext } from '../command.ts';
import { writeJson } from '../json-output.ts';
import { span } from '../style.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage batch status`: one line about a batch, for people, scripts and prompts. */
export async function execute(context: CommandContext): Promise<number> {
  const { terminal, values } = context;
  const { runsDir } = await openWorkspace(context);
  const batch = findBatch(runsDir, values.text('batch'));
  const facts = batchFacts(batch, readBatchState(batch));
  warnOfDamage(facts, terminal);
  if (values.isGiven('json')) writeJson(batchJson(facts), terminal);
  else {
    terminal.outLines([
      { text: `Batch ${batch.name} ` },
      span(BATCH_STATUS_STYLES[facts.status], facts.status),
      { text: `: ${countsText(facts)}` },
    ]);
  }
  return facts.status === 'completed' || facts.status === 'running' ? 0 : 1;
}
