import type { OutputStream } from '../platform/child-process.ts';
import { systemClock } from '../platform/clock.ts';
import { OUTPUT_NAMES } from '../run/layout.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import { openOutputLog } from './output-log.ts';
import type { PhaseCommand } from './phase-command.ts';
import { createTqdmFilter } from './progress.ts';
import type { ExecutionOptions } from './run-options.ts';
import { WholeLines } from './whole-lines.ts';
import type { TakeOutput } from './whole-lines.ts';

/** Takes the output of a phase: writes it down, reports progress, shows it. */
export interface OutputRecorder {
  /** A promise while the one it is shown to is busy with it. Throws when it cannot be written down. */
  take(bytes: Uint8Array, stream: OutputStream): void | Promise<void>;
  /** How many pieces have come. */
  readonly takenCount: number;
  /** Whether the one it is shown to holds further output back. */
  readonly isBusy: boolean;
  close(): void;
}

export function openOutputRecorder(
  log: RunnerLog,
  { phase, progress, isErrorSeparate }: PhaseCommand,
  options: ExecutionOptions,
): OutputRecorder {
  const { run } = log;
  const streams: readonly OutputStream[] = ['stdout', 'stderr'];
  const filters =
    progress === undefined
      ? undefined
      : new Map(streams.map((stream) => [stream, createTqdmFilter()] as const));
  const output = openOutputLog(run.metaDir, OUTPUT_NAMES[phase]);
  let show = options.onOutput;
  let takenCount = 0;
  let busyCount = 0;

  /** One who cannot take it is not shown any more; what is recorded does not suffer. */
  const dropShow = (error: unknown): void => {
    show = undefined;
    log.log(`error in output listener (will be removed): ${String(error)}`);
  };
  const showOutput = (bytes: Uint8Array): void | Promise<void> => {
    try {
      const busy = show?.(bytes);
      if (busy === undefined) return undefined;
      busyCount++;
      return busy.catch(dropShow).finally(() => {
        busyCount--;
      });
    } catch (error) {
      dropShow(error);
      return undefined;
    }
  };
  const record: TakeOutput = (bytes, stream) => {
    if (bytes.length === 0) return undefined;
    output.append(bytes, systemClock(), streams.indexOf(stream));
    log.send({ type: 'output', run, phase, bytes });
    return showOutput(bytes);
  };
  const lines = isErrorSeparate === true ? new WholeLines(record) : undefined;
  const pass: TakeOutput = (bytes, stream) =>
    lines === undefined ? record(bytes, stream) : lines.push(bytes, stream);
  return {
    take: (bytes, stream) => {
      takenCount++;
      const filter = filters?.get(stream);
      if (filter === undefined) return pass(bytes, stream);
      const { kept, completed } = filter.push(bytes);
      if (completed !== undefined) log.send({ type: 'progress', run, phase, completed });
      return pass(kept, stream);
    },
    get takenCount() {
      return takenCount;
    },
    get isBusy() {
      return busyCount > 0;
    },
    close: () => {
      try {
        for (const [stream, filter] of filters ?? []) void pass(filter.end(), stream);
        lines?.end();
      } finally {
        output.close(systemClock());
      }
    },
  };
}
