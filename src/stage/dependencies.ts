import type { RunOptions } from '../execute/exec-run.ts';
import type { OpDef } from '../operation/operation-definition.ts';
import { recordFiles } from '../run/run-files.ts';
import { openRunnerLog } from '../run/runner-log.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import type { Run } from '../run/run.ts';
import { readStagedDefinition } from './read-definition.ts';
import { runStagingHook } from './staging-hook.ts';

/**
 * Runs the operation's `stage-dependencies` hook and records what it made as dependencies.
 * Fails with `run-dir-missing`, `run-meta-missing`, `phase-failed`.
 */
export async function stageDependencies(
  run: Run,
  projectDir: string,
  options: RunOptions = {},
): Promise<void> {
  const opdef = readStagedDefinition(run);
  await stageDependenciesPhase(openRunnerLog(run, options.onEvent), opdef, projectDir, options);
}

export async function stageDependenciesPhase(
  log: RunnerLog,
  opdef: OpDef,
  projectDir: string,
  options: RunOptions,
): Promise<void> {
  const { run } = log;
  log.send({ type: 'step', run, step: 'stage-dependencies' });
  const hasHook = await runStagingHook(log, opdef, 'stage-dependencies', projectDir, options);
  if (hasHook) recordFiles(run, 'd');
}
