import { fail } from '../failures/failures.ts';
import type { Failure } from '../failures/failures.ts';
import type { CommandContext } from './command.ts';
import { ProgressLine } from './progress-line.ts';

/** What long work is given to be watched and stopped. */
export interface WorkWatch {
  readonly signal: AbortSignal;
  /** Undefined while nobody knows how much there is to do. */
  readonly onFraction: (fraction: number | undefined) => void;
  /** Writes to stdout, above the progress bar. */
  readonly writeAbove: (text: string) => void;
}

/**
 * Does long work with a progress bar, and lets the user stop it, which fails with `stopped`. Fails as
 * the work does.
 */
export async function withProgress<T>(
  { host, terminal }: Pick<CommandContext, 'host' | 'terminal'>,
  description: string,
  stopped: Failure,
  work: (watch: WorkWatch) => Promise<T>,
): Promise<T> {
  const line = new ProgressLine(terminal, { nowMs: host.nowMillis, every: host.every });
  const stop = new AbortController();
  const removeListener = host.onStopSignal(() => {
    stop.abort();
  });
  line.update({ description });
  try {
    return await work({
      signal: stop.signal,
      onFraction: (fraction) => {
        line.update({ description, fraction });
      },
      writeAbove: (text) => {
        line.writeAbove(text);
      },
    });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return fail(stopped, error);
  } finally {
    line.stop();
    removeListener();
  }
}
