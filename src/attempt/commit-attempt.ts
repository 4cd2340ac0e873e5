import { linkNewFile } from '../platform/hard-link.ts';
import { createFileExclusive } from '../platform/exclusive-file.ts';
import {
  removeFile,
  removeTree,
  temporaryPathBeside,
  writeFileAtomic,
  writeNewFile,
} from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import {
  ATTEMPT,
  ATTEMPTS,
  attemptsDirOf,
  metaPathOf,
  sidecarPathOf,
  unbornMetaPathOf,
  zipMetaPathOf,
} from '../run/layout.ts';
import type { AttemptPlace } from '../run/layout.ts';
import { attemptRun, isPublished, readCommit, readResult } from './observe-attempts.ts';
import type { AttemptResult } from './observe-attempts.ts';

/**
 * Writes down how an attempt ended: from here on it can be committed by anybody. @returns false when
 * it was given up as lost before: it is over then.
 * @param prepared what {@link prepareResult} returned.
 */
export function writeResult(place: AttemptPlace, exitCode: number, prepared?: string): boolean {
  const path = join(place.dir, ATTEMPT.result);
  const isFirst =
    prepared === undefined
      ? createFileExclusive(path, formatResult(place, exitCode), true)
      : linkPrepared(prepared, path);
  return isFirst || readResult(path) !== undefined;
}

/**
 * Writes a result aside, which counts from {@link writeResult} on: by then it is to be on the disk.
 * @returns its path.
 */
export function prepareResult(place: AttemptPlace, exitCode: number): string {
  const path = temporaryPathBeside(join(place.dir, ATTEMPT.result));
  writeNewFile(path, formatResult(place, exitCode));
  return path;
}

function formatResult({ number }: AttemptPlace, exitCode: number): string {
  const result: AttemptResult = { attempt: number, exitCode };
  return JSON.stringify(result);
}

function linkPrepared(prepared: string, path: string): boolean {
  try {
    return linkNewFile(prepared, path);
  } finally {
    removeFile(prepared);
  }
}

/** Gives an attempt up, unless it has a result: both are the same file, and the first one stays. */
export function writeLost({ dir, number }: AttemptPlace, why: string): boolean {
  const lost = { attempt: number, lost: why };
  return createFileExclusive(join(dir, ATTEMPT.result), JSON.stringify(lost), true);
}

/**
 * Makes an attempt that has a result the run, unless another one is: one link decides, however many
 * try at once. Can be repeated. @returns whether this attempt is the run.
 */
export function commitAttempt(place: AttemptPlace): boolean {
  const { dir, runDir, number } = place;
  const commit = join(attemptsDirOf(runDir), ATTEMPTS.commit);
  if (!linkNewFile(join(dir, ATTEMPT.result), commit))
    return readResult(commit)?.attempt === number;
  // Where nothing but one attempt was known, its records went when the run was in its place.
  if (!isPublished(runDir) || !isStillHere(place)) return true;
  removeFile(commit);
  return false;
}

/** Whether the attempt has its finalized copy: the one that was put into the run's place has not. */
function isStillHere(place: AttemptPlace): boolean {
  return isPublished(attemptRun(place).runDir);
}

/** Notes that another attempt is the run, and removes the copy of this one. */
export function supersedeAttempt(place: AttemptPlace): void {
  const committed = readCommit(place.runDir)?.attempt;
  const isOwn = committed === place.number;
  const by = isOwn ? null : (committed ?? null);
  writeFileAtomic(join(place.dir, ATTEMPT.superseded), JSON.stringify({ by }));
  // A commit of its own came too late.
  if (isOwn) removeFile(join(attemptsDirOf(place.runDir), ATTEMPTS.commit));
  removeCopy(place);
}

/** Removes what an attempt has besides its records. */
export function removeCopy(place: AttemptPlace): void {
  const { runDir } = attemptRun(place);
  for (const path of [
    zipMetaPathOf(runDir),
    metaPathOf(runDir),
    unbornMetaPathOf(runDir),
    runDir,
  ]) {
    removeTree(path);
  }
  for (const kind of ['user', 'project'] as const) removeTree(sidecarPathOf(runDir, kind));
}
