import type { Child } from '../platform/child-process.ts';
import { isProcessGroupAlive, signalProcessGroup } from '../platform/signal-process.ts';
import { startTimer } from '../platform/timers.ts';
import type { ExecutionOptions } from './run-options.ts';

/** Watches for the caller's wish to stop a command. */
export interface StopWatch {
  /** The signal the command was asked to stop with; undefined as long as nobody wants it to. */
  readonly signal: NodeJS.Signals | undefined;
  /** After a stop: settles when no process of the group is left, by force once its time is over. */
  groupEnded(): Promise<void>;
  close(): void;
}

/** How long a stopping command may take before it is killed. */
const DEFAULT_GRACE_MS = 10_000;

const POLL_MS = 20;

/** A killed process that does not go is stuck in the system: it is not waited for. */
const KILLED_MS = 2000;

/** Passes an abort on to the command's process group: first politely, after the grace period by force. */
export function watchForStop(child: Child, options: ExecutionOptions): StopWatch {
  let signal: NodeJS.Signals | undefined;
  let isForced = false;
  let grace: ReturnType<typeof startTimer> | undefined;
  const stop = (): void => {
    signal = abortSignalName(options.signal?.reason);
    signalProcessGroup(child.pid, signal);
    grace = startTimer(options.graceMs ?? DEFAULT_GRACE_MS);
    void grace.done.then(force);
  };
  const force = (): void => {
    isForced = true;
    signalProcessGroup(child.pid, 'SIGKILL');
  };
  const groupEnded = async (): Promise<void> => {
    let waitedMs = 0;
    while (isProcessGroupAlive(child.pid) && waitedMs < KILLED_MS) {
      await startTimer(POLL_MS).done;
      if (isForced) waitedMs += POLL_MS;
    }
  };
  options.signal?.addEventListener('abort', stop);
  options.forceSignal?.addEventListener('abort', force);
  if (options.signal?.aborted === true) stop();
  return {
    get signal() {
      return signal;
    },
    groupEnded,
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
