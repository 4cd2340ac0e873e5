import type { RunOptions } from '../execute/run-options.ts';
import type { OpDef } from '../operation/operation-definition.ts';
import { openRunnerLog } from '../run/runner-log.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import type { Run } from '../run/run.ts';
import { readStagedDefinition } from './read-definition.ts';
import { StagedFolder } from './staged-folder.ts';
import { runStagingHook } from './staging-hook.ts';

/**
 * Runs the operation's `stage-runtime` hook and records what is new in the run directory as runtime
 * files, whoever put it there. Fails with `run-dir-missing`, `run-meta-missing`, `run-not-pending`,
 * `phase-failed`.
 */
export async function stageRuntime(
  run: Run,
  projectDir: string,
  options: RunOptions = {},
): Promise<void> {
  const opdef = readStagedDefinition(run);
  const folder = new StagedFolder(run, false, true);
  await stageRuntimePhase(openRunnerLog(run, options.onEvent), opdef, projectDir, options, folder);
  folder.record('r');
}

export async function stageRuntimePhase(
  log: RunnerLog,
  opdef: OpDef,
  projectDir: string,
  options: RunOptions,
  folder: StagedFolder,
): Promise<void> {
  const { run } = log;
  log.send({ type: 'step', run, step: 'stage-runtime' });
  if (!(await runStagingHook(log, opdef, 'stage-runtime', projectDir, options))) return;
  folder.noteCommand();
  folder.record('r');
}
