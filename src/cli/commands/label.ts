import { fail } from '../../failures/failures.ts';
import { setLabel } from '../../run/label.ts';
import { chooseMany, nothingSelected } from '../choose-many.ts';
import type { CommandContext } from '../command.ts';
import { confirmRunsChange, countRuns } from '../confirm-change.ts';
import { escapeLine } from '../escape-text.ts';
import { changedRuns, reportChange } from '../report-change.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage label`: sets or clears the label of runs; an empty one is none. */
export async function execute(context: CommandContext): Promise<number> {
  const { values, host } = context;
  const workspace = await openWorkspace(context);
  if (!values.isGiven('set') && !values.isGiven('clear')) {
    const hint = `Try '${context.path} --help' for help.`;
    fail({
      reason: 'invalid-argument',
      message: `Specify either '--set' or '--clear'\n\n${hint}`,
    });
  }
  const chosen = chooseMany(context, workspace, {
    request: "Specify a run to modify or use '--all'.",
  });
  const label = values.text('set') ?? '';
  const isSetting = label !== '';
  const key = isSetting ? 'labelled' : 'cleared';
  if (chosen.length === 0) return nothingSelected(context, { [key]: [] });
  const count = countRuns(chosen.length);
  const description = isSetting
    ? `You are about to set the label of ${count} to '${escapeLine(label)}'.`
    : `You are about to clear the label of ${count}.`;
  const change = { runs: chosen, description, default: 'yes' } as const;
  const declined = await confirmRunsChange(change, context, workspace);
  if (declined !== undefined) return declined;
  const changed = chosen.filter(({ run }) => setLabel(run.run, host.userName, label));
  const outcome = { [key]: changedRuns(changed), ...(isSetting ? { label } : {}) };
  const unchanged = chosen.length - changed.length;
  const done = `${isSetting ? 'Set' : 'Cleared'} label for ${countRuns(changed.length)}`;
  const has = isSetting ? 'already has this label' : 'has no label';
  const have = isSetting ? 'already have this label' : 'have no label';
  reportChange(
    context,
    outcome,
    ...(changed.length > 0 ? [done] : []),
    ...(unchanged > 0 ? [`${countRuns(unchanged)} ${unchanged === 1 ? has : have}`] : []),
  );
  return 0;
}
