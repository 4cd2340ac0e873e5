import { readShortText } from '../platform/regular-file.ts';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fail } from '../failures/failures.ts';
import { removeFile, writeFileAtomic } from '../platform/files.ts';
import { runsDirOf, sidecarPathOf } from './layout.ts';
import type { Run } from './run.ts';

const PREFIX = 'file:';

/**
 * Notes beside a run which project it came from; local, never copied with the run. Stored relative to
 * where the run belongs when that is inside the project: an attempt's goes there as it is. Fails with `invalid-argument` for a relative project folder.
 */
export function writeProjectReference(run: Run, projectDir: string): void {
  if (!isAbsolute(projectDir)) {
    fail({ reason: 'invalid-argument', message: `project_dir must be absolute: "${projectDir}"` });
  }
  const runsDir = runsDirOf(run.runDir);
  const isInside = runsDir === projectDir || runsDir.startsWith(projectDir.replace(/\/?$/, sep));
  const reference = isInside ? relative(runsDir, projectDir) || '.' : projectDir;
  writeFileAtomic(sidecarPathOf(run.runDir, 'project'), PREFIX + reference);
}

/** The project a run came from, as far as known here; it need not exist. */
export function readProjectReference({ runDir }: Run): string | undefined {
  const text = readShortText(sidecarPathOf(runDir, 'project'))?.trimEnd();
  if (text === undefined || !text.startsWith(PREFIX)) return undefined;
  if (!isAbsolute(runDir)) return resolve(runsDirOf(runDir), text.slice(PREFIX.length));
  const start = runDir.slice(0, runDir.lastIndexOf(sep) + 1);
  if (last?.start !== start || last.text !== text) {
    const project = resolve(runsDirOf(runDir), text.slice(PREFIX.length));
    last = { start, text, project };
  }
  return last.project;
}

/** Runs of a list are mostly of one project: finding out which takes longer than reading what they say. */
let last: { readonly start: string; readonly text: string; readonly project: string } | undefined;

export function removeProjectReference(run: Run): void {
  removeFile(sidecarPathOf(run.runDir, 'project'));
}
