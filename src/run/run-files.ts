import { join } from 'node:path';
import { readTextIfExists, writeFileAtomic } from '../platform/files.ts';
import { listTree } from '../platform/file-tree.ts';
import { compareCodePoints } from '../values/order.ts';
import {
  changedFiles,
  formatFilesLog,
  parseFilesLog,
  recordedMicros,
  replayFilesLog,
} from './files-log.ts';
import type { LoggedFile } from './files-log.ts';
import { META } from './layout.ts';
import type { FileType } from './manifest.ts';
import type { Run } from './run.ts';

/**
 * Adds to the file log what has changed in the run directory since the last time, as changes of this
 * type. What cannot be looked at is told of and left out.
 */
export function recordFiles(run: Run, type: FileType, onUnreadable?: (path: string) => void): void {
  const path = join(run.metaDir, META.filesLog);
  const text = readTextIfExists(path) ?? '';
  const known = replayFilesLog(parseFilesLog(text, path));
  const present = new Map<string, number>();
  for (const file of listTree(run.runDir, onUnreadable).sort((a, b) =>
    compareCodePoints(a.path, b.path),
  )) {
    present.set(file.path, recordedMicros(file.mtimeNs));
  }
  const events = changedFiles(known, present, type);
  writeFileAtomic(path, text + formatFilesLog(events));
}

/** The files of a run according to its file log, in order of addition. Fails with `unreadable-meta`. */
export function loggedFiles(run: Run): ReadonlyMap<string, LoggedFile> {
  const path = join(run.metaDir, META.filesLog);
  return replayFilesLog(parseFilesLog(readTextIfExists(path) ?? '', path));
}
