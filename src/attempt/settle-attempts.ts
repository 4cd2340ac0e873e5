import { finalize } from '../finalize/finalize-run.ts';
import type { FinalizeOptions } from '../finalize/finalize-run.ts';
import { pathExists } from '../platform/files.ts';
import { processLiveness } from '../platform/process-identity.ts';
import { signalProcessGroup } from '../platform/signal-process.ts';
import { startTimer } from '../platform/timers.ts';
import { META, attemptsDirOf, metaPathOf } from '../run/layout.ts';
import type { AttemptPlace } from '../run/layout.ts';
import { readClaim } from '../run/attempt-claim.ts';
import { currentMetaPath, withMeta } from '../run/metadata.ts';
import { readOwner } from '../run/owner.ts';
import { Run } from '../run/run.ts';
import { parseExitCode } from '../run/status.ts';
import {
  commitAttempt,
  removeCopy,
  supersedeAttempt,
  writeLost,
  writeResult,
} from './commit-attempt.ts';
import { judgeAttempts } from './judge-attempts.ts';
import type { AttemptRules } from './judge-attempts.ts';
import {
  BeatWatch,
  attemptPlace,
  attemptRun,
  isPublished,
  observeAttempts,
  readCommit,
} from './observe-attempts.ts';
import { publishAttempt } from './publish-attempt.ts';
import { isTorn } from './torn-attempt.ts';

/** What became of the attempts at a run. */
export type SettledAttempts =
  /** The run is in its place. */
  | 'done'
  /** An attempt is under way. */
  | 'busy'
  /** Another attempt can be made. */
  | 'free'
  | 'exhausted';

export interface SettleOptions extends FinalizeOptions {
  readonly rules: AttemptRules;
  readonly watch: BeatWatch;
  /** Told of each attempt that is given up. */
  readonly onLost?: (attempt: AttemptPlace) => void;
  /** What an attempt has made whose end is not known is left as it is. */
  readonly keepsUnknown?: boolean;
}

/** Takes every step that the attempts at a run need, until there is nothing left to do for now. */
export async function settleAttempts(
  runDir: string,
  options: SettleOptions,
): Promise<SettledAttempts> {
  for (;;) {
    const action = judgeAttempts(observeAttempts(runDir, options.watch), options.rules);
    switch (action.type) {
      case 'done':
        return 'done';
      case 'wait':
        return 'busy';
      case 'start':
        return 'free';
      case 'exhausted':
        return 'exhausted';
      case 'publish':
        if (!publishAttempt(attemptPlace(runDir, action.attempt))) return 'busy';
        break;
      case 'commit':
        closeAttempt(attemptPlace(runDir, action.attempt));
        break;
      case 'finish':
        if (!(await isTorn(attemptPlace(runDir, action.attempt)))) {
          await finishAttempt(attemptPlace(runDir, action.attempt), options);
          break;
        }
        if (options.keepsUnknown === true) return 'busy';
        await loseAttempt(attemptPlace(runDir, action.attempt), options);
        break;
      case 'supersede':
        await killCommand(attemptRun(attemptPlace(runDir, action.attempt)));
        supersedeAttempt(attemptPlace(runDir, action.attempt));
        break;
      case 'lose':
        if (options.keepsUnknown === true && hasCopy(attemptPlace(runDir, action.attempt))) {
          return 'busy';
        }
        await loseAttempt(attemptPlace(runDir, action.attempt), options);
        break;
    }
  }
}

/** After this silence an attempt on another machine counts as lost. */
export const GRACE_MS = 600_000;

/** {@link settleAttempts} by somebody who has not watched: what may be under way elsewhere is. */
export async function settleLeftAttempts(
  runDir: string,
  options: Omit<SettleOptions, 'rules' | 'watch'> = {},
): Promise<SettledAttempts> {
  if (!pathExists(attemptsDirOf(runDir))) return 'free';
  const rules = { graceMs: GRACE_MS, maxAttempts: Number.POSITIVE_INFINITY };
  return settleAttempts(runDir, { ...options, rules, watch: new BeatWatch() });
}

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
  /** As the run ended; undefined while no attempt is the run. */
  readonly runExitCode: number | undefined;
}

/** What the process that has made an attempt gives for its end. */
export interface OwnAttempt {
  /** What {@link prepareResult} returned, if it was called. */
  readonly prepared: string | undefined;
}

/**
 * Notes how an attempt ended whose copy is finalized, and makes it the run unless it was given up or another is.
 * @param own given by the process that has made the attempt; by nobody who ends the attempt of another.
 */
export function endAttempt(place: AttemptPlace, exitCode: number, own?: OwnAttempt): EndedAttempt {
  const isLost = !writeResult(place, exitCode, own?.prepared);
  // Whoever gave it up may have removed the copy before it was complete.
  if (isLost) removeCopy(place);
  const isRun = !isLost && closeAttempt(place, own !== undefined);
  const { id } = attemptRun(place);
  const run = new Run(id, place.runDir, currentMetaPath(metaPathOf(place.runDir)));
  const runExitCode = isRun ? exitCode : (readCommit(place.runDir)?.exitCode ?? exitCodeOf(run));
  return { run, attempt: place.number, exitCode, isRun, isLost, runExitCode };
}

/** As a run that is in its place stores it. */
export function exitCodeOf({ runDir, metaDir }: Run): number | undefined {
  if (!isPublished(runDir)) return undefined;
  return parseExitCode(withMeta(metaDir, (meta) => meta.read(META.exit)?.toString('utf8')));
}

/**
 * Ends an attempt that has a result: it becomes the run and goes into its place, or is recorded as
 * superseded. @param isOwn see {@link publishAttempt}. @returns whether it is the run.
 */
function closeAttempt(place: AttemptPlace, isOwn = false): boolean {
  const isRun = commitAttempt(place);
  if (isRun) publishAttempt(place, isOwn);
  else supersedeAttempt(place);
  return isRun;
}

async function finishAttempt(place: AttemptPlace, options: FinalizeOptions): Promise<void> {
  const { exitCode } = await finalize(attemptRun(place), options);
  writeResult(place, exitCode);
}

function hasCopy(place: AttemptPlace): boolean {
  return pathExists(attemptRun(place).metaDir);
}

async function loseAttempt(place: AttemptPlace, options: SettleOptions): Promise<void> {
  const claim = readClaim(place.dir);
  const why =
    claim === undefined
      ? 'nobody claimed it'
      : `process ${claim.runner.pid} on ${claim.runner.host} is gone`;
  if (!writeLost(place, why)) return;
  options.onLost?.(place);
  await killCommand(attemptRun(place));
  removeCopy(place);
}

/** How often it is looked whether a command has gone. */
const LOOK_MS = 10;

/** A command without a runner has nobody who takes its output or its end. */
async function killCommand(run: Run): Promise<void> {
  const command = readOwner(run)?.command;
  if (command === undefined) return;
  while (processLiveness(command) === 'alive') {
    if (signalProcessGroup(command.pid, 'SIGKILL') !== 'sent') return;
    await startTimer(LOOK_MS).done;
  }
}
