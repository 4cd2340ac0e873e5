import { GageError } from '../failures/failures.ts';
import { HashPool } from '../platform/hash-pool.ts';
import type { Run } from '../run/run.ts';
import { verifyWith } from './verify-run.ts';
import type { Verification } from './verify-run.ts';

/** A run that was verified, or why it could not be: it is gone, or of a newer program. */
export type VerifiedRun =
  | { readonly run: Run; readonly verification: Verification }
  | { readonly run: Run; readonly failure: GageError };

/** How several runs are verified. */
export interface VerifyRunsOptions {
  /** Stops the work: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told how much of all is done, from 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Runs that are read at a time: enough to keep all threads busy. */
const AT_A_TIME = 16;

/** `verifyRun` for several runs, in the order given. One that cannot be verified keeps no other from it. */
export async function verifyRuns(
  runs: readonly Run[],
  { signal, onProgress }: VerifyRunsOptions = {},
): Promise<readonly VerifiedRun[]> {
  const pool = new HashPool(signal);
  const results = new Map<Run, VerifiedRun>();
  const fractions = new Map<Run, number>();
  const advance = (run: Run, fraction: number): void => {
    fractions.set(run, fraction);
    const done = [...fractions.values()].reduce((sum, one) => sum + one, results.size);
    onProgress?.(done / runs.length);
  };
  const queue = runs.values();
  const work = async (): Promise<void> => {
    for (const run of queue) {
      const result = await verifyOne(run, pool, (fraction) => {
        advance(run, fraction);
      });
      fractions.delete(run);
      results.set(run, result);
      onProgress?.(results.size / runs.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    return runs.flatMap((run) => results.get(run) ?? []);
  } finally {
    await pool.close();
  }
}

async function verifyOne(
  run: Run,
  pool: HashPool,
  onFraction: (fraction: number) => void,
): Promise<VerifiedRun> {
  try {
    const verification = await verifyWith(run, pool, (done, total) => {
      onFraction(done / total);
    });
    return { run, verification };
  } catch (error) {
    if (!(error instanceof GageError)) throw error;
    return { run, failure: error };
  }
}
