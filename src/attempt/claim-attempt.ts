import { systemClock } from '../platform/clock.ts';
import {
  isNotFound,
  listDirectoryNames,
  makeNewDirectory,
  writeNewFile,
} from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { currentProcess } from '../platform/process-identity.ts';
import type { AttemptClaim } from '../run/attempt-claim.ts';
import { ATTEMPT, attemptsDirOf } from '../run/layout.ts';
import type { AttemptPlace } from '../run/layout.ts';

/**
 * Begins an attempt at a run for this process: whoever makes the folder of a number has that number.
 * The folder is a runs directory of its own, in which the run is made and executed.
 * @param runDir where the run belongs.
 */
export function claimAttempt(
  runDir: string,
  purpose: Pick<AttemptClaim, 'batch' | 'trial'> = {},
): AttemptPlace {
  const attemptsDir = attemptsDirOf(runDir);
  let number = makeNewDirectory(attemptsDir) ? 0 : Math.max(0, ...attemptNumbers(runDir));
  let dir: string;
  do {
    number++;
    dir = join(attemptsDir, String(number));
  } while (!isMade(dir));
  const claim: AttemptClaim = { runner: currentProcess(), at: systemClock(), ...purpose };
  // One that is not complete counts as not there yet.
  writeNewFile(join(dir, ATTEMPT.claim), JSON.stringify(claim));
  return { number, dir, runDir };
}

function isMade(dir: string): boolean {
  for (;;) {
    try {
      return makeNewDirectory(dir);
    } catch (error) {
      // The folder of all attempts is removed when the run is in its place.
      if (!isNotFound(error)) throw error;
    }
  }
}

/** The numbers of the attempts at a run, in ascending order. */
export function attemptNumbers(runDir: string): readonly number[] {
  return numbersAmong(listDirectoryNames(attemptsDirOf(runDir)));
}

/** {@link attemptNumbers} for the names beside them. */
export function numbersAmong(names: readonly string[]): readonly number[] {
  return names
    .map((name) => (/^[1-9]\d*$/.test(name) ? Number(name) : 0))
    .filter((number) => number > 0)
    .sort((a, b) => a - b);
}
