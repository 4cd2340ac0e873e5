import type { BatchEvent, DrainWhy } from '../batch/batch-options.ts';
import type { BatchTrial } from '../batch/batch-plan.ts';
import { runName } from '../run/proquint.ts';
import { isFailure, isStopped } from './batch-json.ts';
import { valuesText } from './batch-report.ts';
import { liveProgress } from './live-batch.ts';
import type { LiveTrial } from './live-batch.ts';
import type { Progress } from './progress-line.ts';
import { STEP_TITLES } from './run-reporter.ts';
import type { Terminal } from './terminal.ts';

/** Where a batch was when work on it began. */
export interface BatchBegin {
  readonly name: string;
  /** Undefined while it is not known how many trials there will be. */
  readonly total: number | undefined;
  readonly completed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly isSerial: boolean;
}

/** Columns that a bar with its percentage and the remaining time takes. */
const ROOM_FOR_BAR = 39;

/** What is said of a batch that starts no more trials. */
const ENDINGS: Readonly<Record<DrainWhy, string>> = {
  asked: 'ending',
  paused: 'pausing',
  failures: 'ending',
};

/** Follows a batch, and says how far it is: one line, and a table of the trials that run side by side. */
export class BatchProgress {
  readonly #begin: BatchBegin;
  readonly #terminal: Terminal;
  readonly #nowMs: () => number;
  readonly #running = new Map<number, LiveTrial>();
  #completed: number;
  #failed: number;
  #skipped: number;
  #ending: string | undefined;

  constructor(begin: BatchBegin, terminal: Terminal, nowMs: () => number) {
    this.#begin = begin;
    this.#terminal = terminal;
    this.#nowMs = nowMs;
    this.#completed = begin.completed;
    this.#failed = begin.failed;
    this.#skipped = begin.skipped;
  }

  get total(): number | undefined {
    return this.#begin.total;
  }

  follow(event: BatchEvent): void {
    switch (event.type) {
      case 'trial-started': {
        const { number, runId, values } = event.trial;
        const startedMs = this.#nowMs();
        this.#running.set(number, { number, name: runName(runId), values, startedMs });
        break;
      }
      case 'trial-event':
        this.#followRun(event.trial, event.event);
        break;
      case 'trial-ended': {
        const { outcome } = event;
        const { status, trial } = outcome;
        this.#running.delete(trial.number);
        if (isFailure(outcome)) this.#failed++;
        else if (status === 'skipped') this.#skipped++;
        else if (status !== 'not-started' && !isStopped(outcome)) this.#completed++;
        break;
      }
      case 'draining':
        this.#ending = ENDINGS[event.why];
        break;
      case 'trial-repeated':
        break;
    }
  }

  #followRun(
    { number }: BatchTrial,
    event: Extract<BatchEvent, { readonly type: 'trial-event' }>['event'],
  ): void {
    const known = this.#running.get(number);
    if (known === undefined) return;
    if (event.type === 'step') {
      const step = event.step === 'run' ? undefined : STEP_TITLES[event.step];
      this.#running.set(number, { ...known, step });
    } else if (event.type === 'progress' && event.phase === 'run') {
      this.#running.set(number, { ...known, completed: event.completed });
    }
  }

  /** What is shown now; undefined when nothing runs. */
  describe(): Progress | undefined {
    const running = [...this.#running.values()];
    const [first] = running;
    if (first === undefined) return undefined;
    return this.#begin.isSerial ? this.#serial(first) : this.#parallel(running);
  }

  /** Where the batch is, and with what: the values of a trial, or the step when it is not running. */
  #serial({ number, values, step, completed = 0 }: LiveTrial): Progress {
    const { total } = this.#begin;
    const failed = this.#failed === 0 ? '' : `, ${this.#failed} failed`;
    const title = `Batch run ${number}${total === undefined ? '' : ` of ${total}`}${failed}`;
    const room = Math.max(0, this.#terminal.width - title.length - ROOM_FOR_BAR);
    const what = step ?? valuesText(values, room, this.#terminal);
    const ended = this.#completed + this.#failed + this.#skipped;
    return {
      description: what === '' ? title : `${title}: ${what}`,
      fraction: total === undefined ? undefined : (ended + completed / 100) / total,
      task: 'batch',
    };
  }

  #parallel(running: readonly LiveTrial[]): Progress {
    const { name, total } = this.#begin;
    const counts = { completed: this.#completed, failed: this.#failed, skipped: this.#skipped };
    const batch = { name, total, ...counts, ending: this.#ending, running };
    const progress = liveProgress(batch, this.#nowMs(), this.#terminal);
    return { ...progress, refresh: () => this.describe() };
  }

  /** What is said when no more is started. */
  drainLines(): readonly string[] {
    const count = this.#running.size;
    const [what, them] = count === 1 ? ['the run', 'it'] : [`${count} runs`, 'them'];
    return [`Waiting for ${what} under way, starting no more. Ctrl-C again stops ${them}.`];
  }
}
