import type { RunOptions } from '../execute/run-options.ts';
import { phaseEnvironment } from '../execute/environment.ts';
import { runPhaseCommand } from '../execute/phase-command.ts';
import { fail } from '../failures/failures.ts';
import type { OpDef } from '../operation/operation-definition.ts';
import { nextRunTimeMicros } from '../platform/clock.ts';
import { makeDirectory } from '../platform/files.ts';
import { META } from '../run/layout.ts';
import type { FileType } from '../run/manifest.ts';
import { recordFiles } from '../run/run-files.ts';
import type { RunnerLog } from '../run/runner-log.ts';

/** The phases whose hook runs while a run is staged. */
export const STAGING_PHASES = ['stage-sourcecode', 'stage-runtime', 'stage-dependencies'] as const;

type StagingPhase = (typeof STAGING_PHASES)[number];

/** What files that come up in a phase are recorded as. */
const FILE_TYPES: Readonly<Record<StagingPhase, FileType>> = {
  'stage-sourcecode': 's',
  'stage-runtime': 'r',
  'stage-dependencies': 'd',
};

/**
 * Runs the hook of a phase, if the operation has one.
 * @returns whether there was one. Fails with `phase-failed` when it exits with another code than 0,
 *   which is then the run's exit code.
 */
export async function runStagingHook(
  log: RunnerLog,
  opdef: OpDef,
  phase: StagingPhase,
  projectDir: string,
  options: RunOptions,
): Promise<boolean> {
  const command = opdef.exec[phase];
  if (command === undefined) return false;
  const { run } = log;
  makeDirectory(run.runDir);
  const env = phaseEnvironment(run, {
    caller: options.env ?? {},
    operation: opdef.env,
    projectDir,
    parentDir: options.cwd,
  });
  const progress = opdef.progress[phase];
  const exitCode = await runPhaseCommand(log, { phase, command, env, progress }, options);
  if (exitCode === 0) return true;
  recordFiles(run, FILE_TYPES[phase]);
  // The run ends here, whether or not somebody finalizes it.
  log.writeMeta('stopped', META.stopped, String(nextRunTimeMicros()));
  log.writeMeta('proc/exit', META.exit, String(exitCode));
  return fail({ reason: 'phase-failed', runId: run.id, phase, command, exitCode });
}
