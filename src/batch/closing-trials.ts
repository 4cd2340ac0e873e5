import type { PlannedRun } from '../plan/plan-run.ts';
import type { BatchEvent } from './batch-options.ts';

/**
 * Trials whose commands have ended, and which wait until what they have made is on the disk. Meanwhile the next
 * trials are staged; their commands start, and they are told of, when those before are over.
 */
export class ClosingTrials {
  readonly #closing = new Set<Promise<void>>();
  #onBegin: () => void = () => undefined;

  get count(): number {
    return this.#closing.size;
  }

  /** Notes that a trial is being closed. @returns what is to be called when it is over. */
  begin(): () => void {
    let end: () => void = () => undefined;
    const closing = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#closing.add(closing);
    this.#onBegin();
    return () => {
      this.#closing.delete(closing);
      end();
    };
  }

  /** Settles when a trial begins to be closed. */
  async begun(): Promise<void> {
    return new Promise((resolve) => {
      this.#onBegin = resolve;
    });
  }

  /** Settles when those that are being closed now are over; undefined where there are none. */
  over(): Promise<unknown> | undefined {
    return this.#closing.size === 0 ? undefined : Promise.all(this.#closing);
  }
}

/**
 * Whether staging a trial needs nothing that trials before it make, and starts no command: it can be staged before
 * they are over.
 */
export function isStagedAlone({ opdef }: PlannedRun): boolean {
  const { run: _, ...hooks } = opdef.exec;
  return opdef.depends.length === 0 && Object.keys(hooks).length === 0;
}

/** Keeps what happens to a trial until the trials before it have been told of. */
export class HeldEvents {
  readonly #tell: (event: BatchEvent) => void;
  #held: BatchEvent[] | undefined;

  constructor(tell: (event: BatchEvent) => void, isHeld: boolean) {
    this.#tell = tell;
    this.#held = isHeld ? [] : undefined;
  }

  readonly tell = (event: BatchEvent): void => {
    if (this.#held === undefined) this.#tell(event);
    else this.#held.push(event);
  };

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const event of held) this.#tell(event);
  }
}
