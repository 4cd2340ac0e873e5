import type { Step } from '../events.ts';
import { monotonicMillis } from '../platform/clock.ts';
import { yieldToEvents } from '../platform/timers.ts';
import type { RunnerLog } from './runner-log.ts';

/** How long work goes on before signals and the terminal get their turn. */
const TURN_MS = 50;

/** Keeps a step that goes through many files responsive, and tells how far it is. */
export class StepPace {
  readonly #log: RunnerLog;
  readonly #step: Step;
  readonly #checkStopped: () => void;
  #turnEndsMillis = monotonicMillis() + TURN_MS;

  /** @param checkStopped called now and then; throws when the work is to end. */
  constructor(log: RunnerLog, step: Step, checkStopped: () => void = () => undefined) {
    this.#log = log;
    this.#step = step;
    this.#checkStopped = checkStopped;
  }

  /** Called before each file. @returns undefined while it is not time for a rest, which is nearly always. */
  rest(done: number, total: number): Promise<void> | undefined {
    return this.#isTime() ? this.#yield(done, total) : undefined;
  }

  async #yield(done: number, total: number): Promise<void> {
    this.#tell(done, total);
    await yieldToEvents();
    this.#checkStopped();
    this.#turnEndsMillis = monotonicMillis() + TURN_MS;
  }

  /** Takes the progress within one large file, during which events are handled anyway. */
  readonly onBytes = (done: number, total: number): void => {
    if (!this.#isTime()) return;
    this.#turnEndsMillis = monotonicMillis() + TURN_MS;
    this.#tell(done, total);
    this.#checkStopped();
  };

  #isTime(): boolean {
    return monotonicMillis() >= this.#turnEndsMillis;
  }

  #tell(done: number, total: number): void {
    this.#log.send({ type: 'files', run: this.#log.run, step: this.#step, done, total });
  }
}
