import { fail } from './failures/failures.ts';
import type { FinalizeOptions } from './finalize/finalize-run.ts';
import { pathExists } from './platform/files.ts';
import { processLiveness } from './platform/process-identity.ts';
import type { ProcessIdentity } from './platform/process-identity.ts';
import { signalProcess, signalProcessGroup } from './platform/signal-process.ts';
import type { SignalOutcome } from './platform/signal-process.ts';
import { startTimer } from './platform/timers.ts';
import { needsRecovery, recoverRun } from './recover-run.ts';
import { META } from './run/layout.ts';
import { hasMember } from './run/members.ts';
import { currentMetaPath } from './run/metadata.ts';
import { readOwner } from './run/owner.ts';
import { RunLife } from './run/run-life.ts';
import { runStatus } from './run/status.ts';
import type { RunOwner } from './run/status.ts';
import type { Run, RunStatus } from './run/run.ts';

export interface StopOptions extends FinalizeOptions {
  /** Kill the command instead of asking it to end. */
  readonly force?: boolean;
  /** Called once when the run takes long to end. */
  readonly onWaiting?: () => void;
}

/** How a run is when it was stopped; `removed`: it was being staged, and stopped staging leaves nothing. */
export type StoppedStatus = RunStatus | 'removed';

/** How often it is looked whether the run has ended. */
const LOOK_MS = 50;

/** After this time somebody who waits wants to know why. */
const LONG_MS = 5000;

/**
 * Stops a run that is being worked on and waits until it has ended: whoever runs it is asked to stop
 * it, and finalizes it as terminated; a command that was left alone is asked itself, and the run is
 * finalized here. A run nobody works on is left as it is. Fails with `run-elsewhere`, `cannot-stop`.
 */
export async function stopRun(run: Run, options: StopOptions = {}): Promise<StoppedStatus> {
  const owner = readOwner(run);
  if (owner === undefined) return currentStatus(run);
  const isElsewhere = [owner.runner, owner.command].some(
    (process) => process !== undefined && processLiveness(process) === 'elsewhere',
  );
  if (isElsewhere) {
    const { host, pid } = owner.runner;
    fail({ reason: 'run-elsewhere', runName: run.name, host, pid });
  }
  sendStop(run, owner, options.force ?? false);
  return waitForEnd(run, owner, options);
}

function sendStop(run: Run, { runner, command }: RunOwner, force: boolean): void {
  const isCommandThere = isAlive(command);
  const isOneOfMany = isTrial(run);
  if (command !== undefined && isCommandThere && (force || isOneOfMany || !isAlive(runner))) {
    const signal = force ? 'SIGKILL' : 'SIGTERM';
    checkSent(run, command.pid, signalProcessGroup(command.pid, signal));
  } else if (isAlive(runner) && !isOneOfMany) {
    checkSent(run, runner.pid, signalProcess(runner.pid, 'SIGTERM'));
  }
}

/** Whoever makes a trial makes others of its batch besides: only the command is stopped, once there is one. */
function isTrial(run: Run): boolean {
  return hasMember(run.metaDir, META.batch);
}

function isAlive(process: ProcessIdentity | undefined): boolean {
  return process !== undefined && processLiveness(process) === 'alive';
}

function checkSent(run: Run, pid: number, outcome: SignalOutcome): void {
  if (outcome === 'refused') fail({ reason: 'cannot-stop', runName: run.name, pid });
}

async function waitForEnd(run: Run, owner: RunOwner, options: StopOptions): Promise<StoppedStatus> {
  const life = new RunLife(run);
  let hadRunner = isAlive(owner.runner);
  let isCommandTold = owner.command !== undefined || !isTrial(run);
  for (let waitedMs = 0; !life.hasEnded(); waitedMs += LOOK_MS) {
    await startTimer(LOOK_MS).done;
    if (waitedMs === LONG_MS) options.onWaiting?.();
    const { command } = readOwner(run) ?? owner;
    if (!isCommandTold && command !== undefined) {
      isCommandTold = true;
      sendStop(run, { ...owner, command }, options.force ?? false);
    }
    // A hook that is staging or finalizing is killed by asking twice.
    const isHook = owner.command === undefined && !isTrial(run);
    if (options.force === true && waitedMs === LOOK_MS && isHook) {
      signalProcess(owner.runner.pid, 'SIGTERM');
    }
    if (hadRunner && !life.hasRunner()) {
      // Whoever ran it died meanwhile, without the command.
      hadRunner = false;
      if (command !== undefined) sendStop(run, { ...owner, command }, options.force ?? false);
    }
  }
  if (!life.hasRunner() && needsRecovery(run)) await recoverRun(run, options);
  return currentStatus(run);
}

function currentStatus(run: Run): StoppedStatus {
  return pathExists(currentMetaPath(run.metaDir)) ? runStatus(run) : 'removed';
}
