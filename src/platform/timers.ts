/** A wait that can be called off; `done` never settles then. */
export interface Timer {
  readonly done: Promise<void>;
  cancel(): void;
}

export function startTimer(milliseconds: number): Timer {
  let cancel = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    const timeout = setTimeout(resolve, milliseconds);
    cancel = () => {
      clearTimeout(timeout);
    };
  });
  return {
    done,
    cancel: () => {
      cancel();
    },
  };
}

/** Whether something ends within a time. Rejects as it does. */
export async function endsWithin(done: Promise<unknown>, limitMs: number): Promise<boolean> {
  const limit = startTimer(limitMs);
  try {
    return await Promise.race([done.then(() => true), limit.done.then(() => false)]);
  } finally {
    limit.cancel();
  }
}

/** Lets signals and other events be handled in the middle of long work. */
export async function yieldToEvents(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Calls `tick` again and again until the result is called; does not keep the program alive. */
export function startTicking(intervalMs: number, tick: () => void): () => void {
  const interval = setInterval(tick, intervalMs);
  interval.unref();
  return () => {
    clearInterval(interval);
  };
}
