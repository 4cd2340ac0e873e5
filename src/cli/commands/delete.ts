import { checkNotActive, trashRuns } from '../../run/move-run.ts';
import { chooseMany, nothingSelected } from '../choose-many.ts';
import type { CommandContext } from '../command.ts';
import { confirmRunsChange, countRuns, permanentDeletion } from '../confirm-change.ts';
import { purgeWatched } from '../purge-watched.ts';
import { changedRuns, reportChange } from '../report-change.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage delete`: puts runs into the trash, or deletes them for good. */
export async function execute(context: CommandContext): Promise<number> {
  const { values } = context;
  const workspace = await openWorkspace(context);
  const isPermanent = values.isGiven('permanent');
  const key = isPermanent ? 'permanently_deleted' : 'deleted';
  const chosen = chooseMany(context, workspace, {
    request: "Specify a run to delete or use '--all'.",
  });
  if (chosen.length === 0) return nothingSelected(context, { [key]: [] });
  const runs = chosen.map(({ run }) => run.run);
  const options = { force: values.isGiven('force') };
  checkNotActive(runs, options);
  const count = countRuns(runs.length);
  const declined = await confirmRunsChange(
    isPermanent
      ? { runs: chosen, description: permanentDeletion(runs.length), default: 'no' }
      : { runs: chosen, description: `You are about to delete ${count}.`, default: 'yes' },
    context,
    workspace,
  );
  if (declined !== undefined) return declined;
  if (isPermanent) await purgeWatched(runs, options, context);
  else trashRuns(runs, options);
  const done = isPermanent ? 'Permanently deleted' : 'Deleted';
  reportChange(context, { [key]: changedRuns(chosen) }, `${done} ${count}`);
  return 0;
}
