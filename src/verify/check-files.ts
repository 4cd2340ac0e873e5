import { join } from 'node:path';
import { WorkPace, hashContent } from '../platform/file-copy.ts';
import { isNotFound, isSystemError } from '../platform/files.ts';
import type { ManifestEntry } from '../run/manifest.ts';
import { readPurgedFiles } from '../run/purge-files.ts';
import type { Run } from '../run/run.ts';
import { compareCodePoints } from '../values/order.ts';
import { readRunTree } from './run-tree.ts';
import type { NotCovered } from './run-tree.ts';

/**
 * How the files of a run compare with its manifest. Paths are relative to the run directory, with `/`,
 * and sorted.
 */
export interface FileFindings {
  /** Files with the content that the manifest tells, and their bytes. */
  readonly fileCount: number;
  readonly byteCount: number;
  /** Files with other content. */
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  /** Files that the manifest does not know. */
  readonly extra: readonly string[];
  /** Files of the manifest whose content cannot be read. */
  readonly unreadable: readonly string[];
  /** Missing files that were removed on purpose, as the run's user attributes tell: no alteration. */
  readonly purged: readonly string[];
  /** What is in no manifest, such as links to folders, with what it is: nothing is known of it. */
  readonly notCovered: readonly NotCovered[];
}

export const NO_FINDINGS: FileFindings = {
  fileCount: 0,
  byteCount: 0,
  changed: [],
  missing: [],
  extra: [],
  unreadable: [],
  purged: [],
  notCovered: [],
};

/** How a run is verified. */
export interface VerifyOptions {
  /** Stops the work: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told of bytes as they are read. */
  readonly onBytes?: ((count: number) => void) | undefined;
}

/** What the metadata tells of the files. */
export interface ToldFiles {
  readonly entries: readonly ManifestEntry[];
  /** Files that were seen, and could not be read, when the manifest was written. */
  readonly withoutDigest: ReadonlySet<string>;
}

/** Reads every file of a run against its manifest. Links out of the run are followed to files, never to folders. */
export async function checkFiles(
  run: Run,
  { entries, withoutDigest }: ToldFiles,
  { signal, onBytes }: VerifyOptions,
): Promise<FileFindings> {
  const pace = new WorkPace(signal);
  const tree = readRunTree(run.runDir);
  const purgedPaths = new Set(readPurgedFiles(run));
  const changed: string[] = [];
  const missing: string[] = [];
  const purged: string[] = [];
  const unreadable: string[] = [];
  let [fileCount, byteCount] = [0, 0];
  for (const { path, sha256 } of entries) {
    const size = tree.files.get(path);
    const found =
      size === undefined ? 'missing' : await hashOf(join(run.runDir, path), pace, onBytes);
    if (found === 'missing') (purgedPaths.has(path) ? purged : missing).push(path);
    else if (found === 'unreadable') unreadable.push(path);
    else if (found !== sha256) changed.push(path);
    else {
      fileCount++;
      byteCount += size ?? 0;
    }
  }
  const told = new Set(entries.map(({ path }) => path));
  const untold = [...tree.files.keys()].filter((path) => !told.has(path));
  return {
    fileCount,
    byteCount,
    changed: changed.sort(compareCodePoints),
    missing: missing.sort(compareCodePoints),
    extra: untold.filter((path) => !withoutDigest.has(path)).sort(compareCodePoints),
    unreadable: unreadable.sort(compareCodePoints),
    purged: purged.sort(compareCodePoints),
    notCovered: [
      ...tree.others,
      ...untold
        .filter((path) => withoutDigest.has(path))
        .map((path) => ({ path, what: 'could not be read when the manifest was written' })),
    ].sort((a, b) => compareCodePoints(a.path, b.path)),
  };
}

async function hashOf(
  file: string,
  pace: WorkPace,
  onBytes: VerifyOptions['onBytes'],
): Promise<string> {
  try {
    return await hashContent(file, pace, onBytes);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return isNotFound(error) ? 'missing' : 'unreadable';
  }
}
