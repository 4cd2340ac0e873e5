import { needsOnlyClosing, recoverRun } from '../recover-run.ts';
import { statusOfExit } from '../run/status.ts';
import { chooseMany } from './choose-many.ts';
import type { RunsAsked } from './choose-many.ts';
import type { NumberedRun } from './choose-runs.ts';
import type { CommandContext } from './command.ts';
import { describeExpectedError } from './report-error.ts';
import type { Workspace } from './workspace.ts';

/**
 * {@link chooseMany} for commands that pass runs on as they are. Runs that a killed process left behind are
 * finished first where that takes nothing but writing down what there is; what cannot be finished is left.
 */
export async function chooseClosed(
  context: CommandContext,
  workspace: Workspace,
  asked: RunsAsked,
): Promise<readonly NumberedRun[]> {
  const chosen = chooseMany(context, workspace, asked);
  let isAny = false;
  for (const { run } of chosen) {
    if (run.status !== 'terminated' && run.status !== 'completed' && run.status !== 'error')
      continue;
    try {
      if (!needsOnlyClosing(run.run)) continue;
      const { exitCode } = await recoverRun(run.run, { env: workspace.env });
      context.terminal.errLines(`Recovered run ${run.name} (${statusOfExit(exitCode)})`);
      isAny = true;
    } catch (error) {
      if (describeExpectedError(error) === undefined) throw error;
    }
  }
  return isAny ? chooseMany(context, workspace, asked) : chosen;
}
