import { systemClock } from '../platform/clock.ts';
import { pathExists, readTextIfExists, statIfExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { processLiveness } from '../platform/process-identity.ts';
import {
  ATTEMPT,
  ATTEMPTS,
  META,
  attemptsDirOf,
  metaPathOf,
  zipMetaPathOf,
} from '../run/layout.ts';
import type { AttemptPlace } from '../run/layout.ts';
import { readClaim, readRecord } from '../run/attempt-claim.ts';
import { readMemberText } from '../run/members.ts';
import { loggedExitCode } from '../run/runner-log.ts';
import { Run } from '../run/run.ts';
import { parseExitCode } from '../run/status.ts';
import { attemptNumbers } from './claim-attempt.ts';
import type { AttemptView, AttemptsView } from './judge-attempts.ts';

/** How an attempt ended; in its `result.json`, and in `commit.json` of the one that is the run. */
export interface AttemptResult {
  readonly attempt: number;
  readonly exitCode: number;
}

/** Remembers beats, to tell how long each has not moved. */
export class BeatWatch {
  readonly #seen = new Map<string, { readonly beat: string; readonly atMs: number }>();

  /** How long the beat of an attempt has not moved since it was first looked at here. */
  silentMs(dir: string): number {
    const beat = readTextIfExists(join(dir, ATTEMPT.beat)) ?? '';
    const nowMs = systemClock();
    const seen = this.#seen.get(dir);
    if (seen?.beat === beat) return nowMs - seen.atMs;
    this.#seen.set(dir, { beat, atMs: nowMs });
    return 0;
  }
}

/** Looks at all attempts at a run. @param runDir where the run belongs. */
export function observeAttempts(runDir: string, watch: BeatWatch): AttemptsView {
  return {
    isPublished: isPublished(runDir),
    committed: committedIn(runDir),
    attempts: attemptNumbers(runDir).map((number) => observe(attemptPlace(runDir, number), watch)),
  };
}

/**
 * The attempt that is the run. One that was late links its result where the records of the first are
 * removed already; killed before it finds out, it has left a commit that does not count.
 */
function committedIn(runDir: string): number | undefined {
  const attempt = readCommit(runDir)?.attempt;
  if (attempt === undefined || !isPublished(runDir)) return attempt;
  return isPublished(attemptRun(attemptPlace(runDir, attempt)).runDir) ? undefined : attempt;
}

/** Whether the run is in its place, with an end. */
export function isPublished(runDir: string): boolean {
  if (pathExists(zipMetaPathOf(runDir))) return true;
  if (!pathExists(metaPathOf(runDir))) return false;
  return parseExitCode(readTextIfExists(join(metaPathOf(runDir), META.exit))) !== undefined;
}

export function attemptPlace(runDir: string, number: number): AttemptPlace {
  return { number, dir: join(attemptsDirOf(runDir), String(number)), runDir };
}

/** The run as an attempt has it. */
export function attemptRun({ dir, runDir }: AttemptPlace): Run {
  const id = idOf(runDir);
  return new Run(id, join(dir, id));
}

function idOf(runDir: string): string {
  return runDir.slice(runDir.lastIndexOf('/') + 1);
}

/** The result of the attempt that is the run. */
export function readCommit(runDir: string): AttemptResult | undefined {
  return readResult(join(attemptsDirOf(runDir), ATTEMPTS.commit));
}

/** Undefined where there is none, or none that is complete. */
export function readResult(path: string): AttemptResult | undefined {
  const { attempt, exitCode } = readRecord(path);
  if (typeof attempt !== 'number' || typeof exitCode !== 'number') return undefined;
  return { attempt, exitCode };
}

function observe(place: AttemptPlace, watch: BeatWatch): AttemptView {
  const { number, dir } = place;
  const worker = workerOf(dir);
  return {
    number,
    phase: phaseOf(place),
    worker,
    silentMs: worker === 'unknown' ? watch.silentMs(dir) : 0,
  };
}

function phaseOf(place: AttemptPlace): AttemptView['phase'] {
  const { dir } = place;
  if (pathExists(join(dir, ATTEMPT.superseded))) return 'superseded';
  const ended = readRecord(join(dir, ATTEMPT.result));
  if ('lost' in ended) return 'lost';
  if ('exitCode' in ended) return 'result';
  return isExitKnown(attemptRun(place)) ? 'exited' : 'working';
}

/** Whether a run tells how its command ended, finalized or not. */
function isExitKnown(run: Run): boolean {
  if (isPublished(run.runDir)) return true;
  const log = readMemberText(run.metaDir, META.runnerLog) ?? '';
  return loggedExitCode(log, 'run') !== undefined;
}

/** How long the claim may come after the folder. */
const CLAIM_MS = 5000;

function workerOf(dir: string): AttemptView['worker'] {
  const claim = readClaim(dir);
  if (claim === undefined) {
    const madeMs = Number(statIfExists(dir)?.mtimeMs ?? 0n);
    return Math.abs(systemClock() - madeMs) < CLAIM_MS ? 'alive' : 'gone';
  }
  const liveness = processLiveness(claim.runner);
  return liveness === 'elsewhere' ? 'unknown' : liveness;
}
