import { basename, dirname } from 'node:path';
import { listDirectory, pathExists, removeTree, renamePath } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import {
  belongsToRun,
  doomedMetaPath,
  doomedPathOf,
  metaNameId,
  metaPathOf,
  runDirOf,
  zipMetaPathOf,
} from './layout.ts';
import { endOwnMetadata } from './own-metadata.ts';
import type { Run } from './run.ts';

/**
 * Removes everything a run has on disk: its metadata is renamed first, so that the run ceases to
 * exist at once, and removed last, so that {@link finishDeletions} can go on after a crash. Whether
 * the run is being worked on is not looked at.
 */
export function deleteRun(run: Run): void {
  deleteRuns([run]);
}

/** {@link deleteRun} for several runs, reading their runs directory once. */
export function deleteRuns(runs: readonly Run[]): void {
  const byDirectory = new Map<string, Run[]>();
  for (const run of runs) {
    const runsDir = dirname(run.runDir);
    byDirectory.set(runsDir, [...(byDirectory.get(runsDir) ?? []), run]);
  }
  for (const [runsDir, group] of byDirectory) {
    const names = listDirectory(runsDir).map((entry) => entry.name);
    for (const run of group) deleteEntries(run, runsDir, names);
  }
}

/** What belongs to a run is told by the name of its files, which a copy of another run's metadata does not change. */
function deleteEntries(run: Run, runsDir: string, names: readonly string[]): void {
  const id = basename(run.runDir).replace(/\.deleted$/, '');
  const metaPaths = new Set([metaPathOf(run.runDir), zipMetaPathOf(run.runDir), run.metaDir]);
  const doomed: string[] = [];
  for (const path of metaPaths) {
    endOwnMetadata(path);
    const doomedPath = doomedPathOf(path);
    if (pathExists(path)) {
      removeTree(doomedPath);
      renamePath(path, doomedPath);
    }
    doomed.push(doomedPath);
  }
  for (const name of names) {
    if (belongsToRun(name, id)) removeIfNotDoomed(join(runsDir, name), doomed);
  }
  for (const path of doomed) removeTree(path);
}

function removeIfNotDoomed(path: string, doomed: readonly string[]): void {
  if (!doomed.includes(path)) removeTree(path);
}

/** Completes deletions that were cut off, in a runs directory. */
export function finishDeletions(runsDir: string): void {
  const names = listDirectory(runsDir).map((entry) => entry.name);
  for (const name of names) {
    const metaPath = doomedMetaPath(join(runsDir, name));
    if (metaPath === undefined) continue;
    const id = metaNameId(metaPath);
    const runDir = runDirOf(metaPath);
    const isBack = [metaPathOf(runDir), zipMetaPathOf(runDir)].some(pathExists);
    if (isBack) removeTree(join(runsDir, name));
    else for (const entry of names) if (belongsToRun(entry, id)) removeTree(join(runsDir, entry));
  }
}
