import { startRun } from '../lifecycle.ts';
import { emptyMap } from '../values/value.ts';
import type { CommandContext } from './command.ts';
import { chooseRun } from './choose-runs.ts';
import { confirmRun } from './run-prompt.ts';
import { exitStatusOf, withRunReporter } from './run-reporter.ts';
import type { Workspace } from './workspace.ts';
import { fail } from '../failures.ts';

/** `gage run --start`: executes a staged run. @returns the exit status of the program. */
export async function startStaged(
  spec: string,
  context: CommandContext,
  workspace: Workspace,
): Promise<number> {
  const { host } = context;
  const record = chooseRun(spec, workspace);
  const { run, opref, status } = record;
  if (status !== 'staged') fail({ reason: 'run-not-staged', id: run.id, status });
  const declined = await confirmRun(`start ${opref.name} (${record.name})`, emptyMap(), context);
  if (declined !== undefined) return declined;
  return withRunReporter(context, opref.name, async (reporting) => {
    const finalized = await startRun(run, {
      env: workspace.env,
      cwd: host.cwd,
      keepMetaFolder: host.env['NO_ZIP_META'] === '1',
      ...reporting,
    });
    return exitStatusOf(finalized.exitCode);
  });
}
