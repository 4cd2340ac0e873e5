import type { CommandContext } from '../command.ts';
import { chooseRun } from '../choose-runs.ts';
import { startStaged } from '../start-staged.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage start`: starts a staged run, as `gage run --start` does. */
export async function execute(context: CommandContext): Promise<number> {
  const { values } = context;
  const workspace = await openWorkspace(context);
  const staged = chooseRun(values.text('run'), workspace, values.text('where'));
  return startStaged(staged, context, workspace);
}
