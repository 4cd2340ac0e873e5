import { claimFile } from '../platform/exclusive-file.ts';
import {
  listDirectoryNames,
  pathExists,
  removeEmptyDirectory,
  removeFile,
  removeTree,
  renamePath,
  unlessMissing,
} from '../platform/files.ts';
import { linkNewFile } from '../platform/hard-link.ts';
import { removeKnownTree } from '../platform/known-tree.ts';
import { join } from '../platform/paths.ts';
import { currentProcess, processLiveness } from '../platform/process-identity.ts';
import {
  ATTEMPT,
  ATTEMPTS,
  attemptsDirOf,
  metaPathOf,
  sidecarPathOf,
  zipMetaPathOf,
} from '../run/layout.ts';
import type { AttemptPlace } from '../run/layout.ts';
import { parseRecord } from '../run/attempt-claim.ts';
import { parseIdentity } from '../run/status.ts';
import { numbersAmong } from './claim-attempt.ts';
import { removeCopy } from './commit-attempt.ts';
import { attemptRun, isPublished } from './observe-attempts.ts';

/**
 * Puts the attempt that is the run into the run's place: files first, metadata last, so that the run
 * appears finalized or, where it was staged, becomes so at once. Goes on where it was cut off; one
 * process does it at a time.
 * @param isOwn whether this process has made the attempt, and finalized it.
 * @returns false when another one is doing it.
 */
export function publishAttempt(place: AttemptPlace, isOwn = false): boolean {
  const lock = join(attemptsDirOf(place.runDir), ATTEMPTS.publishing);
  if (!takeLock(lock, place, isOwn)) return false;
  const isThere = isPublished(place.runDir) || moveIntoPlace(place);
  removeFile(lock);
  if (!isThere) return false;
  removeRecords(place, isOwn);
  return true;
}

/** Names this process in a file of that name, unless another one is named. */
function takeLock(lock: string, { dir }: AttemptPlace, isOwn: boolean): boolean {
  // Its claim names it already.
  if (isOwn && unlessMissing(() => linkNewFile(join(dir, ATTEMPT.claim), lock)) === true) {
    return true;
  }
  return claimFile(lock, JSON.stringify({ runner: currentProcess() }), isAbandoned);
}

function isAbandoned(text: string): boolean {
  const record = parseRecord(text);
  const holder = parseIdentity(record['runner'] ?? record);
  return holder === undefined || processLiveness(holder) === 'gone';
}

/** @returns whether the run is in its place. */
function moveIntoPlace(place: AttemptPlace): boolean {
  const { runDir } = place;
  const run = attemptRun(place);
  moveFiles(run.runDir, runDir);
  moveUserEntries(run.runDir, runDir);
  moveIfThere(sidecarPathOf(run.runDir, 'project'), sidecarPathOf(runDir, 'project'));
  const staged = metaPathOf(runDir);
  if (moveIfThere(zipMetaPathOf(run.runDir), zipMetaPathOf(runDir))) {
    removeTree(staged);
    return true;
  }
  if (pathExists(run.metaDir)) {
    // Metadata that stays a folder: for a moment the staged run is not there.
    if (pathExists(staged)) {
      renamePath(staged, join(attemptsDirOf(runDir), ATTEMPTS.replacedMeta));
    }
    renamePath(run.metaDir, staged);
  }
  return isPublished(runDir);
}

/** @returns false where there is nothing to be moved. */
function moveIfThere(from: string, to: string): boolean {
  const isMoved = unlessMissing(() => {
    renamePath(from, to);
    return true;
  });
  return isMoved === true;
}

function moveFiles(from: string, runDir: string): void {
  try {
    renamePath(from, runDir);
  } catch (error) {
    if (!pathExists(from)) return;
    if (!pathExists(runDir)) throw error;
    // What was staged is there.
    const replaced = join(attemptsDirOf(runDir), ATTEMPTS.replaced);
    removeTree(replaced);
    renamePath(runDir, replaced);
    renamePath(from, runDir);
  }
}

/** What people said of the run while it was made: files with names of their own. */
function moveUserEntries(from: string, to: string): void {
  const [entries, target] = [sidecarPathOf(from, 'user'), sidecarPathOf(to, 'user')];
  if (!pathExists(entries)) return;
  try {
    renamePath(entries, target);
  } catch (error) {
    if (!pathExists(target)) throw error;
    for (const name of listDirectoryNames(entries)) {
      renamePath(join(entries, name), join(target, name));
    }
  }
}

const RECORDS = [ATTEMPT.claim, ATTEMPT.result].map((path) => ({ path, isDirectory: false }));

/** Of a run with one attempt nothing needs to be kept; else the copies go and the records stay. */
function removeRecords(place: AttemptPlace, isOwn: boolean): void {
  const attemptsDir = attemptsDirOf(place.runDir);
  const names = listDirectoryNames(attemptsDir);
  for (const name of [ATTEMPTS.replaced, ATTEMPTS.replacedMeta]) {
    if (names.includes(name)) removeTree(join(attemptsDir, name));
  }
  const isOnlyOne = numbersAmong(names).length <= 1;
  // All of it was moved where nobody was cut off.
  if (!isOwn || !isOnlyOne) removeCopy(place);
  if (!isOnlyOne) return;
  removeKnownTree(place.dir, RECORDS);
  removeFile(join(attemptsDir, ATTEMPTS.commit));
  // One that was begun in this moment keeps the folder, and finds the run in its place.
  removeEmptyDirectory(attemptsDir);
}
