import { finalize } from '../finalize/finalize-run.ts';
import type { FinalizeOptions } from '../finalize/finalize-run.ts';
import { processLiveness } from '../platform/process-identity.ts';
import { signalProcessGroup } from '../platform/signal-process.ts';
import { startTimer } from '../platform/timers.ts';
import type { AttemptPlace } from '../run/layout.ts';
import { readOwner } from '../run/owner.ts';
import type { Run } from '../run/run.ts';
import {
  commitAttempt,
  removeCopy,
  supersedeAttempt,
  writeLost,
  writeResult,
} from './commit-attempt.ts';
import { judgeAttempts } from './judge-attempts.ts';
import type { AttemptRules } from './judge-attempts.ts';
import { attemptPlace, attemptRun, observeAttempts, readClaim } from './observe-attempts.ts';
import type { BeatWatch } from './observe-attempts.ts';
import { publishAttempt } from './publish-attempt.ts';

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
        await finishAttempt(attemptPlace(runDir, action.attempt), options);
        break;
      case 'supersede':
        await killCommand(attemptRun(attemptPlace(runDir, action.attempt)));
        supersedeAttempt(attemptPlace(runDir, action.attempt));
        break;
      case 'lose':
        await loseAttempt(attemptPlace(runDir, action.attempt), options);
        break;
    }
  }
}

/**
 * Ends an attempt that has a result: it becomes the run and goes into its place, or is recorded as
 * superseded. @returns whether it is the run.
 */
export function closeAttempt(place: AttemptPlace): boolean {
  const isRun = commitAttempt(place);
  if (isRun) publishAttempt(place);
  else supersedeAttempt(place);
  return isRun;
}

async function finishAttempt(place: AttemptPlace, options: FinalizeOptions): Promise<void> {
  const { exitCode } = await finalize(attemptRun(place), options);
  writeResult(place, exitCode);
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
