import { join } from 'node:path';
import { fail } from '../failures.ts';
import { startChild } from '../platform/child-process.ts';
import type { Child } from '../platform/child-process.ts';
import { systemClock } from '../platform/clock.ts';
import { hasErrorCode, removeFile, writeFileAtomic } from '../platform/files.ts';
import { identifyProcess } from '../platform/process-identity.ts';
import { signalNumber } from '../platform/signals.ts';
import { startTimer } from '../platform/timers.ts';
import { META, OUTPUT_NAMES } from '../run/layout.ts';
import type { Phase } from '../operation/operation-definition.ts';
import { noteCommand } from '../run/owner.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import { formatPythonList } from '../values/python-text.ts';
import { commandProcess } from './command-process.ts';
import type { CommandProcess } from './command-process.ts';
import { openOutputLog } from './output-log.ts';
import { PROGRESS_STYLES, createTqdmFilter } from './progress.ts';

/** How commands of a run are executed: everything they get from outside comes through here. */
export interface ExecutionOptions {
  /** Variables of the caller that commands inherit; Gage's own and the operation's win over them. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The caller's working directory, told to the run command as `PARENT_PWD`. */
  readonly cwd?: string;
  /** What commands read as standard input; the caller's own by default. */
  readonly stdin?: 'inherit' | 'ignore';
  /** Stops the command: its process group gets the signal named by the abort's reason (`SIGTERM` by default). */
  readonly signal?: AbortSignal;
  /** Ends a stopping command at once. */
  readonly forceSignal?: AbortSignal;
  /** How long a stopping command may take before it is killed. */
  readonly graceMs?: number;
  /** Takes output as it comes, for showing; a promise holds the command back until it settles. */
  readonly onOutput?: (bytes: Uint8Array) => void | Promise<void>;
}

/** One command of a run. */
export interface PhaseCommand {
  readonly phase: Phase;
  readonly command: string | readonly string[];
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How the command shows progress, if it does. */
  readonly progress: string | undefined;
}

/** The exit code of a command that was not found, as shells have it. */
export const EXIT_NOT_FOUND = 127;

/** The exit code of a command that was found and could not be started. */
export const EXIT_NOT_EXECUTABLE = 126;

const DEFAULT_GRACE_MS = 10_000;

/** How long to wait for output after a command has ended while a process it left behind may still write. */
const DRAIN_MS = 1000;

/**
 * Runs a command of a phase in the run directory and waits for its end: output and index are
 * recorded, `proc/lock` holds its process id meanwhile.
 * @returns the exit code; negative for the signal that killed it. A command that cannot be started
 *   ends with 127 or 126, and the reason is in its output.
 */
export async function runPhaseCommand(
  log: RunnerLog,
  input: PhaseCommand,
  options: ExecutionOptions,
): Promise<number> {
  const { run } = log;
  const { phase, command } = input;
  const outputName = OUTPUT_NAMES[phase];
  const shown = typeof command === 'string' ? command : formatPythonList(command);
  log.log(`Starting ${phase} (see output/${outputName}): ${shown}`);
  const recorder = openRecorder(log, input, options);
  const started = commandProcess(command);
  try {
    const child = await startChild({
      ...started,
      cwd: run.runDir,
      env: input.env,
      stdin: options.stdin ?? 'inherit',
      pipePath: join(run.metaDir, 'proc', `pipe.${phase}.tmp`),
      onOutput: (bytes) => recorder.take(bytes),
    });
    lockFor(log, child, phase);
    const exitCode = await waitForEnd(child, started, options, log);
    log.log(`Exit code for ${phase}: ${exitCode}`);
    return exitCode;
  } catch (error) {
    const exitCode = startFailureCode(error);
    if (exitCode === undefined) throw error;
    const why = exitCode === EXIT_NOT_FOUND ? 'program not found' : 'permission denied';
    await recorder.take(Buffer.from(`gage: cannot start ${phase}: ${why}: ${started.program}\n`));
    log.log(`Exit code for ${phase}: ${exitCode}`);
    return exitCode;
  } finally {
    recorder.close();
    log.log('Deleting meta proc/lock');
    removeFile(join(run.metaDir, META.lock));
  }
}

function lockFor(log: RunnerLog, child: Child, phase: Phase): void {
  const { run } = log;
  log.log('Writing meta proc/lock');
  writeFileAtomic(join(run.metaDir, META.lock), String(child.pid));
  if (phase === 'run') noteCommand(run, identifyProcess(child.pid));
}

function startFailureCode(error: unknown): number | undefined {
  if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return EXIT_NOT_FOUND;
  if (hasErrorCode(error, 'EACCES', 'EPERM', 'ENOEXEC', 'EISDIR')) return EXIT_NOT_EXECUTABLE;
  return undefined;
}

interface Recorder {
  take(bytes: Uint8Array): void | Promise<void>;
  close(): void;
}

function openRecorder(log: RunnerLog, input: PhaseCommand, options: ExecutionOptions): Recorder {
  const { run } = log;
  const { phase } = input;
  checkProgressStyle(input.progress);
  const filter = input.progress === undefined ? undefined : createTqdmFilter();
  const output = openOutputLog(run.metaDir, OUTPUT_NAMES[phase]);
  const record = (bytes: Uint8Array): void | Promise<void> => {
    if (bytes.length === 0) return undefined;
    output.append(bytes, systemClock());
    log.send({ type: 'output', run, phase, bytes });
    return options.onOutput?.(bytes);
  };
  return {
    take: (bytes) => {
      if (filter === undefined) return record(bytes);
      const { kept, completed } = filter.push(bytes);
      if (completed !== undefined) log.send({ type: 'progress', run, phase, completed });
      return record(kept);
    },
    close: () => {
      if (filter !== undefined) void record(filter.end());
      output.close(systemClock());
    },
  };
}

/** Fails with `unknown-progress-style`. An empty name means none. */
export function checkProgressStyle(name: string | undefined): void {
  if (name !== undefined && !PROGRESS_STYLES.includes(name)) {
    fail({ reason: 'unknown-progress-style', name, known: PROGRESS_STYLES });
  }
}

async function waitForEnd(
  child: Child,
  started: CommandProcess,
  options: ExecutionOptions,
  log: RunnerLog,
): Promise<number> {
  const stopping = watchForStop(child, options);
  try {
    const exit = await child.exited;
    await drainOutput(child, log);
    if (stopping.signal !== undefined) {
      // Whatever the command left running in its group was asked to stop, too.
      child.signalGroup('SIGKILL');
      return -signalNumber(stopping.signal);
    }
    if (exit.signal !== undefined) return -signalNumber(exit.signal);
    return started.isShell ? unwrapShellSignal(exit.code ?? 0) : (exit.code ?? 0);
  } finally {
    stopping.close();
  }
}

/** A process left in the background may hold the pipe for ever: its output counts for a moment only. */
async function drainOutput(child: Child, log: RunnerLog): Promise<void> {
  const limit = startTimer(DRAIN_MS);
  const isDrained = await Promise.race([
    child.outputEnded.then(() => true),
    limit.done.then(() => false),
  ]);
  limit.cancel();
  if (isDrained) return;
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

interface Stopping {
  readonly signal: NodeJS.Signals | undefined;
  close(): void;
}

/** Passes an abort on to the command's process group: first politely, after the grace period by force. */
function watchForStop(child: Child, options: ExecutionOptions): Stopping {
  let signal: NodeJS.Signals | undefined;
  let grace: ReturnType<typeof startTimer> | undefined;
  const stop = (): void => {
    signal = abortSignalName(options.signal?.reason);
    child.signalGroup(signal);
    grace = startTimer(options.graceMs ?? DEFAULT_GRACE_MS);
    void grace.done.then(force);
  };
  const force = (): void => {
    child.signalGroup('SIGKILL');
  };
  options.signal?.addEventListener('abort', stop);
  options.forceSignal?.addEventListener('abort', force);
  if (options.signal?.aborted === true) stop();
  return {
    get signal() {
      return signal;
    },
    close: () => {
      grace?.cancel();
      options.signal?.removeEventListener('abort', stop);
      options.forceSignal?.removeEventListener('abort', force);
    },
  };
}

/** The signal an abort stands for: its reason when that names one. */
export function abortSignalName(reason: unknown): NodeJS.Signals {
  return reason === 'SIGINT' || reason === 'SIGHUP' || reason === 'SIGQUIT' ? reason : 'SIGTERM';
}
