import { join } from './platform/paths.ts';
import { readRegularText } from './platform/regular-file.ts';
import { finalize } from './finalize/finalize-run.ts';
import type { FinalizeOptions, FinalizedRun } from './finalize/finalize-run.ts';
import { OpDef } from './operation/operation-definition.ts';
import { systemClock } from './platform/clock.ts';
import { listDirectory, statIfExists } from './platform/files.ts';
import { isOfAnotherBoot, processLiveness } from './platform/process-identity.ts';
import { deleteRun, finishDeletions } from './run/delete-run.ts';
import { EARLY_MEMBERS, isEarlyRun } from './run/early-run.ts';
import { META, attemptAt, isZipMeta, metaNameId, runDirOf, unbornId } from './run/layout.ts';
import { isDescriptionLost } from './run/lost-description.ts';
import { META_SUFFIX } from './values/run-names.ts';
import { currentMetaPath, readMap, readMembers, withMeta } from './run/metadata.ts';
import { loggedExitCode } from './run/runner-log.ts';
import { Run } from './run/run.ts';
import { parseExitCode, parseOwner, runStatus } from './run/status.ts';

/**
 * Whether a run was left behind by a process that is gone: it has ended, or nobody is there to end
 * it, and it is not finalized.
 */
export function needsRecovery(run: Run): boolean {
  if (isZipMeta(currentMetaPath(run.metaDir)) || isEarly(run) || isClosedFolder(run)) return false;
  const status = runStatus(run);
  return status === 'terminated' || status === 'completed' || status === 'error';
}

/**
 * Whether a run that {@link needsRecovery} is finished without executing anything: it has no `finalize` hook
 * that is still to be run. Any command can do that for it.
 */
export function needsOnlyClosing(run: Run): boolean {
  if (!needsRecovery(run)) return false;
  return withMeta(run.metaDir, (meta) => {
    const { exec } = new OpDef('', readMap(meta, META.opdef));
    const log = meta.read(META.runnerLog)?.toString('utf8') ?? '';
    return exec.finalize === undefined || loggedExitCode(log, 'finalize') !== undefined;
  });
}

/** Runs of early versions are never changed: they end as folders, with or without an exit code. */
function isEarly(run: Run): boolean {
  const members = readMembers(run.metaDir, [META.opref, ...EARLY_MEMBERS]);
  return isEarlyRun(members.get(META.opref)?.toString('utf8'), (name) => members.has(name));
}

/**
 * Whether a folder has all that finalizing writes, and no note of somebody at work: it was to stay a
 * folder.
 */
function isClosedFolder(run: Run): boolean {
  const members = readMembers(run.metaDir, [META.exit, META.owner, META.summary]);
  const hasEnded = parseExitCode(members.get(META.exit)?.toString('utf8')) !== undefined;
  return hasEnded && !members.has(META.owner) && members.has(META.summary);
}

/**
 * Finishes a run that {@link needsRecovery}: what there is becomes its final state. The exit code is
 * the one its log tells; a run whose end nobody saw is terminated. What an attempt has becomes the run,
 * unless another one is.
 */
export async function recoverRun(run: Run, options: FinalizeOptions = {}): Promise<FinalizedRun> {
  const finalized = await finalize(run, options);
  const attempt = attemptAt(run.runDir);
  if (attempt === undefined) return finalized;
  // On demand: most runs have none.
  const { endAttempt } = await import('./attempt/settle-attempts.ts');
  return endAttempt(attempt, finalized.exitCode);
}

/**
 * Removes what processes that are gone left of runs that never appeared, and of runs that were being
 * deleted. Those that are being made now are left alone.
 * @returns the ids of runs that a loss of power has left without what they were.
 */
export function removeUnborn(runsDir: string): readonly string[] {
  finishDeletions(runsDir);
  const undescribed: string[] = [];
  for (const { name } of listDirectory(runsDir)) {
    const path = join(runsDir, name);
    if (isUndescribed(path)) {
      deleteRun(new Run(metaNameId(path), runDirOf(path)));
      undescribed.push(metaNameId(path));
    }
    const id = unbornId(name);
    if (id === undefined) continue;
    const owner = parseOwner(readRegularText(join(path, META.owner)));
    const isBeingMade =
      owner === undefined ? isRecent(path) : processLiveness(owner.runner) !== 'gone';
    if (isBeingMade) continue;
    deleteRun(new Run(id, join(runsDir, id)));
  }
  return undescribed;
}

/**
 * Whether the machine lost its power before a run said on the disk what it is. Its command, if it was started,
 * had just begun ({@link performRun}): it is as if the run had never been made.
 */
function isUndescribed(metaDir: string): boolean {
  if (!metaDir.endsWith(META_SUFFIX) || isZipMeta(currentMetaPath(metaDir))) return false;
  const note = readRegularText(join(metaDir, META.owner));
  const owner = parseOwner(note);
  if (note === undefined || (owner !== undefined && !isOfAnotherBoot(owner.runner))) return false;
  return isDescriptionLost(metaDir);
}

/** How long a folder may be without the note of who made it. */
const UNOWNED_MS = 60_000;

function isRecent(path: string): boolean {
  const mtimeMs = statIfExists(path)?.mtimeMs ?? 0n;
  return systemClock() - Number(mtimeMs) < UNOWNED_MS;
}
