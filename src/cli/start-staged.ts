import { settleLeftAttempts } from '../attempt/settle-attempts.ts';
import type { EndedAttempt } from '../attempt/settle-attempts.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import { fail } from '../failures/failures.ts';
import { performStagedAttempt } from '../perform-attempt.ts';
import { attemptAt } from '../run/layout.ts';
import { readCommand, readCommandEnv, withMeta } from '../run/metadata.ts';
import { readProjectReference } from '../run/project-reference.ts';
import { Run } from '../run/run.ts';
import { runStatus } from '../run/status.ts';
import { emptyMap } from '../values/value.ts';
import { captureFor } from './capture-options.ts';
import type { CommandContext } from './command.ts';
import { tellingPrograms } from './event-stream.ts';
import { confirmRun } from './run-prompt.ts';
import { exitStatusOf, withRunReporter } from './run-reporter.ts';
import { warn } from './warning.ts';
import type { Workspace } from './workspace.ts';

/**
 * `gage start` and `gage run --start`: executes a staged run, in an attempt of its own, since somebody else
 * may start it at the same time. @returns the exit status of the program.
 */
export async function startStaged(
  record: RunRecord,
  context: CommandContext,
  workspace: Workspace,
): Promise<number> {
  const { host } = context;
  const { opref, status } = record;
  const run = stagedRunOf(record);
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
    const ended = await tellingPrograms(context, shown, async (reporting) => {
      if ((await settleLeftAttempts(run.runDir, { env: workspace.env })) === 'busy') {
        fail({ reason: 'run-not-staged', id: run.id, status: 'running' });
      }
      const attempt = await performStagedAttempt(run, {
        givesWay: true,
        env: workspace.env,
        cwd: host.cwd,
        captureState: async (runDir) => ({
          platform: host.platform,
          ...(await captureState(runDir)),
        }),
        keepMetaFolder: host.env['NO_ZIP_META'] === '1',
        ...reporting,
      });
      return told(attempt, context);
    });
    return exitStatusOf(ended.exitCode ?? 0);
  });
}

/** What was staged, where a list shows it as an attempt that has just begun has it. */
function stagedRunOf({ run }: RunRecord): Run {
  const attempt = attemptAt(run.runDir);
  return attempt === undefined ? run : new Run(run.id, attempt.runDir);
}

/** Where another attempt is the run, its end counts. */
function told(
  attempt: EndedAttempt,
  { terminal }: CommandContext,
): { readonly run: Run; readonly exitCode: number } {
  const { run, isRun, runExitCode, attempt: number } = attempt;
  if (isRun) return attempt;
  warn(
    `Run ${run.name} was started elsewhere, too, and ended there first: attempt ${number} is not kept`,
    terminal,
  );
  if (runExitCode !== undefined) return { run, exitCode: runExitCode };
  return fail({ reason: 'run-not-staged', id: run.id, status: runStatus(run) });
}
