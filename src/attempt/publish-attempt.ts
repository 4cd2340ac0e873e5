import { join } from 'node:path';
import { claimFile } from '../platform/exclusive-file.ts';
import {
  listDirectory,
  makeDirectory,
  pathExists,
  removeEmptyDirectory,
  removeFile,
  removeTree,
  renamePath,
} from '../platform/files.ts';
import { removeKnownTree } from '../platform/known-tree.ts';
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
import { readProjectReference, writeProjectReference } from '../run/project-reference.ts';
import { Run } from '../run/run.ts';
import { parseIdentity } from '../run/status.ts';
import { attemptNumbers } from './claim-attempt.ts';
import { removeCopy } from './commit-attempt.ts';
import { attemptRun, isPublished } from './observe-attempts.ts';

/**
 * Puts the attempt that is the run into the run's place: files first, metadata last, so that the run
 * appears finalized or, where it was staged, becomes so at once. Goes on where it was cut off; one
 * process does it at a time. @returns false when another one is doing it.
 */
export function publishAttempt(place: AttemptPlace): boolean {
  const attemptsDir = attemptsDirOf(place.runDir);
  const lock = join(attemptsDir, ATTEMPTS.publishing);
  const isFirst = claimFile(lock, JSON.stringify(currentProcess()), isAbandoned);
  if (!isFirst) return false;
  if (!isPublished(place.runDir)) moveIntoPlace(place);
  removeFile(lock);
  if (!isPublished(place.runDir)) return false;
  removeRecords(place);
  return true;
}

function isAbandoned(text: string): boolean {
  try {
    const holder = parseIdentity(JSON.parse(text));
    return holder === undefined || processLiveness(holder) === 'gone';
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return true;
  }
}

function moveIntoPlace(place: AttemptPlace): void {
  const { runDir } = place;
  const run = attemptRun(place);
  const replaced = join(attemptsDirOf(runDir), ATTEMPTS.replaced);
  if (pathExists(run.runDir)) {
    if (pathExists(runDir)) {
      removeTree(replaced);
      renamePath(runDir, replaced);
    }
    renamePath(run.runDir, runDir);
  }
  moveUserEntries(run.runDir, runDir);
  const projectDir = readProjectReference(run);
  if (projectDir !== undefined) writeProjectReference(new Run(run.id, runDir), projectDir);
  const staged = metaPathOf(runDir);
  if (pathExists(zipMetaPathOf(run.runDir))) {
    renamePath(zipMetaPathOf(run.runDir), zipMetaPathOf(runDir));
    removeTree(staged);
  } else if (pathExists(run.metaDir)) {
    // Metadata that stays a folder: for a moment the staged run is not there.
    if (pathExists(staged)) renamePath(staged, join(attemptsDirOf(runDir), 'replaced.meta'));
    renamePath(run.metaDir, staged);
  }
  removeTree(replaced);
  removeTree(join(attemptsDirOf(runDir), 'replaced.meta'));
}

/** What people said of the run while it was made: files with names of their own. */
function moveUserEntries(from: string, to: string): void {
  const entries = sidecarPathOf(from, 'user');
  if (!pathExists(entries)) return;
  const target = sidecarPathOf(to, 'user');
  if (!pathExists(target)) {
    renamePath(entries, target);
    return;
  }
  makeDirectory(target);
  for (const { name } of listDirectory(entries)) {
    renamePath(join(entries, name), join(target, name));
  }
}

const RECORDS = [ATTEMPT.claim, ATTEMPT.result].map((path) => ({ path, isDirectory: false }));

/** Of a run with one attempt nothing needs to be kept; else the copies go and the records stay. */
function removeRecords(place: AttemptPlace): void {
  const attemptsDir = attemptsDirOf(place.runDir);
  removeCopy(place);
  if (attemptNumbers(place.runDir).length > 1) return;
  removeKnownTree(place.dir, RECORDS);
  removeFile(join(attemptsDir, ATTEMPTS.commit));
  // One that was begun in this moment keeps the folder, and finds the run in its place.
  removeEmptyDirectory(attemptsDir);
}
