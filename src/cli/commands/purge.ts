import { findArchive } from '../../run/archives.ts';
import { checkNotActive } from '../../run/move-run.ts';
import { chooseMany, nothingSelected } from '../choose-many.ts';
import type { CommandContext } from '../command.ts';
import { confirmRunsChange, countRuns, permanentDeletion } from '../confirm-change.ts';
import { purgeWatched } from '../purge-watched.ts';
import { changedRuns, reportChange } from '../report-change.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage purge`: deletes runs of the trash or of an archive for good. */
export async function execute(context: CommandContext): Promise<number> {
  const { values } = context;
  const workspace = await openWorkspace(context);
  const name = values.text('archive');
  const archive = name === undefined ? undefined : findArchive(workspace.runsDir, name);
  const chosen = chooseMany(context, workspace, {
    container: archive?.id ?? 'trash',
    takesAll: archive !== undefined,
    request: "Specify a deleted run to remove or use '--all'.",
    hint: "Use 'gage list --deleted' to show deleted runs.",
  });
  if (chosen.length === 0) return nothingSelected(context, { permanently_deleted: [] });
  const runs = chosen.map(({ run }) => run.run);
  const options = { force: values.isGiven('force') };
  checkNotActive(runs, options);
  const declined = await confirmRunsChange(
    {
      runs: chosen,
      description: permanentDeletion(runs.length),
      default: 'no',
      isAway: true,
    },
    context,
    workspace,
  );
  if (declined !== undefined) return declined;
  await purgeWatched(runs, options, context);
  reportChange(
    context,
    { permanently_deleted: changedRuns(chosen) },
    `Permanently deleted ${countRuns(runs.length)}`,
  );
  return 0;
}
