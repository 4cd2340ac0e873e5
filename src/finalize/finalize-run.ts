import { phaseEnvironment } from '../execute/environment.ts';
import type { RunOptions } from '../execute/run-options.ts';
import { runPhaseCommand } from '../execute/phase-command.ts';
import { fail } from '../failures/failures.ts';
import { OpDef } from '../operation/operation-definition.ts';
import { nextRunTimeMicros } from '../platform/clock.ts';
import { makeDirectory, removeTree } from '../platform/files.ts';
import { META, isZipMeta } from '../run/layout.ts';
import { checkSchema, currentMetaPath, readMap, readOpRef, withMeta } from '../run/metadata.ts';
import { hasMember, readMemberText, removeMember } from '../run/members.ts';
import { releaseOwnership, takeOwnership } from '../run/owner.ts';
import { readProjectReference } from '../run/project-reference.ts';
import { loggedExitCode, openRunnerLog } from '../run/runner-log.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import { Run } from '../run/run.ts';
import { forgetSecrets } from '../run/kept-secrets.ts';
import { isMasked } from '../run/secret-values.ts';
import type { StagedFiles } from '../run/sealed-files.ts';
import { syncFiles } from '../platform/durable-files.ts';
import { syncMetadata } from '../run/sync-run.ts';
import { parseExitCode, runStatus } from '../run/status.ts';
import { formatJsonPretty } from '../values/json-text.ts';
import { emptyMap } from '../values/value.ts';
import { archiveMetadata } from './archive-metadata.ts';
import { sealFiles } from './seal-files.ts';
import { dropDamaged, isReadable } from './drop-damaged.ts';
import { findSummary } from './summary.ts';

/** How a run is finalized. */
export interface FinalizeOptions extends RunOptions {
  /** The exit code to store; by default the one the runner log tells. */
  readonly exitCode?: number;
  /** Leave the metadata as a folder. */
  readonly keepMetaFolder?: boolean;
  /** Writes a file with the exit code that is stored, which waits for the disk together with the zip. @returns its path. */
  readonly alongWithZip?: (exitCode: number) => string;
}

/** A run that will not change any more. */
export interface FinalizedRun {
  readonly run: Run;
  /** As stored: that of the command, or of a finalize hook that failed after a command that did not. */
  readonly exitCode: number;
}

const UNKNOWN_FILES: StagedFiles = { sealed: new Map(), isWritten: false };

/** Stored when a run is finalized whose command never told how it ended: as if killed. */
const EXIT_UNKNOWN = -9;

/**
 * Closes a run: summary, stop time and exit code, `finalize` hook, read-only files, manifest, and
 * last the metadata as a zip that appears whole. It can be repeated after a crash at any point, and
 * goes on where it was; a finalized run is left as it is.
 *
 * Fails with `meta-missing`, `run-not-ended`, `run-busy`, `unsupported-meta-schema`.
 */
export async function finalizeRun(run: Run, options: FinalizeOptions = {}): Promise<Run> {
  return (await finalize(run, options)).run;
}

/**
 * {@link finalizeRun} that also tells the exit code stored.
 * @param staged what is known of files that were staged just before.
 */
export async function finalize(
  run: Run,
  options: FinalizeOptions = {},
  staged: StagedFiles = UNKNOWN_FILES,
): Promise<FinalizedRun> {
  // A zip that was not completed does not count: the folder has what there is.
  const zipPath = currentMetaPath(run.metaDir);
  if (!isZipMeta(zipPath)) return close(run, options, staged);
  if (zipPath !== run.metaDir) removeTree(run.metaDir);
  const finalized = new Run(run.id, run.runDir, zipPath, run.opref);
  const exitText = withMeta(zipPath, (meta) => meta.read(META.exit)?.toString('utf8'));
  return { run: finalized, exitCode: parseExitCode(exitText) ?? EXIT_UNKNOWN };
}

async function close(
  run: Run,
  options: FinalizeOptions,
  staged: StagedFiles,
): Promise<FinalizedRun> {
  checkEnded(run);
  const opdef = withMeta(run.metaDir, (meta) => {
    checkSchema(meta);
    const { name } = readOpRef(meta);
    // Lost with the power: then there is no hook to run, and nothing else to go by.
    const isLost = !isReadable(() => readMap(meta, META.opdef));
    return new OpDef(name, isLost ? emptyMap() : readMap(meta, META.opdef));
  });
  takeOwnership(run, 'finalize');
  const log = openRunnerLog(run, options.onEvent);
  log.send({ type: 'step', run, step: 'finalize' });
  makeDirectory(run.runDir);
  removeMember(run.metaDir, META.lock);
  const commandExit = await recordEnd(log, opdef, options);
  const exitCode = await runFinalizeHook(log, opdef, commandExit, options);
  dropDamaged(log);
  const unwritten = await sealFiles(log, staged);
  forgetSecrets(run.id);
  if (options.keepMetaFolder === true) {
    await syncFiles(run.runDir, unwritten);
    await syncMetadata(run);
    releaseOwnership(run);
    return { run, exitCode };
  }
  // The note goes with the folder: a run that is cut off here is known to be.
  const along = options.alongWithZip?.(exitCode);
  const metaDir = await archiveMetadata(
    run,
    along === undefined ? unwritten : [...unwritten, along],
  );
  return { run: new Run(run.id, run.runDir, metaDir, run.opref), exitCode };
}

/** There is nothing to close of a run that still waits to be staged or started. */
function checkEnded(run: Run): void {
  const status = runStatus(run);
  if (status === 'unknown' || status === 'pending' || status === 'staged') {
    fail({ reason: 'run-not-ended', id: run.id, status });
  }
}

/** Summary, stop time, exit code; all three stand once the exit code does. */
async function recordEnd(log: RunnerLog, opdef: OpDef, options: FinalizeOptions): Promise<number> {
  const { run } = log;
  const recorded = parseExitCode(readMemberText(run.metaDir, META.exit));
  if (recorded !== undefined && hasMember(run.metaDir, META.summary)) return recorded;
  const logText = readMemberText(run.metaDir, META.runnerLog) ?? '';
  const exitCode = recorded ?? options.exitCode ?? loggedExitCode(logText, 'run') ?? EXIT_UNKNOWN;
  const summary = await findSummary(log, opdef);
  log.writeMeta('summary', META.summary, formatJsonPretty(summary));
  if (recorded === undefined) {
    log.writeMeta('stopped', META.stopped, String(nextRunTimeMicros()));
    log.writeMeta('proc/exit', META.exit, String(exitCode));
  }
  return exitCode;
}

/** A hook that fails makes an error of a run that had none: its outcome is part of the run's. */
async function runFinalizeHook(
  log: RunnerLog,
  opdef: OpDef,
  commandExit: number,
  options: FinalizeOptions,
): Promise<number> {
  const command = opdef.exec.finalize;
  if (command === undefined) return commandExit;
  const { run } = log;
  const logText = readMemberText(run.metaDir, META.runnerLog) ?? '';
  if (isMasked(command)) {
    log.log('The finalize hook is not run: it has secrets, which are not written down');
    return commandExit;
  }
  const hookExit =
    loggedExitCode(logText, 'finalize') ??
    (await runPhaseCommand(
      log,
      {
        phase: 'finalize',
        command,
        env: phaseEnvironment(run, {
          caller: options.env ?? {},
          operation: opdef.env,
          projectDir: readProjectReference(run),
          parentDir: options.cwd,
        }),
        progress: opdef.progress.finalize,
      },
      options,
    ));
  if (hookExit !== 0) log.send({ type: 'notice', run, message: describeHookFailure(hookExit) });
  if (hookExit === 0 || commandExit !== 0) return commandExit;
  log.writeMeta('proc/exit', META.exit, String(hookExit));
  return hookExit;
}

/** As it is said of other hooks, which are failures: the run is finalized all the same. */
function describeHookFailure(exitCode: number): string {
  return exitCode < 0
    ? `finalize was ended by signal ${-exitCode}`
    : `finalize failed with exit code ${exitCode}`;
}
