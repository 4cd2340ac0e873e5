import { join } from '../platform/paths.ts';
import { isSystemError, pathExists } from '../platform/files.ts';
import { readRegularText } from '../platform/regular-file.ts';
import { META } from './layout.ts';
import { readWaiting } from './waiting-members.ts';

/** Whether the power went before metadata said on the disk what run it is of: names are there, content is not. */
export function isDescriptionLost(metaDir: string): boolean {
  const isEmpty = (member: string): boolean =>
    /^\0*$/.test(readRegularText(join(metaDir, member)) ?? 'missing');
  return DESCRIPTION_MARKS.some(isEmpty) || isWaitingLost(metaDir);
}

/** Whether what waits should have all else that describes the run, and has not. */
function isWaitingLost(metaDir: string): boolean {
  if (!pathExists(join(metaDir, META.waiting))) return false;
  try {
    const isThere = readWaiting(metaDir).has(META.initialized);
    return !isThere && !pathExists(join(metaDir, META.initialized));
  } catch (error) {
    // It is none of ours.
    if (!isSystemError(error)) throw error;
    return false;
  }
}

/** Members that come to the disk after all others that describe a run. */
export const DESCRIPTION_MARKS: readonly string[] = [META.opref, META.schema];
