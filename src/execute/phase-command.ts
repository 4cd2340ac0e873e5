import { fail } from '../failures/failures.ts';
import type { Phase } from '../operation/operation-definition.ts';
import { startChild } from '../platform/child-process.ts';
import type { Child } from '../platform/child-process.ts';
import {
  hasErrorCode,
  pathExists,
  removeFile,
  removeTree,
  writeFileAtomic,
} from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { identifyProcess } from '../platform/process-identity.ts';
import { signalProcessGroup } from '../platform/signal-process.ts';
import { signalNumber } from '../platform/signals.ts';
import { endsWithin } from '../platform/timers.ts';
import { META, OUTPUT_NAMES } from '../run/layout.ts';
import { removeMember, writeMember } from '../run/members.ts';
import { flushOwnMetadata } from '../run/own-metadata.ts';
import { noteCommand } from '../run/owner.ts';
import type { Run } from '../run/run.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import { secretsOf } from '../run/kept-secrets.ts';
import { formatPythonList } from '../values/python-text.ts';
import { commandProcess } from './command-process.ts';
import type { CommandProcess } from './command-process.ts';
import { noteOutput } from './output-log.ts';
import { openOutputRecorder } from './output-recorder.ts';
import type { OutputRecorder } from './output-recorder.ts';
import { PROGRESS_STYLES } from './progress.ts';
import type { ExecutionOptions } from './run-options.ts';
import { watchForStop } from './stop-command.ts';

/** One command of a run. */
export interface PhaseCommand {
  readonly phase: Phase;
  readonly command: string | readonly string[];
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How the command shows progress, if it does. */
  readonly progress: string | undefined;
  /** Whether its standard error is told apart. */
  readonly isErrorSeparate?: boolean;
}

/** The exit code of a command that was not found, as shells have it. */
const EXIT_NOT_FOUND = 127;

/** The exit code of a command that could not be started for another reason. */
const EXIT_NOT_EXECUTABLE = 126;

/**
 * Runs a command of a phase in the run directory and waits for its end: output and index are
 * recorded, `proc/lock` holds its process id meanwhile.
 * @returns the exit code; negative for the signal that killed it. A command that cannot be started
 *   ends with 127 or 126, and the reason is in its output. Fails with `run-removed`. Throws when
 *   its output cannot be written down; the command is killed then.
 */
export async function runPhaseCommand(
  log: RunnerLog,
  input: PhaseCommand,
  options: ExecutionOptions,
): Promise<number> {
  const { phase, command } = input;
  const masked = secretsOf(log.run.id).maskCommand(command);
  const shown = typeof masked === 'string' ? masked : formatPythonList(masked);
  log.log(`Starting ${phase} (see output/${OUTPUT_NAMES[phase]}): ${shown}`);
  checkProgressStyle(input.progress);
  // A command finds its run, with an output.
  noteOutput(log.run.metaDir, OUTPUT_NAMES[phase]);
  flushOwnMetadata(log.run.metaDir, 'before-command');
  const recorder = openOutputRecorder(log, input, options);
  try {
    const exitCode = await execute(log, input, options, recorder);
    checkThere(log.run);
    log.log(`Exit code for ${phase}: ${exitCode}`);
    // From here on whoever finds the run can tell how the command ended.
    flushOwnMetadata(log.run.metaDir, 'urgent');
    return exitCode;
  } finally {
    try {
      recorder.close();
    } finally {
      log.log('Deleting meta proc/lock');
      removeMember(log.run.metaDir, META.lock);
    }
  }
}

/** A run that was removed meanwhile is not made anew, piece by piece. */
function checkThere({ id, metaDir }: Run): void {
  const has = (name: string): boolean => pathExists(join(metaDir, name));
  if (has(META.opref)) return;
  // What is there in its place then was written by this process since.
  if (![META.schema, META.config, META.waiting].some(has)) removeTree(metaDir);
  fail({ reason: 'run-removed', id, path: metaDir });
}

/** Fails with `unknown-progress-style`. An empty name means none. */
export function checkProgressStyle(name: string | undefined): void {
  if (name !== undefined && !PROGRESS_STYLES.includes(name)) {
    fail({ reason: 'unknown-progress-style', name, known: PROGRESS_STYLES });
  }
}

async function execute(
  log: RunnerLog,
  { phase, command, env, isErrorSeparate }: PhaseCommand,
  options: ExecutionOptions,
  recorder: OutputRecorder,
): Promise<number> {
  const { run } = log;
  const scriptPath = join(run.metaDir, 'proc', `script.${phase}.tmp`);
  const started = commandProcess(command, scriptPath);
  if (started.script !== undefined) writeFileAtomic(scriptPath, started.script);
  try {
    let child: Child;
    try {
      child = await startChild({
        ...started,
        cwd: run.runDir,
        env,
        callerEnv: options.env ?? {},
        stdin: options.stdin ?? 'inherit',
        pipePath: join(run.metaDir, 'proc', `pipe.${phase}.tmp`),
        errorPipePath:
          isErrorSeparate === true ? join(run.metaDir, 'proc', `errors.${phase}.tmp`) : undefined,
        onOutput: (bytes, stream) => recorder.take(bytes, stream),
      });
    } catch (error) {
      const [exitCode, why] = describeStartFailure(error, started);
      await recorder.take(Buffer.from(`gage: cannot start ${phase}: ${why}\n`), 'stdout');
      return exitCode;
    }
    try {
      noteStarted(log, phase, child.pid);
      return await waitForEnd(child, started, options, recorder, log);
    } catch (error) {
      await endUnnoted(child);
      throw error;
    }
  } finally {
    if (started.script !== undefined) removeFile(scriptPath);
  }
}

/** Ends a command of which nothing can be written down any more: it does not go on alone. */
async function endUnnoted(child: Child): Promise<void> {
  child.outputEnded.catch(() => undefined);
  signalProcessGroup(child.pid, 'SIGKILL');
  child.abandonOutput();
  await child.exited;
}

function noteStarted(log: RunnerLog, phase: Phase, pid: number): void {
  const { run } = log;
  log.log('Writing meta proc/lock');
  if (!pathExists(run.metaDir)) return;
  writeMember(run.metaDir, META.lock, String(pid));
  const step = phase === 'run' || phase === 'finalize' ? phase : 'stage';
  noteCommand(run, step, identifyProcess(pid));
  flushOwnMetadata(run.metaDir, 'urgent');
}

function describeStartFailure(
  error: unknown,
  { program }: CommandProcess,
): readonly [exitCode: number, why: string] {
  if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) {
    return [EXIT_NOT_FOUND, `program not found: ${program}`];
  }
  if (hasErrorCode(error, 'EACCES', 'EPERM')) {
    return [EXIT_NOT_EXECUTABLE, `permission denied: ${program}`];
  }
  return [EXIT_NOT_EXECUTABLE, error instanceof Error ? error.message : String(error)];
}

async function waitForEnd(
  child: Child,
  started: CommandProcess,
  options: ExecutionOptions,
  recorder: OutputRecorder,
  log: RunnerLog,
): Promise<number> {
  const stopping = watchForStop(child, options);
  try {
    // A command whose output cannot be written down has nobody to work for.
    child.outputEnded.catch(() => signalProcessGroup(child.pid, 'SIGKILL'));
    const exit = await child.exited;
    if (stopping.signal !== undefined) await stopping.groupEnded();
    await drainOutput(child, recorder, log);
    if (stopping.signal !== undefined) return -signalNumber(stopping.signal);
    if (exit.signal !== undefined) return -signalNumber(exit.signal);
    return started.isShell ? unwrapShellSignal(exit.code ?? 0) : (exit.code ?? 0);
  } finally {
    stopping.close();
  }
}

/** How long output may be silent, once the command has ended, before it counts as complete. */
const SILENCE_MS = 1000;

/** How often a process that was left behind may go on writing after such a time. */
const MAX_WAITS = 5;

/**
 * Waits for the rest of the output. A process left in the background may hold the pipe for ever, and
 * even write to it: that is not waited for. One the output is shown to may take its time.
 */
async function drainOutput(child: Child, recorder: OutputRecorder, log: RunnerLog): Promise<void> {
  for (let waits = 0; waits < MAX_WAITS;) {
    const takenBefore = recorder.takenCount;
    if (await endsWithin(child.outputEnded, SILENCE_MS)) return;
    if (recorder.isBusy) continue;
    if (recorder.takenCount === takenBefore) break;
    waits++;
  }
  log.log('Output is still open in a background process, no longer recorded');
  child.abandonOutput();
}

/** Signals a command can be killed by, as a shell reports them: 128 + number. */
const SHELL_SIGNALS: readonly NodeJS.Signals[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGILL',
  'SIGABRT',
  'SIGFPE',
  'SIGKILL',
  'SIGBUS',
  'SIGSEGV',
  'SIGPIPE',
  'SIGALRM',
  'SIGTERM',
];

/** A killed command has one status, whether a shell stood between or not. */
function unwrapShellSignal(exitCode: number): number {
  const killedBy = SHELL_SIGNALS.find((signal) => exitCode === 128 + signalNumber(signal));
  return killedBy === undefined ? exitCode : -signalNumber(killedBy);
}
