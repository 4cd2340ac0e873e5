import { dirname, isAbsolute, join, resolve } from 'node:path';
import { setFileFacts } from '../platform/file-copy.ts';
import { cloneFile } from '../platform/file-tree.ts';
import {
  listDirectory,
  lstatIfExists,
  makeDirectory,
  makeSymbolicLink,
  readLinkTarget,
  renamePath,
} from '../platform/files.ts';
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
  cloneTree(staged.metaDir, unborn, new Set([META.lock, META.owner]));
  renamePath(unborn, run.metaDir);
  const projectDir = readProjectReference(staged);
  if (projectDir !== undefined) writeProjectReference(run, projectDir);
  return run;
}

/** Copies keep their times: they are how changes are told from what was staged. */
function cloneTree(from: string, to: string, except: ReadonlySet<string>, prefix = ''): void {
  makeDirectory(to);
  for (const entry of listDirectory(from)) {
    const path = prefix + entry.name;
    if (except.has(path)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) cloneTree(source, target, except, `${path}/`);
    else if (entry.isSymbolicLink()) cloneLink(source, target);
    else if (entry.isFile()) {
      const status = lstatIfExists(source);
      if (status === undefined) continue;
      cloneFile(source, target);
      setFileFacts(target, {
        mode: Number(status.mode) & 0o7777,
        modifiedAt: Number(status.mtimeNs) / 1e6,
      });
    }
  }
}

/** A link to something outside still leads there. */
function cloneLink(source: string, target: string): void {
  const text = readLinkTarget(source);
  const isOutside = !isAbsolute(text) && text.startsWith('..');
  makeSymbolicLink(isOutside ? resolve(dirname(source), text) : text, target);
}
