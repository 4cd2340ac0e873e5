import { GageError } from '../failures/failures.ts';
import type { RunEvent, Step } from '../events.ts';
import { signalName, signalNumber } from '../platform/signals.ts';
import type { CommandContext } from './command.ts';
import { isForPrograms } from './event-stream.ts';
import type { Progress } from './progress-line.ts';
import { reportError } from './report-error.ts';
import { RunScreen } from './run-screen.ts';
import type { Reporting } from './run-screen.ts';

/** What a person sees of each step. */
export const STEP_TITLES: Readonly<Record<Step, string>> = {
  'stage-sourcecode': 'Staging source code',
  'stage-config': 'Applying configuration',
  'stage-runtime': 'Staging runtime',
  'stage-dependencies': 'Staging dependencies',
  seal: 'Sealing staged files',
  run: 'Running',
  finalize: 'Finalizing run',
};

/**
 * Performs a run with its output and its steps shown, and with signals passed on to it: the first
 * stops it politely, the second by force. @returns the exit status of the program.
 */
export async function withRunReporter(
  context: CommandContext,
  operation: string,
  perform: (reporting: Reporting) => Promise<number>,
): Promise<number> {
  const { terminal, values } = context;
  const describe = (event: RunEvent): Progress | undefined => describeEvent(event, operation);
  const screen = new RunScreen(context, { describe, isStdoutTaken: isForPrograms(values) });
  try {
    const status = await perform(screen.reporting);
    screen.close();
    if (screen.stoppedBy !== undefined) terminal.errLines('', 'Run stopped');
    return status;
  } catch (error) {
    screen.close();
    if (!(error instanceof GageError)) throw error;
    reportError(error, terminal, false);
    return failureStatus(error);
  } finally {
    screen.close();
  }
}

function describeEvent(event: RunEvent, operation: string): Progress | undefined {
  switch (event.type) {
    case 'step':
      return { description: stepTitle(event.step, operation) };
    case 'files': {
      const fraction = event.total === 0 ? undefined : event.done / event.total;
      return { description: STEP_TITLES[event.step], fraction };
    }
    case 'progress': {
      const description = event.phase === 'run' ? `Running ${operation}` : event.phase;
      return { description, fraction: event.completed / 100 };
    }
    case 'staged':
    case 'log':
    case 'output':
    case 'notice':
      return undefined;
  }
}

function stepTitle(step: Step, operation: string): string {
  return step === 'run' ? `${STEP_TITLES.run} ${operation}` : STEP_TITLES[step];
}

/** A failing hook's exit code is the program's. */
function failureStatus({ failure }: GageError): number {
  if (failure.reason === 'phase-failed') return exitStatusOf(failure.exitCode);
  return failure.reason === 'stopped' ? exitStatusOf(-signalNumber(failure.signal)) : 1;
}

/** The program exits as the command did: 128 + n when signal n ended it, as shells report that. */
export function exitStatusOf(exitCode: number): number {
  if (exitCode >= 0) return exitCode;
  return signalName(-exitCode) === undefined ? 1 : 128 - exitCode;
}
