import { claimAttempt } from '../attempt/claim-attempt.ts';
import { removeCopy, writeLost } from '../attempt/commit-attempt.ts';
import { attemptRun, isPublished } from '../attempt/observe-attempts.ts';
import { endAttempt, exitCodeOf } from '../attempt/settle-attempts.ts';
import {
  attemptsDirOf,
  metaPathOf,
  runsDirOf,
  sidecarPathOf,
  zipMetaPathOf,
} from '../run/layout.ts';
import { currentMetaPath } from '../run/metadata.ts';
import { Run } from '../run/run.ts';
import { verifyRun } from '../verify/verify-run.ts';
import type { StageStore } from './stage-store.ts';
import type { Transport } from './transport.ts';

/**
 * Runs are made in another directory, such as a fast disk, here or on another machine: what was staged is
 * copied there, and a run that has ended comes back as an attempt, which is read against its manifest
 * before it becomes the run.
 */
export function createDirectoryStore(transport: Transport, directory: string): StageStore {
  return {
    name: 'directory',
    publish: async (staged) => {
      await transport.put(runsDirOf(staged.runDir), namesOf(staged.id), directory);
      return directory;
    },
    collect: async (staged) => {
      const { id, runDir } = staged;
      const place = claimAttempt(runDir);
      // What says that it has ended comes last.
      await transport.get(directory, [id, ...endNames(id)], place.dir);
      const run = attemptRun(place);
      const there = new Run(id, run.runDir, currentMetaPath(metaPathOf(run.runDir)));
      const exitCode = isPublished(run.runDir) ? exitCodeOf(there) : undefined;
      if (exitCode === undefined) {
        writeLost(place, `nothing that has ended is in ${directory}`);
        removeCopy(place);
        return;
      }
      if ((await verifyRun(there)).verdict === 'altered') {
        writeLost(place, `what came back from ${directory} is not what was made there`);
        removeCopy(place);
        return;
      }
      endAttempt(place, exitCode);
      await transport.remove(directory, allNames(id));
    },
    discard: async ({ id }) => transport.remove(directory, allNames(id)),
  };
}

/** What a staged run consists of. Where its project is is told to whoever makes it. */
function namesOf(id: string): readonly string[] {
  return [id, metaPathOf(id)];
}

/** What is there besides when it has ended; the metadata stays a folder where that is wanted. */
function endNames(id: string): readonly string[] {
  return [sidecarPathOf(id, 'user'), metaPathOf(id), zipMetaPathOf(id)];
}

function allNames(id: string): readonly string[] {
  return [...namesOf(id), ...endNames(id), attemptsDirOf(id)];
}
