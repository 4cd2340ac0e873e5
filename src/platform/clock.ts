/** Milliseconds since the Unix epoch. */
export type WallClock = () => number;

export const systemClock: WallClock = () => Date.now();

/**
 * A clock that never gives the same value twice: where time has not advanced past the last value,
 * the next one is last + 1.
 */
export function createUniqueClock(now: () => number): () => number {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    last = Math.max(now(), last + 1);
    return last;
  };
}

/** Microseconds since the epoch, ever increasing within the process: the times of a run's steps. */
export const nextRunTimeMicros: () => number = createUniqueClock(() => Date.now() * 1000);

/** Milliseconds since the epoch, ever increasing within the process: entries of attribute logs. */
export const nextAttributeTimeMillis: () => number = createUniqueClock(systemClock);

/** Milliseconds since the epoch, ever increasing within the process: archive records. */
export const nextArchiveTimeMillis: () => number = createUniqueClock(systemClock);

/** Milliseconds since the epoch, ever increasing within the process: move markers. */
export const nextMoveTimeMillis: () => number = createUniqueClock(systemClock);

/** Milliseconds since the program was started, whatever the time of day is set to. */
export const monotonicMillis = (): number => process.uptime() * 1000;

/** Milliseconds since the epoch, ever increasing within the process: lines of ledgers. */
export const nextLedgerTimeMillis: () => number = createUniqueClock(systemClock);
