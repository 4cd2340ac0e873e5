import type { BatchEvent } from '../batch/batch-options.ts';
import type { BatchTrial } from '../batch/batch-plan.ts';
import { runName } from '../run/proquint.ts';
import { isFailure } from './batch-json.ts';
import { valuesText } from './batch-report.ts';
import type { Progress } from './progress-line.ts';
import { STEP_TITLES } from './run-reporter.ts';
import type { Terminal } from './terminal.ts';

/** Where a batch was when work on it began. */
export interface BatchBegin {
  /** Undefined while it is not known how many trials there will be. */
  readonly total: number | undefined;
  readonly ended: number;
  readonly isSerial: boolean;
}

interface RunningTrial {
  readonly trial: BatchTrial;
  readonly step: string | undefined;
  /** From 0 to 1. */
  readonly done: number;
}

/** Columns that a short bar with its percentage and the remaining time takes. */
const ROOM_FOR_BAR = 26;

/** Follows a batch, and says how far it is: one line, and one for each trial that runs beside others. */
export class BatchProgress {
  readonly #begin: BatchBegin;
  readonly #terminal: Terminal;
  readonly #running = new Map<number, RunningTrial>();
  #ended: number;
  #failed = 0;

  constructor(begin: BatchBegin, terminal: Terminal) {
    this.#begin = begin;
    this.#terminal = terminal;
    this.#ended = begin.ended;
  }

  get total(): number | undefined {
    return this.#begin.total;
  }

  follow(event: BatchEvent): void {
    switch (event.type) {
      case 'trial-started':
        this.#running.set(event.trial.number, { trial: event.trial, step: undefined, done: 0 });
        break;
      case 'trial-event':
        this.#followRun(event.trial, event.event);
        break;
      case 'trial-ended':
        this.#running.delete(event.outcome.trial.number);
        if (event.outcome.status !== 'not-started') this.#ended++;
        if (isFailure(event.outcome.status)) this.#failed++;
        break;
      case 'trial-repeated':
      case 'draining':
        break;
    }
  }

  #followRun(
    trial: BatchTrial,
    event: Extract<BatchEvent, { readonly type: 'trial-event' }>['event'],
  ): void {
    const step =
      event.type === 'step'
        ? event.step === 'run'
          ? undefined
          : STEP_TITLES[event.step]
        : this.#running.get(trial.number)?.step;
    const known = this.#running.get(trial.number)?.done ?? 0;
    const isRunProgress = event.type === 'progress' && event.phase === 'run';
    const done = isRunProgress ? event.completed / 100 : known;
    this.#running.set(trial.number, { trial, step, done });
  }

  /** What is shown now; undefined when nothing runs. */
  describe(): Progress | undefined {
    const running = [...this.#running.values()];
    const [first] = running;
    if (first === undefined) return undefined;
    return this.#begin.isSerial ? this.#serial(first) : this.#parallel(running);
  }

  /** Where the batch is, and with what: the values of a trial, or the step when it is not running. */
  #serial({ trial, step, done }: RunningTrial): Progress {
    const { total } = this.#begin;
    const { width } = this.#terminal;
    const title = `Batch run ${trial.number}${total === undefined ? '' : ` of ${total}`}`;
    const room = Math.max(0, width - title.length - ROOM_FOR_BAR);
    const what = step ?? valuesText(trial.values, room, this.#terminal);
    return {
      description: what === '' ? title : `${title}: ${what}`,
      fraction: total === undefined ? undefined : (this.#ended + done) / total,
      task: 'batch',
    };
  }

  #parallel(running: readonly RunningTrial[]): Progress {
    const { total } = this.#begin;
    const { height, width } = this.#terminal;
    const part = running.reduce((sum, { done }) => sum + done, 0);
    const ended = total === undefined ? String(this.#ended) : `${this.#ended} of ${total}`;
    const failed = this.#failed === 0 ? '' : `, ${this.#failed} failed`;
    const room = Math.max(1, Math.min(running.length, height - 3));
    const shown = running.slice(0, room).map((running) => ({ running, what: whatOf(running) }));
    const whatWidth = Math.max(...shown.map(({ what }) => what.length));
    const rows = shown.map(({ running: { trial }, what }) => {
      const start = `  ${String(trial.number).padStart(5)} ${runName(trial.runId)}  ${what.padEnd(whatWidth)}  `;
      return (
        start + valuesText(trial.values, Math.max(0, width - start.length - 1), this.#terminal)
      );
    });
    const more = running.length - rows.length;
    return {
      description: `Batch: ${ended} ended, ${running.length} running${failed}`,
      fraction: total === undefined ? undefined : (this.#ended + part) / total,
      task: 'batch',
      details: more > 0 ? [...rows, `  and ${more} more`] : rows,
    };
  }

  /** What is said when no more is started. */
  drainLines(): readonly string[] {
    const count = this.#running.size;
    const what = count === 1 ? 'the run that is under way' : `${count} runs that are under way`;
    return [`Waiting for ${what}; no more are started. Interrupt again to stop.`];
  }
}

function whatOf({ step, done }: RunningTrial): string {
  return step ?? (done > 0 ? `${Math.floor(done * 100)}%` : 'Running');
}
