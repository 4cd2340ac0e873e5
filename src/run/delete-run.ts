import { dirname, join } from 'node:path';
import { listDirectory, pathExists, removeTree, renamePath } from '../platform/files.ts';
import { belongsToRun, doomedPathOf, metaPathOf, zipMetaPathOf } from './layout.ts';
import type { Run } from './run.ts';

/**
 * Removes everything a run has on disk: metadata first and in one step, so that the run ceases to exist at once,
 * then every entry of the runs directory that carries its id. It can be repeated after a crash.
 */
export function deleteRun(run: Run): void {
  const runsDir = dirname(run.runDir);
  for (const path of [metaPathOf(run.runDir), zipMetaPathOf(run.runDir), run.metaDir]) {
    if (!pathExists(path)) continue;
    const doomed = doomedPathOf(path);
    renamePath(path, doomed);
    removeTree(doomed);
  }
  for (const { name } of listDirectory(runsDir)) {
    if (belongsToRun(name, run.id)) removeTree(join(runsDir, name));
  }
}
