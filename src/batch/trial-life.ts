import { StopController } from '../platform/stop-signal.ts';
import type { StopSignal } from '../platform/stop-signal.ts';
import { startTimer } from '../platform/timers.ts';
import type { StopCause } from './ledger-events.ts';

/** What ends one trial from outside: its batch, or its time. */
export class TrialLife {
  readonly #stop: StopSignal;
  readonly #abort = new StopController();
  readonly #onStop: () => void;
  #isClosed = false;
  #timer: ReturnType<typeof startTimer> | undefined;
  cause: StopCause | undefined;

  /** @param before what the trial waits for first, which is not its time. */
  constructor(stop: StopSignal, timeoutMs: number | undefined, before?: Promise<unknown>) {
    this.#stop = stop;
    this.#onStop = () => {
      this.#end('stopped', stop.reason);
    };
    if (stop.aborted) this.#onStop();
    else stop.addEventListener('abort', this.#onStop);
    if (timeoutMs !== undefined) void this.#endAfter(timeoutMs, before);
  }

  get signal(): StopSignal {
    return this.#abort.signal;
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#stop.removeEventListener('abort', this.#onStop);
  }

  async #endAfter(timeoutMs: number, before: Promise<unknown> | undefined): Promise<void> {
    await before;
    if (this.#isClosed) return;
    this.#timer = startTimer(timeoutMs);
    await this.#timer.done;
    this.#end('timeout', 'SIGTERM');
  }

  #end(cause: StopCause, reason: unknown): void {
    if (this.#abort.signal.aborted) return;
    this.cause = cause;
    this.#abort.abort(reason);
  }
}
