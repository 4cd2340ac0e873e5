import { listTree } from '../platform/file-tree.ts';
import type { TreeFile } from '../platform/file-tree.ts';
import { join } from '../platform/paths.ts';
import { sortByCodePoints } from '../values/order.ts';
import { changedFiles, formatFilesLog, parseFilesLog, replayFilesLog } from './files-log.ts';
import type { LoggedFile, PresentFile } from './files-log.ts';
import { META } from './layout.ts';
import { readMemberText, writeMember } from './members.ts';
import type { FileType } from './manifest.ts';
import type { Run } from './run.ts';

/**
 * Adds to the file log what has changed in the run directory since the last time, as changes of this
 * type. What cannot be looked at is told of and left out.
 * @returns the files that are there.
 */
export function recordFiles(
  run: Run,
  type: FileType,
  onUnreadable?: (path: string) => void,
): RecordedFiles {
  const files = listTree(run.runDir, onUnreadable);
  const logged = recordPresent(run, type, files);
  return { logged, present: new Map(files.map((file) => [file.path, file])) };
}

/** The files of a run after they were recorded. */
export interface RecordedFiles {
  /** As {@link loggedFiles} gives them. */
  readonly logged: ReadonlyMap<string, LoggedFile>;
  /** The same files by path, as they were found. */
  readonly present: ReadonlyMap<string, TreeFile>;
}

/**
 * {@link recordFiles} for one who knows all the files that are in the run directory, in any order.
 * @returns what {@link loggedFiles} gives now.
 */
export function recordPresent(
  run: Run,
  type: FileType,
  files: readonly PresentFile[],
): ReadonlyMap<string, LoggedFile> {
  const path = join(run.metaDir, META.filesLog);
  const known = readMemberText(run.metaDir, META.filesLog);
  const old = known ?? '';
  // A last line that was cut off does not count, and nothing is added to it.
  const text = old.slice(0, old.lastIndexOf('\n') + 1);
  const before = replayFilesLog(parseFilesLog(text, path));
  const present = sortByCodePoints([...files], ({ path }) => path);
  const events = changedFiles(before, present, type);
  const next = text + formatFilesLog(events);
  if (next !== known) writeMember(run.metaDir, META.filesLog, next);
  return replayFilesLog(events, before);
}

/** The files of a run according to its file log, in order of addition. Fails with `unreadable-meta`. */
export function loggedFiles(run: Run): ReadonlyMap<string, LoggedFile> {
  const path = join(run.metaDir, META.filesLog);
  return replayFilesLog(parseFilesLog(readMemberText(run.metaDir, META.filesLog) ?? '', path));
}
