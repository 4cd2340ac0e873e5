import { fail } from '../failures/failures.ts';
import type { DirectoryEntry } from '../platform/files.ts';
import { listDirectory, lstatIfExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import type { Run } from './run.ts';

/**
 * Refuses a path that is a link: what is written there would be somewhere else, and whoever made the
 * run says where. Fails with `unsafe-path`.
 */
export function refuseLink(path: string): void {
  if (lstatIfExists(path)?.isSymbolicLink() === true) fail({ reason: 'unsafe-path', path });
}

/**
 * Refuses to work on a run whose directory is a link, or whose metadata has anything but files and
 * folders: somebody else can have made it. Fails with `unsafe-path`.
 */
export function checkOwnPlace(run: Run): void {
  refuseLink(run.runDir);
  refuseLink(run.metaDir);
  checkFolder(run.metaDir);
}

/** A pipe for output that a killed process left: nothing is read from it or written into it again. */
const isAbandonedPipe = (entry: DirectoryEntry): boolean =>
  entry.isFIFO() && /^pipe\..*\.tmp$/.test(entry.name);

function checkFolder(folder: string): void {
  for (const entry of listDirectory(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) checkFolder(path);
    else if (!entry.isFile() && !isAbandonedPipe(entry)) fail({ reason: 'unsafe-path', path });
  }
}
