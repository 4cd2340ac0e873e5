import type { CommandContext } from '../command.ts';
import { startStaged } from '../start-staged.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage start`: starts a staged run, as `gage run --start` does. */
export async function execute(context: CommandContext): Promise<number> {
  const workspace = await openWorkspace(context);
  return startStaged(context.values.text('run') ?? '', context, workspace);
}
