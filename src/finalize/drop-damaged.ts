import { GageError } from '../failures/failures.ts';
import { join } from '../platform/paths.ts';
import { parseFilesLog } from '../run/files-log.ts';
import { META } from '../run/layout.ts';
import { parseManifest } from '../run/manifest.ts';
import { readMemberText, removeMember } from '../run/members.ts';
import type { RunnerLog } from '../run/runner-log.ts';

/**
 * Takes away what a loss of power has made unreadable of a run's lists of files, and says so in its
 * log: they are made anew from what is there. A run that kept them could never be finalized.
 */
export function dropDamaged(log: RunnerLog): void {
  for (const [member, parse] of LISTS) {
    const { metaDir } = log.run;
    const text = readMemberText(metaDir, member);
    if (text === undefined || isReadable(() => parse(text, join(metaDir, member)))) continue;
    log.log(`${member} cannot be read and is made anew: what it told is lost`);
    removeMember(metaDir, member);
  }
}

const LISTS = [
  [META.filesLog, parseFilesLog],
  [META.manifest, parseManifest],
] as const;

/** Whether something can be read; see {@link dropDamaged}. */
export function isReadable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof GageError && error.failure.reason === 'unreadable-meta') return false;
    throw error;
  }
}
