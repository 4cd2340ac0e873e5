/**
 * Tells that something is to stop: as much of an `AbortSignal` as is needed for it. One of Node.js takes a millisecond
 * to make the first time, which short runs notice.
 */
export interface StopSignal {
  readonly aborted: boolean;
  /** What the one who asked has given. */
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Whoever has it can give its signal, once. */
export class StopController implements StopSignal {
  readonly #listeners = new Set<() => void>();
  #isAborted = false;
  #reason: unknown;

  get signal(): StopSignal {
    return this;
  }

  get aborted(): boolean {
    return this.#isAborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  abort(reason?: unknown): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#reason = reason;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}
