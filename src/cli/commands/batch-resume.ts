import { findBatch } from '../../batch/batch-store.ts';
import type { CommandContext } from '../command.ts';
import { resumeBatch } from '../resume-batch.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage batch resume`: makes the trials of a batch that have yet to be made. */
export async function execute(context: CommandContext): Promise<number> {
  const workspace = await openWorkspace(context);
  const batch = findBatch(workspace.runsDir, context.values.text('batch'));
  return resumeBatch(batch, context, workspace);
}
