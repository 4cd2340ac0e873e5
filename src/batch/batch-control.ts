import { systemClock } from '../platform/clock.ts';
import { LedgerReader } from './ledger.ts';

/** What somebody else asks of whoever runs a batch. */
export interface BatchWishes {
  readonly isPaused: boolean;
  readonly isStopped: boolean;
  readonly isForced: boolean;
}

/** How old what is known of a ledger may be. */
const LOOK_MS = 250;

/** Listens to what is asked of a batch, from other terminals and machines: by way of its ledger. */
export class BatchControl {
  readonly #reader: LedgerReader;
  #lookedMs = systemClock();
  #wishes: BatchWishes = { isPaused: false, isStopped: false, isForced: false };

  constructor(batchDir: string) {
    this.#reader = new LedgerReader(batchDir);
    // What was asked before concerned others.
    this.#reader.news();
  }

  look(): BatchWishes {
    const nowMs = systemClock();
    if (nowMs - this.#lookedMs < LOOK_MS) return this.#wishes;
    this.#lookedMs = nowMs;
    for (const event of this.#reader.news()) {
      if (event.type === 'paused') this.#wishes = { ...this.#wishes, isPaused: true };
      if (event.type === 'resumed') this.#wishes = { ...this.#wishes, isPaused: false };
      if (event.type === 'stop') {
        const isForced = this.#wishes.isForced || event.force;
        this.#wishes = { ...this.#wishes, isStopped: true, isForced };
      }
    }
    return this.#wishes;
  }
}
