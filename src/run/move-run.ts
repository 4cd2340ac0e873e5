import { fail } from '../failures/failures.ts';
import { pathExists, renamePath } from '../platform/files.ts';
import { touchArchive } from './archives.ts';
import type { Archive } from './archives.ts';
import { moveRun, readContainer } from './containers.ts';
import { deleteRuns } from './delete-run.ts';
import {
  attemptAt,
  isOlderDeletedMetaName,
  metaPathOf,
  moveDirOf,
  sidecarPathOf,
  zipMetaPathOf,
} from './layout.ts';
import { Run } from './run.ts';
import { ACTIVE_STATUSES, runStatus } from './status.ts';

/** Whether runs that somebody works on may be put away, too. */
export interface MoveOptions {
  readonly force?: boolean;
}

/** Puts runs into the trash. Fails with `run-active` before any is moved, with `meta-missing`. */
export function trashRuns(runs: readonly Run[], options: MoveOptions = {}): void {
  checkNotActive(runs, options);
  for (const run of runs) moveRun(run, 'trash');
}

/**
 * Puts runs into an archive, and notes when. Fails with `run-active` before any is moved, with
 * `meta-missing`.
 */
export function archiveRuns(
  runs: readonly Run[],
  runsDir: string,
  archive: Archive,
  options: MoveOptions = {},
): Archive {
  checkNotActive(runs, options);
  const touched = touchArchive(runsDir, archive);
  for (const run of runs) moveRun(run, archive.id);
  return touched;
}

/** Deletes runs for good. Fails with `run-active` before any is deleted. */
export function purgeRuns(runs: readonly Run[], options: MoveOptions = {}): void {
  checkNotActive(runs, options);
  deleteRuns(runs.map(inItsPlace));
}

/** With what an attempt has of a run, everything of the run goes. */
function inItsPlace(run: Run): Run {
  const attempt = attemptAt(run.runDir);
  return attempt === undefined ? run : new Run(run.id, attempt.runDir);
}

/** Refuses runs that somebody works on, unless forced. Fails with `run-active`. */
export function checkNotActive(runs: readonly Run[], { force = false }: MoveOptions): void {
  if (force) return;
  for (const run of runs) {
    const status = runStatus(run);
    if (ACTIVE_STATUSES.includes(status)) {
      fail({ reason: 'run-active', id: run.id, runName: run.name, status });
    }
  }
}

/**
 * Brings a run back among the active ones, from the trash or from an archive. One that was deleted
 * in the way of older versions gets its names back, its metadata last: until then it is in the trash,
 * and restoring can be repeated.
 * @returns the run where it is now. Fails with `meta-missing`, `run-exists`.
 */
export function restoreRun(run: Run): Run {
  const restored = isOlderDeletedMetaName(run.metaDir) ? restoreNames(run) : run;
  const moveDir = moveDirOf(restored.metaDir);
  if (readContainer(moveDir) !== 'active') moveRun(restored, 'active');
  return restored;
}

function restoreNames(run: Run): Run {
  const runDir = run.runDir.replace(/\.deleted$/, '');
  for (const path of [metaPathOf(runDir), zipMetaPathOf(runDir)]) {
    if (pathExists(path)) fail({ reason: 'run-exists', path });
  }
  if (!pathExists(run.metaDir)) fail({ reason: 'meta-missing', path: run.metaDir });
  const metaPath = run.metaDir.replace(/\.deleted$/, '');
  const renames: readonly (readonly [from: string, to: string])[] = [
    [run.runDir, runDir],
    [sidecarPathOf(run.runDir, 'user'), sidecarPathOf(runDir, 'user')],
    [sidecarPathOf(run.runDir, 'sign'), sidecarPathOf(runDir, 'sign')],
    [sidecarPathOf(run.runDir, 'project'), sidecarPathOf(runDir, 'project')],
    [run.metaDir, metaPath],
  ];
  for (const [from, to] of renames) {
    if (pathExists(from) && !pathExists(to)) renamePath(from, to);
  }
  return new Run(run.id, runDir, metaPath, run.opref);
}
