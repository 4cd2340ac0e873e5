import { findArchive } from '../../run/archives.ts';
import { restoreRun } from '../../run/move-run.ts';
import { chooseMany, nothingSelected } from '../choose-many.ts';
import type { CommandContext } from '../command.ts';
import { confirmRunsChange, countRuns } from '../confirm-change.ts';
import { changedRuns, reportChange } from '../report-change.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage restore`: brings runs back from the trash or from an archive. */
export async function execute(context: CommandContext): Promise<number> {
  const workspace = await openWorkspace(context);
  const name = context.values.text('archive');
  const archive = name === undefined ? undefined : findArchive(workspace.runsDir, name);
  const chosen = chooseMany(context, workspace, {
    container: archive?.id ?? 'trash',
    takesAll: archive !== undefined,
    request: "Specify a run to restore or use '--all'.",
    hint: "Use 'gage list --deleted' to show deleted runs.",
  });
  if (chosen.length === 0) return nothingSelected(context, { restored: [] });
  const count = countRuns(chosen.length);
  const declined = await confirmRunsChange(
    {
      runs: chosen,
      description: `You are about to restore ${count}.`,
      default: 'yes',
      isAway: true,
    },
    context,
    workspace,
  );
  if (declined !== undefined) return declined;
  for (const { run } of chosen) restoreRun(run.run);
  reportChange(context, { restored: changedRuns(chosen) }, `Restored ${count}`);
  return 0;
}
