import { fail } from '../failures/failures.ts';
import { OpDef } from '../operation/operation-definition.ts';
import { nextRunTimeMicros } from '../platform/clock.ts';
import { claimFile } from '../platform/exclusive-file.ts';
import { makeDirectory, pathExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { currentProcess, isProcessAlive } from '../platform/process-identity.ts';
import { META } from '../run/layout.ts';
import { readManifest } from '../run/manifest.ts';
import {
  checkSchema,
  readCommand,
  readCommandEnv,
  readMap,
  readOpRef,
  withMeta,
} from '../run/metadata.ts';
import { hasMember, removeMember } from '../run/members.ts';
import { ownMetadata } from '../run/own-metadata.ts';
import { isOurs, isOwnedByUs, readOwner, releaseOwnership, takeOwnership } from '../run/owner.ts';
import { readProjectReference } from '../run/project-reference.ts';
import { openRunnerLog } from '../run/runner-log.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import type { Run } from '../run/run.ts';
import { isMasked } from '../run/secret-values.ts';
import { checkStagedFiles, isStagedElsewhere } from '../run/staged-note.ts';
import { runStatus } from '../run/status.ts';
import { phaseEnvironment } from './environment.ts';
import { checkProgressStyle, runPhaseCommand } from './phase-command.ts';
import type { RunOptions } from './run-options.ts';

/** A run whose command has ended and that is not finalized. */
export interface ExitedRun {
  readonly run: Run;
  /** Negative: the signal that ended the command. */
  readonly exitCode: number;
}

/** What is needed of a staged run to execute it. */
interface StagedCommand {
  readonly command: string | readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly opdef: OpDef;
}

/**
 * Executes a staged run and waits for its end. Exactly one caller can execute a run: `proc/lock` is
 * created by whoever is first. On disk: the lock, `started`, then `output/40_run` as it comes.
 * The exit code is stored by finalizing (until then the runner log tells it).
 *
 * Fails with `run-not-staged`, `staged-files-missing`, `staged-files-changed`, `secret-not-kept`, `unknown-progress-style`, `unsupported-meta-schema`;
 * nothing is written then. Fails with `run-removed` where somebody removed the run meanwhile. A command that fails is not a failure here.
 */
export async function execRun(run: Run, options: RunOptions = {}): Promise<ExitedRun> {
  const staged = readStagedCommand(run);
  checkSecrets(staged, options);
  // Of nearly all runs nothing is waited for here.
  if (isStagedElsewhere(run)) await checkStagedFiles(run);
  claimRun(run);
  try {
    const log = openRunnerLog(run, options.onEvent);
    log.send({ type: 'step', run, step: 'run' });
    // Neither is left alone when the other fails.
    const executing = execute(log, staged, options);
    const [executed, beside] = await Promise.allSettled([
      executing,
      options.besideCommand?.(run, executing),
    ]);
    if (executed.status === 'rejected') throw executed.reason;
    if (beside.status === 'rejected') throw beside.reason;
    if (options.keepsOwnership !== true) releaseOwnership(run);
    return { run, exitCode: executed.value };
  } catch (error) {
    releaseOwnership(run);
    throw error;
  } finally {
    removeMember(run.metaDir, META.lock);
  }
}

function readStagedCommand(run: Run): StagedCommand {
  const status = runStatus(run);
  const isHandedOn = status === 'staging' && isStagedByUs(run);
  if (status !== 'staged' && !isHandedOn) {
    fail({ reason: 'run-not-staged', id: run.id, status });
  }
  return withMeta(run.metaDir, (meta) => {
    checkSchema(meta);
    // What this process has just staged is there.
    const entries = ownMetadata(run.metaDir) === undefined ? readManifest(meta).entries : [];
    const missing = entries
      .map((entry) => entry.path)
      .filter((path) => !pathExists(join(run.runDir, path)));
    if (missing.length > 0) fail({ reason: 'staged-files-missing', runDir: run.runDir, missing });
    const opdef = new OpDef(readOpRef(meta).name, readMap(meta, META.opdef));
    checkProgressStyle(opdef.progress.run);
    return { command: readCommand(meta), env: readCommandEnv(meta), opdef };
  });
}

/** Secrets are not written down: whoever starts a run that another process made has to give them. */
function checkSecrets({ command, env }: StagedCommand, options: RunOptions): void {
  const lost = Object.entries(env)
    .filter(([name, value]) => isMasked(value) && options.env?.[name] === undefined)
    .map(([name]) => name);
  if (isMasked(command)) lost.push('the command');
  if (lost.length > 0) fail({ reason: 'secret-not-kept', what: lost });
}

/** Whether this process has staged the run and goes on with it. */
function isStagedByUs(run: Run): boolean {
  return hasMember(run.metaDir, META.staged) && isOwnedByUs(run);
}

/**
 * Whoever creates the lock executes the run; it names this process until there is a command. The
 * owner is noted before: a lock alone has only a number, which another process can get.
 */
function claimRun(run: Run): void {
  // Between reading the status and here another process may have executed the run, even finalized it.
  if (!isWaiting(run)) failNotStaged(run);
  const before = readOwner(run);
  // Whoever staged it goes on; the note is written anew with the command.
  if (!isOurs(before)) takeOwnership(run, 'run');
  if (isOurs(before) && ownMetadata(run.metaDir) !== undefined) {
    // Nobody else has seen the run, or may start it before the note goes: the lock comes with the command.
    return;
  }
  const lock = join(run.metaDir, META.lock);
  const isFirst = claimFile(lock, String(currentProcess().pid), (text) => {
    // Of an attempt that never came to start the command, and whose process is gone.
    return Number(text) === before?.runner.pid || !isProcessAlive(Number(text));
  });
  if (isFirst && isWaiting(run)) return;
  if (isFirst) removeMember(run.metaDir, META.lock);
  releaseOwnership(run);
  failNotStaged(run);
}

const isWaiting = (run: Run): boolean =>
  hasMember(run.metaDir, META.staged) && !hasMember(run.metaDir, META.started);

function failNotStaged(run: Run): never {
  fail({ reason: 'run-not-staged', id: run.id, status: runStatus(run) });
}

async function execute(
  log: RunnerLog,
  staged: StagedCommand,
  options: RunOptions,
): Promise<number> {
  const { run } = log;
  // A run without files may have lost its directory.
  makeDirectory(run.runDir);
  log.writeMeta('started', META.started, String(nextRunTimeMicros()));
  removeMember(run.metaDir, META.stager);
  const env = phaseEnvironment(run, {
    caller: options.env ?? {},
    operation: staged.env,
    projectDir: readProjectReference(run),
    parentDir: options.cwd,
  });
  const input = {
    phase: 'run',
    command: staged.command,
    env,
    progress: staged.opdef.progress.run,
    isErrorSeparate: staged.opdef.isErrorSeparate,
  } as const;
  return runPhaseCommand(log, input, options);
}
