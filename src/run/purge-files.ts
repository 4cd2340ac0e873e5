import { removeFile } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { compareCodePoints } from '../values/order.ts';
import { isList } from '../values/value.ts';
import type { Run } from './run.ts';
import { readUserAttributes, setUserAttributes } from './user-attributes.ts';

/** The user attribute that lists the files removed from a run: its manifest still names them. */
const PURGED_FILES = 'purged-files';

/**
 * Removes files from a run directory for good. Before, the run's user attributes are told which, so
 * that what is missing later has an explanation.
 */
export function purgeRunFiles(run: Run, author: string, paths: readonly string[]): void {
  const all = [...new Set([...readPurgedFiles(run), ...paths])].sort(compareCodePoints);
  setUserAttributes(run, { author, set: { [PURGED_FILES]: all } });
  for (const path of paths) removeFile(join(run.runDir, path));
}

/** The files that were removed from a run on purpose, as far as its user attributes tell. */
export function readPurgedFiles(run: Run): readonly string[] {
  const paths = readUserAttributes(run)[PURGED_FILES];
  return isList(paths) ? paths.filter((path) => typeof path === 'string') : [];
}
