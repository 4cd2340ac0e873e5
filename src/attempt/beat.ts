import { isSystemError, pathExists, readTextIfExists, writeFileAtomic } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { startTicking } from '../platform/timers.ts';
import { ATTEMPT } from '../run/layout.ts';
import type { AttemptPlace } from '../run/layout.ts';

/** How often an attempt shows that it is being made, as long as nothing else is to be shown. */
const BEAT_MS = 15_000;

/** How often at most it shows how far it is. */
const PROGRESS_MS = 500;

/**
 * Shows others, who may be on other machines, that an attempt is being made and how far it is: a counter
 * in a file, since clocks differ. It lives until {@link Beat.stop}.
 */
export class Beat {
  readonly #dir: string;
  readonly #stopTicking: () => void;
  #count = 0;
  /** Percent. */
  #completed: number | undefined;
  #isShown = true;
  #silentMs = 0;

  constructor({ dir }: AttemptPlace) {
    this.#dir = dir;
    this.#stopTicking = startTicking(PROGRESS_MS, () => {
      this.#silentMs += PROGRESS_MS;
      if (!this.#isShown || this.#silentMs >= BEAT_MS) this.#show();
    });
  }

  /** @param completed percent of the run's command. */
  tell(completed: number): void {
    if (completed === this.#completed) return;
    this.#completed = completed;
    this.#isShown = false;
  }

  stop(): void {
    this.#stopTicking();
  }

  #show(): void {
    this.#count++;
    this.#silentMs = 0;
    this.#isShown = true;
    const completed = this.#completed === undefined ? {} : { completed: this.#completed };
    // Of an attempt that was deleted nothing is made again.
    if (!pathExists(this.#dir)) return;
    try {
      writeFileAtomic(
        join(this.#dir, ATTEMPT.beat),
        JSON.stringify({ count: this.#count, ...completed }),
      );
    } catch (error) {
      // A beat less harms nobody; a full disk is told where something is lost by it.
      if (!isSystemError(error)) throw error;
    }
  }
}

/** How far the command of an attempt is, in percent; undefined where it does not tell. */
export function readProgress(attemptDir: string): number | undefined {
  const completed = /"completed":(?<percent>\d+(?:\.\d+)?)/.exec(
    readTextIfExists(join(attemptDir, ATTEMPT.beat)) ?? '',
  )?.groups?.['percent'];
  return completed === undefined ? undefined : Number(completed);
}
