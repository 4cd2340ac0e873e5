import type { RunRecord } from '../catalog/run-record.ts';
import { startRun } from '../lifecycle.ts';
import { readCommand, readCommandEnv, withMeta } from '../run/metadata.ts';
import { readProjectReference } from '../run/project-reference.ts';
import { emptyMap } from '../values/value.ts';
import { captureFor } from './capture-options.ts';
import type { CommandContext } from './command.ts';
import { tellingPrograms } from './event-stream.ts';
import { confirmRun } from './run-prompt.ts';
import { exitStatusOf, withRunReporter } from './run-reporter.ts';
import type { Workspace } from './workspace.ts';
import { fail } from '../failures/failures.ts';

/** `gage start` and `gage run --start`: executes a staged run. @returns the exit status of the program. */
export async function startStaged(
  record: RunRecord,
  context: CommandContext,
  workspace: Workspace,
): Promise<number> {
  const { host } = context;
  const { run, opref, status } = record;
  if (status !== 'staged') fail({ reason: 'run-not-staged', id: run.id, status });
  const declined = await confirmRun(`start ${opref.name} (${record.name})`, emptyMap(), context);
  if (declined !== undefined) return declined;
  const subject = withMeta(run.metaDir, (meta) => ({
    projectDir: readProjectReference(run) ?? run.runDir,
    command: readCommand(meta),
    commandEnv: readCommandEnv(meta),
    // What the source code was is known since it was staged.
    hasSource: false,
  }));
  const captureState = captureFor(subject, context, workspace);
  return withRunReporter(context, opref.name, async (shown) => {
    const ended = await tellingPrograms(context, shown, async (reporting) =>
      startRun(run, {
        env: workspace.env,
        cwd: host.cwd,
        captureState: async (runDir) => ({
          platform: host.platform,
          ...(await captureState(runDir)),
        }),
        keepMetaFolder: host.env['NO_ZIP_META'] === '1',
        ...reporting,
      }),
    );
    return exitStatusOf(ended.exitCode ?? 0);
  });
}
