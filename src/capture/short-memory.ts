import { systemClock } from '../platform/clock.ts';

/** What was found out stays true for so long. */
const KEPT_MS = 1000;

/** Remembers what was found out a moment ago, for one who asks again and again. */
export class ShortMemory<T> {
  readonly #known = new Map<string, T>();
  #sinceMs = 0;

  /** @param nowMs milliseconds since the epoch. */
  get(key: string, findOut: () => T, nowMs: number = systemClock()): T {
    if (Math.abs(nowMs - this.#sinceMs) > KEPT_MS) {
      this.#known.clear();
      this.#sinceMs = nowMs;
    }
    const known = this.#known.get(key);
    if (known !== undefined || this.#known.has(key)) return known as T;
    const value = findOut();
    this.#known.set(key, value);
    return value;
  }
}
