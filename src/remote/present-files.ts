import { hashContent } from '../platform/file-copy.ts';
import type { WorkPace } from '../platform/file-copy.ts';
import {
  hasErrorCode,
  lstatIfExists,
  makeSymbolicLink,
  readLinkTarget,
  removeTree,
  statIfExists,
  unlessMissing,
} from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { readPurgedFiles } from '../run/purge-files.ts';
import { Run } from '../run/run.ts';
import type { FileList, ListedFile } from './file-list.ts';
import { makeSafeFolder } from './incoming-folder.ts';
import type { Remote } from './remote.ts';

/** What is known of a run's files at a destination. */
export interface PresentQuestion {
  readonly remote: Pick<Remote, 'folder'>;
  readonly id: string;
  /** Sizes of the files that are there, by path in the destination. */
  readonly sizes: ReadonlyMap<string, number>;
  /** The run is there as a whole: a file of the right size is the right one. */
  readonly isSettled: boolean;
  /** What was said of the files that are there, at a place that is no directory. */
  readonly before: FileList | undefined;
  readonly pace: WorkPace;
}

/**
 * Tells whether a file need not be copied: the same is there, or it was removed there on purpose.
 */
export function presentFiles(
  question: PresentQuestion,
): (
  file: Pick<ListedFile, 'path' | 'sizeBytes'> & { readonly sha256: string | undefined },
) => Promise<boolean> {
  const { remote, id, sizes, isSettled, before, pace } = question;
  const { folder } = remote;
  const purged =
    isSettled && folder !== undefined
      ? new Set(readPurgedFiles(new Run(id, join(folder, id))))
      : new Set<string>();
  const digests = new Map(before?.files.map(({ path, sha256 }) => [path, sha256]));
  return async ({ path, sizeBytes, sha256 }) => {
    if (purged.has(path)) return true;
    // A link may lead to the content, as where the run was made.
    if (isSettled && folder !== undefined) {
      return statIfExists(join(folder, id, path))?.size === BigInt(sizeBytes);
    }
    if (sizes.get(`${id}/${path}`) !== sizeBytes) return false;
    if (isSettled) return true;
    if (folder === undefined) return digests.get(path) === sha256;
    return (await hashContent(join(folder, id, path), pace)) === sha256;
  };
}

/**
 * Makes a run directory with its links and empty folders, after everything else that is
 * in the way is gone. Fails with `unsafe-path`.
 */
export function placeOthers(
  runsDir: string,
  id: string,
  { links, emptyFolders }: Pick<FileList, 'links' | 'emptyFolders'>,
): void {
  makeSafeFolder(runsDir, id);
  for (const { path, target } of links) {
    makeSafeFolder(runsDir, join(id, path, '..'));
    placeLink(target, join(runsDir, id, path));
  }
  for (const path of emptyFolders) makeSafeFolder(runsDir, join(id, path));
}

function placeLink(target: string, link: string): void {
  while (!isLinkTo(target, link)) {
    removeTree(link);
    try {
      makeSymbolicLink(target, link);
    } catch (error) {
      // Somebody else who copies the run was faster.
      if (!hasErrorCode(error, 'EEXIST')) throw error;
    }
  }
}

function isLinkTo(target: string, link: string): boolean {
  const isLink = lstatIfExists(link)?.isSymbolicLink() === true;
  return isLink && unlessMissing(() => readLinkTarget(link)) === target;
}
