import { deleteBatch, findBatchFolder } from '../../batch/batch-store.ts';
import type { CommandContext } from '../command.ts';
import { confirmChange } from '../confirm-change.ts';
import { writeJson } from '../json-output.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage batch delete`: removes plan and ledger of a batch, also of one that cannot be read. */
export async function execute(context: CommandContext): Promise<number> {
  const { terminal, values } = context;
  const { runsDir } = await openWorkspace(context);
  const batch = findBatchFolder(runsDir, values.text('batch') ?? '');
  const description = `You are about to delete batch ${batch.name}; its runs stay.`;
  const declined = await confirmChange({ description, default: 'no' }, context);
  if (declined !== undefined) return declined;
  deleteBatch(batch);
  if (values.isGiven('json')) writeJson({ batch: batch.id, status: 'deleted' }, terminal);
  else terminal.errLines(`Deleted batch ${batch.name}`);
  return 0;
}
