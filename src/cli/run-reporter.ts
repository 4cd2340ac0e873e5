import { GageError } from '../failures.ts';
import type { RunEvent, Step } from '../events.ts';
import type { RunOptions } from '../execute/exec-run.ts';
import { signalName } from '../platform/signals.ts';
import type { CommandContext } from './command.ts';
import { escapeLine } from './escape-text.ts';
import { ProgressLine } from './progress-line.ts';
import { reportError } from './report-error.ts';

/** What a person sees of each step. */
const STEP_TITLES: Readonly<Record<Step, string>> = {
  'stage-sourcecode': 'Staging source code',
  'stage-config': 'Applying configuration',
  'stage-runtime': 'Staging runtime',
  'stage-dependencies': 'Staging dependencies',
  seal: 'Sealing staged files',
  run: 'Running',
  finalize: 'Finalizing run',
};

/** The run options a reporter provides. */
export type Reporting = Required<
  Pick<RunOptions, 'signal' | 'forceSignal' | 'onOutput' | 'onEvent'>
>;

/**
 * Performs a run with its output and its steps shown, and with signals passed on to it: the first
 * stops it politely, the second by force. @returns the exit status of the program.
 */
export async function withRunReporter(
  context: CommandContext,
  operation: string,
  perform: (reporting: Reporting) => Promise<number>,
): Promise<number> {
  const { host, terminal, values, globals } = context;
  const isQuiet = values.isGiven('quiet');
  const verbosity = globals.count('verbose');
  const showsProgress = !isQuiet && verbosity === 0;
  const line = new ProgressLine(terminal, { nowMs: host.nowMillis, every: host.every });
  const decoder = new TextDecoder();
  const stop = new AbortController();
  const force = new AbortController();
  const ignoreSignals = host.onStopSignal((signal) => {
    if (stop.signal.aborted) force.abort();
    else stop.abort(signal);
  });
  const showOutput = (bytes: Uint8Array): void => {
    if (isQuiet) return;
    if (terminal.canRedraw && showsProgress)
      line.writeAbove(decoder.decode(bytes, { stream: true }));
    else host.stdout.write(bytes);
  };
  const showEvent = (event: RunEvent): void => {
    if (event.type === 'notice') terminal.errLines(`WARNING: ${escapeLine(event.message)}`);
    if (event.type === 'log' && verbosity > 0) terminal.errLines(escapeLine(event.message));
    if (!showsProgress) return;
    if (event.type === 'step') line.update({ description: stepTitle(event.step, operation) });
    if (event.type === 'files') {
      const fraction = event.total === 0 ? undefined : event.done / event.total;
      line.update({ description: STEP_TITLES[event.step], fraction });
    }
    if (event.type === 'progress') {
      const description = event.phase === 'run' ? `Running ${operation}` : event.phase;
      line.update({ description, fraction: event.completed / 100 });
    }
  };
  try {
    const status = await perform({
      signal: stop.signal,
      forceSignal: force.signal,
      onOutput: showOutput,
      onEvent: showEvent,
    });
    line.stop();
    if (stop.signal.aborted) terminal.errLines('', 'Run stopped');
    return status;
  } catch (error) {
    line.stop();
    if (!(error instanceof GageError)) throw error;
    reportError(error, terminal, false);
    return failureStatus(error);
  } finally {
    line.stop();
    ignoreSignals();
  }
}

function stepTitle(step: Step, operation: string): string {
  return step === 'run' ? `${STEP_TITLES.run} ${operation}` : STEP_TITLES[step];
}

/** A failing hook's exit code is the program's. */
function failureStatus({ failure }: GageError): number {
  if (failure.reason === 'phase-failed') return exitStatusOf(failure.exitCode);
  return failure.reason === 'stopped' ? EXIT_INTERRUPTED : 1;
}

const EXIT_INTERRUPTED = 130;

/** The program exits as the command did: 128 + n when signal n ended it, as shells report that. */
export function exitStatusOf(exitCode: number): number {
  if (exitCode >= 0) return exitCode;
  return signalName(-exitCode) === undefined ? 1 : 128 - exitCode;
}
