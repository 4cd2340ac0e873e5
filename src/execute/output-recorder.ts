import { systemClock } from '../platform/clock.ts';
import { OUTPUT_NAMES } from '../run/layout.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import { openOutputLog } from './output-log.ts';
import type { PhaseCommand } from './phase-command.ts';
import { createTqdmFilter } from './progress.ts';
import type { ExecutionOptions } from './run-options.ts';

/** Takes the output of a phase: writes it down, reports progress, shows it. */
export interface OutputRecorder {
  /** A promise while the one it is shown to is busy with it. Throws when it cannot be written down. */
  take(bytes: Uint8Array): void | Promise<void>;
  /** How many pieces have come. */
  readonly takenCount: number;
  /** Whether the one it is shown to holds further output back. */
  readonly isBusy: boolean;
  close(): void;
}

export function openOutputRecorder(
  log: RunnerLog,
  { phase, progress }: PhaseCommand,
  options: ExecutionOptions,
): OutputRecorder {
  const { run } = log;
  const filter = progress === undefined ? undefined : createTqdmFilter();
  const output = openOutputLog(run.metaDir, OUTPUT_NAMES[phase]);
  let show = options.onOutput;
  let takenCount = 0;
  let isBusy = false;

  /** One who cannot take it is not shown any more; what is recorded does not suffer. */
  const dropShow = (error: unknown): void => {
    show = undefined;
    log.log(`error in output listener (will be removed): ${String(error)}`);
  };
  const showOutput = (bytes: Uint8Array): void | Promise<void> => {
    try {
      const busy = show?.(bytes);
      if (busy === undefined) return undefined;
      isBusy = true;
      return busy.catch(dropShow).finally(() => {
        isBusy = false;
      });
    } catch (error) {
      dropShow(error);
      return undefined;
    }
  };
  const record = (bytes: Uint8Array): void | Promise<void> => {
    if (bytes.length === 0) return undefined;
    output.append(bytes, systemClock());
    log.send({ type: 'output', run, phase, bytes });
    return showOutput(bytes);
  };
  return {
    take: (bytes) => {
      takenCount++;
      if (filter === undefined) return record(bytes);
      const { kept, completed } = filter.push(bytes);
      if (completed !== undefined) log.send({ type: 'progress', run, phase, completed });
      return record(kept);
    },
    get takenCount() {
      return takenCount;
    },
    get isBusy() {
      return isBusy;
    },
    close: () => {
      try {
        if (filter !== undefined) void record(filter.end());
      } finally {
        output.close(systemClock());
      }
    },
  };
}
