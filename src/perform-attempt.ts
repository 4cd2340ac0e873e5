import { claimAttempt } from './attempt/claim-attempt.ts';
import type { AttemptClaim } from './run/attempt-claim.ts';
import { cloneStagedRun } from './attempt/clone-staged.ts';
import { prepareResult, writeLost } from './attempt/commit-attempt.ts';
import { isFirstUnderWay } from './attempt/judge-attempts.ts';
import { BeatWatch, attemptRun, isPublished, observeAttempts } from './attempt/observe-attempts.ts';
import { endAttempt } from './attempt/settle-attempts.ts';
import type { EndedAttempt } from './attempt/settle-attempts.ts';
import { Beat } from './attempt/beat.ts';
import type { RunListener } from './events.ts';
import { GageError, fail } from './failures/failures.ts';
import { performRun, startRun } from './lifecycle.ts';
import type { LifecycleOptions, StartOptions } from './lifecycle.ts';
import type { PlannedRun } from './plan/plan-run.ts';
import { removeEmptyDirectory, removeTree } from './platform/files.ts';
import { attemptsDirOf } from './run/layout.ts';
import type { AttemptPlace } from './run/layout.ts';
import type { Run } from './run/run.ts';
import { checkStagedFiles } from './run/staged-note.ts';
import { runStatus } from './run/status.ts';

export interface AttemptOptions {
  /** What the attempt is made for. */
  readonly purpose?: Pick<AttemptClaim, 'batch' | 'trial'>;
  /** Told where the attempt works, before it does. */
  readonly onClaimed?: (place: AttemptPlace) => void;
  /** Why an attempt that ended like this is not to become the run; undefined when it may. */
  readonly rejects?: (exitCode: number) => string | undefined;
  /** Told when an attempt that is not rejected has ended, and only the disk is waited for. */
  readonly onClosing?: (() => void) | undefined;
  /**
   * Executes nothing where another attempt at the staged run was begun before and may be under way:
   * of several that are begun at once, one executes the command.
   */
  readonly givesWay?: boolean;
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
  return keepOnlyWhole(place, options, async (onEvent, alongWithZip) => {
    const { id } = attemptRun(place);
    const where = { id, runsDir: place.dir };
    const { exitCode } = await performRun(plan, { ...options, ...where, onEvent, alongWithZip });
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
  await checkStagedFiles(staged);
  const place = claimAttempt(staged.runDir, options.purpose);
  if (options.givesWay === true && !isFirst(place)) {
    removeAttempt(place);
    const now = isPublished(staged.runDir) ? runStatus(staged) : 'running';
    return fail({ reason: 'run-not-staged', id: staged.id, status: now });
  }
  options.onClaimed?.(place);
  return keepOnlyWhole(place, options, async (onEvent, alongWithZip) => {
    try {
      const copy = cloneStagedRun(staged, place);
      const { exitCode } = await startRun(copy, { ...options, onEvent, alongWithZip });
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

/** The run is looked at last: an attempt that became it meanwhile is not among the others any more. */
function isFirst({ number, runDir }: AttemptPlace): boolean {
  return isFirstUnderWay(number, observeAttempts(runDir, new BeatWatch())) && !isPublished(runDir);
}

/** An attempt that fails for another reason than its command or its hooks leaves nothing. */
async function keepOnlyWhole(
  place: AttemptPlace,
  { rejects, onClosing, onEvent: tell }: AttemptOptions & Pick<StartOptions, 'onEvent'>,
  execute: (onEvent: RunListener, alongWithZip: (code: number) => string) => Promise<number>,
): Promise<EndedAttempt> {
  const beat = new Beat(place);
  let exitCode: number;
  let prepared: string | undefined;
  const onEvent: RunListener = (event) => {
    if (event.type === 'progress' && event.phase === 'run') beat.tell(event.completed);
    tell?.(event);
  };
  try {
    exitCode = await execute(onEvent, (code) => {
      if (rejects?.(code) === undefined) onClosing?.();
      prepared = prepareResult(place, code);
      return prepared;
    });
  } catch (error) {
    if (error instanceof GageError && error.failure.reason === 'phase-failed') {
      endAttempt(place, error.failure.exitCode, { prepared });
    } else {
      removeAttempt(place);
    }
    throw error;
  } finally {
    beat.stop();
  }
  const why = rejects?.(exitCode);
  if (why !== undefined) writeLost(place, why);
  return endAttempt(place, exitCode, { prepared });
}

/** Nothing was executed to its end: there is nothing to keep a record of. */
function removeAttempt(place: AttemptPlace): void {
  removeTree(place.dir);
  removeEmptyDirectory(attemptsDirOf(place.runDir));
}
