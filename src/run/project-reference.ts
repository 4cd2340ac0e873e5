import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fail } from '../failures.ts';
import { looksLikeProject } from '../operation/project.ts';
import { pathExists, readTextIfExists, removeFile, writeFileAtomic } from '../platform/files.ts';
import { sidecarPathOf } from './layout.ts';
import type { Run } from './run.ts';

const PREFIX = 'file:';

/**
 * Notes beside a run which project it came from; local, never copied with the run. Stored relative
 * when the run is inside the project. Fails with `invalid-argument` for a relative project folder.
 */
export function writeProjectReference(run: Run, projectDir: string): void {
  if (!isAbsolute(projectDir)) {
    fail({ reason: 'invalid-argument', message: `project_dir must be absolute: "${projectDir}"` });
  }
  const runsDir = dirname(run.runDir);
  const isInside = runsDir === projectDir || runsDir.startsWith(projectDir.replace(/\/?$/, sep));
  const reference = isInside ? relative(runsDir, projectDir) || '.' : projectDir;
  writeFileAtomic(sidecarPathOf(run.runDir, 'project'), PREFIX + reference);
}

/**
 * The project a run came from, as far as known here. An absolute one need not exist; a relative one has
 * to look like a project, as the runs may have been moved out of theirs.
 */
export function readProjectReference(run: Run): string | undefined {
  const text = readTextIfExists(sidecarPathOf(run.runDir, 'project'))?.trimEnd();
  if (text === undefined || !text.startsWith(PREFIX)) return undefined;
  const reference = text.slice(PREFIX.length);
  if (isAbsolute(reference)) return reference;
  const directory = resolve(dirname(run.runDir), reference);
  const isProject = looksLikeProject(directory) || pathExists(join(directory, '.gage'));
  return isProject ? directory : undefined;
}

export function removeProjectReference(run: Run): void {
  removeFile(sidecarPathOf(run.runDir, 'project'));
}
