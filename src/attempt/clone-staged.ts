import { cloneTree } from '../platform/clone-tree.ts';
import { renamePath } from '../platform/files.ts';
import { META, unbornMetaPathOf } from '../run/layout.ts';
import type { AttemptPlace } from '../run/layout.ts';
import { readProjectReference, writeProjectReference } from '../run/project-reference.ts';
import type { Run } from '../run/run.ts';
import { attemptRun } from './observe-attempts.ts';

/** Gives an attempt its own copy of a staged run; what was staged stays as it is. */
export function cloneStagedRun(staged: Run, place: AttemptPlace): Run {
  const run = attemptRun(place);
  cloneTree(staged.runDir, run.runDir, new Set());
  // Seen by others when it is whole.
  const unborn = unbornMetaPathOf(run.runDir);
  cloneTree(staged.metaDir, unborn, new Set([META.lock, META.owner, META.stager]));
  renamePath(unborn, run.metaDir);
  const projectDir = readProjectReference(staged);
  if (projectDir !== undefined) writeProjectReference(run, projectDir);
  return run;
}
