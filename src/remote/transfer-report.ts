import type { RunRecord } from '../catalog/run-record.ts';
import type { RunStatus } from '../run/run.ts';
import type { TransferWatch } from './remote.ts';

/** What became of each run, in the order given. */
export interface TransferReport {
  readonly runs: readonly RunOutcome[];
  /** Files that were moved, those of metadata and attributes with them. */
  readonly fileCount: number;
  readonly byteCount: number;
}

/**
 * What became of one run. `copied`: it or a part of it was moved; `merged`: only labels, tags and
 * comments were; `unchanged`: all of it was there. What was `skipped` or `failed` is as before.
 */
export interface RunOutcome {
  readonly run: RunRecord;
  readonly result: 'copied' | 'merged' | 'unchanged' | 'skipped' | 'failed';
  /** Why it was skipped or failed. */
  readonly problem?: TransferProblem;
  /** The run is there, and in the trash or in an archive of that place. */
  readonly isAway?: boolean;
  /** The copy is as the run was, which is not what its manifest says: files are missing, or too many. */
  readonly isAltered?: boolean;
  /** What of the run cannot be copied: sockets, pipes, names that are not UTF-8. */
  readonly leftOut?: readonly string[];
}

/** Why a run was not copied. */
export type TransferProblem =
  /** Somebody works on it. */
  | { readonly kind: 'busy'; readonly status: RunStatus }
  /** Somebody works on it at the destination. */
  | { readonly kind: 'busy-there'; readonly status: RunStatus }
  /** Copies of it were run at both places: which one counts is for the user to say. */
  | { readonly kind: 'conflict' }
  /** Files are not what the run's manifest says. */
  | { readonly kind: 'damaged'; readonly paths: readonly string[] }
  /** It changed while it was copied. */
  | { readonly kind: 'changed' }
  /** Files that were to come are not there. */
  | { readonly kind: 'incomplete'; readonly paths: readonly string[] }
  /** It cannot be read: its metadata, where no paths are told. */
  | { readonly kind: 'unreadable'; readonly paths: readonly string[] };

/** How runs are copied. */
export interface TransferOptions extends Pick<TransferWatch, 'signal' | 'onLog'> {
  /** Only find out what would be done. */
  readonly isDryRun?: boolean;
  /** Told of progress; the total is known from the first call on. */
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
}

/** Adds up what a transfer does. */
export class TransferTally {
  readonly outcomes: Map<string, RunOutcome> = new Map<string, RunOutcome>();
  readonly watch: TransferWatch;
  fileCount = 0;
  byteCount = 0;
  totalBytes = 0;
  #movedBytes = 0;

  constructor({ signal, onLog, onProgress }: TransferOptions) {
    this.watch = {
      signal,
      onLog,
      onBytes: (count) => {
        this.#movedBytes += count;
        onProgress?.(Math.min(this.#movedBytes, this.totalBytes), this.totalBytes);
      },
    };
  }

  add(files: readonly { readonly sizeBytes: number }[]): void {
    this.fileCount += files.length;
    for (const { sizeBytes } of files) this.byteCount += sizeBytes;
  }

  end(outcome: RunOutcome): void {
    this.outcomes.set(outcome.run.id, outcome);
  }

  skip(run: RunRecord, problem: TransferProblem): void {
    this.end({ run, result: 'skipped', problem });
  }

  fail(run: RunRecord, problem: TransferProblem): void {
    this.end({ run, result: 'failed', problem });
  }

  report(runs: readonly RunRecord[]): TransferReport {
    const outcomes = runs
      .map((run) => this.outcomes.get(run.id))
      .filter((one) => one !== undefined);
    return { runs: outcomes, fileCount: this.fileCount, byteCount: this.byteCount };
  }
}

/** Splits runs into batches of about so many bytes, each of one run at least. */
export function inBatches<T>(
  plans: readonly T[],
  batchBytes: number,
  sizeOf: (plan: T) => number,
): readonly (readonly T[])[] {
  const batches: T[][] = [];
  let room = 0;
  for (const plan of plans) {
    const size = sizeOf(plan);
    const batch = batches.at(-1);
    if (batch === undefined || batchBytes === 0 || size > room) {
      batches.push([plan]);
      room = batchBytes - size;
    } else {
      batch.push(plan);
      room -= size;
    }
  }
  return batches;
}

export function sumBytes(files: readonly { readonly sizeBytes: number }[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
