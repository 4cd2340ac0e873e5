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
export class StopController {
  readonly #listeners = new Set<() => void>();
  #isAborted = false;
  #reason: unknown;
  readonly signal: StopSignal;

  constructor() {
    const isAborted = (): boolean => this.#isAborted;
    const reason = (): unknown => this.#reason;
    const listeners = this.#listeners;
    this.signal = {
      get aborted() {
        return isAborted();
      },
      get reason() {
        return reason();
      },
      addEventListener: (_type, listener) => {
        listeners.add(listener);
      },
      removeEventListener: (_type, listener) => {
        listeners.delete(listener);
      },
    };
  }

  abort(reason?: unknown): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#reason = reason;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}
