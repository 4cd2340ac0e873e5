import { claimAttempt } from './attempt/claim-attempt.ts';
import type { AttemptClaim } from './attempt/claim-attempt.ts';
import { cloneStagedRun } from './attempt/clone-staged.ts';
import { removeCopy, writeLost, writeResult } from './attempt/commit-attempt.ts';
import { attemptRun, isPublished } from './attempt/observe-attempts.ts';
import { closeAttempt } from './attempt/settle-attempts.ts';
import { GageError, fail } from './failures/failures.ts';
import { performRun, startRun } from './lifecycle.ts';
import type { LifecycleOptions, StartOptions } from './lifecycle.ts';
import type { PlannedRun } from './plan/plan-run.ts';
import { pathExists, removeEmptyDirectory, removeTree } from './platform/files.ts';
import { attemptsDirOf, metaPathOf, zipMetaPathOf } from './run/layout.ts';
import type { AttemptPlace } from './run/layout.ts';
import { Run } from './run/run.ts';
import { runStatus } from './run/status.ts';

/** What came of an attempt at a run. */
export interface EndedAttempt {
  /** The run in its place. */
  readonly run: Run;
  readonly attempt: number;
  /** As this attempt ended. */
  readonly exitCode: number;
  /** Whether this attempt is the run; another one was first otherwise, and is. */
  readonly isRun: boolean;
  /** Given up: by somebody who took it for dead, or because it was not to be kept. */
  readonly isLost: boolean;
}

export interface AttemptOptions {
  /** What the attempt is made for. */
  readonly purpose?: Pick<AttemptClaim, 'batch' | 'trial'>;
  /** Told where the attempt works, before it does. */
  readonly onClaimed?: (place: AttemptPlace) => void;
  /** Why an attempt that ended like this is not to become the run; undefined when it may. */
  readonly rejects?: (exitCode: number) => string | undefined;
}

/**
 * Makes a run that may be made elsewhere at the same time: in a copy of its own, which becomes the run
 * at the end if no other has. Fails like {@link performRun}: a run whose staging hook failed is left,
 * with nothing else left of the attempt otherwise.
 */
export async function performAttempt(
  plan: PlannedRun,
  runDir: string,
  options: Omit<LifecycleOptions, 'id' | 'runsDir'> & AttemptOptions,
): Promise<EndedAttempt> {
  const place = claimAttempt(runDir, options.purpose);
  options.onClaimed?.(place);
  return keepOnlyWhole(place, options, async () => {
    const { id } = attemptRun(place);
    const { exitCode } = await performRun(plan, { ...options, id, runsDir: place.dir });
    return exitCode;
  });
}

/**
 * Executes a staged run that may be started elsewhere at the same time, in a copy of its own; what was
 * staged is replaced by the attempt that becomes the run. Fails with `run-not-staged`, and like {@link startRun}.
 */
export async function performStagedAttempt(
  staged: Run,
  options: StartOptions & AttemptOptions = {},
): Promise<EndedAttempt> {
  const status = runStatus(staged);
  if (status !== 'staged') fail({ reason: 'run-not-staged', id: staged.id, status });
  const place = claimAttempt(staged.runDir, options.purpose);
  options.onClaimed?.(place);
  return keepOnlyWhole(place, options, async () => {
    try {
      const { exitCode } = await startRun(cloneStagedRun(staged, place), options);
      return exitCode;
    } catch (error) {
      // What was to be copied may have become the run meanwhile.
      if (isPublished(staged.runDir)) {
        fail({ reason: 'run-not-staged', id: staged.id, status: runStatus(staged) }, error);
      }
      throw error;
    }
  });
}

/** An attempt that fails for another reason than its command or its hooks leaves nothing. */
async function keepOnlyWhole(
  place: AttemptPlace,
  { rejects }: AttemptOptions,
  execute: () => Promise<number>,
): Promise<EndedAttempt> {
  let exitCode: number;
  try {
    exitCode = await execute();
  } catch (error) {
    if (error instanceof GageError && error.failure.reason === 'phase-failed') {
      end(place, error.failure.exitCode);
    } else {
      removeAttempt(place);
    }
    throw error;
  }
  const why = rejects?.(exitCode);
  if (why !== undefined) writeLost(place, why);
  return end(place, exitCode);
}

function end(place: AttemptPlace, exitCode: number): EndedAttempt {
  const isLost = !writeResult(place, exitCode);
  // Whoever gave it up may have removed the copy before it was complete.
  if (isLost) removeCopy(place);
  const isRun = !isLost && closeAttempt(place);
  const { id } = attemptRun(place);
  const zipPath = zipMetaPathOf(place.runDir);
  const metaPath = pathExists(zipPath) ? zipPath : metaPathOf(place.runDir);
  return {
    run: new Run(id, place.runDir, metaPath),
    attempt: place.number,
    exitCode,
    isRun,
    isLost,
  };
}

/** Nothing was executed to its end: there is nothing to keep a record of. */
function removeAttempt(place: AttemptPlace): void {
  removeTree(place.dir);
  removeEmptyDirectory(attemptsDirOf(place.runDir));
}
