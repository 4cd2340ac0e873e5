import type { BytesListener } from '../platform/file-copy.ts';
import { isNotFound, isSystemError } from '../platform/files.ts';
import type { HashPool } from '../platform/hash-pool.ts';
import { join } from '../platform/paths.ts';
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

/** Told of bytes that were read, and of how many there are. */
export type ProgressListener = (doneBytes: number, totalBytes: number) => void;

/** What the metadata tells of the files. */
export interface ToldFiles {
  readonly entries: readonly ManifestEntry[];
  /** Files that were seen, and could not be read, when the manifest was written. */
  readonly withoutDigest: ReadonlySet<string>;
}

/**
 * Reads every file of a run against its manifest. Links out of the run are followed to files, never to
 * folders.
 */
export async function checkFiles(
  run: Run,
  { entries, withoutDigest }: ToldFiles,
  pool: HashPool,
  onProgress: ProgressListener,
): Promise<FileFindings> {
  const tree = readRunTree(run.runDir);
  const purgedPaths = new Set(readPurgedFiles(run));
  const told = new Set(entries.map(({ path }) => path));
  const untold = [...tree.files.keys()].filter((path) => !told.has(path));
  const sizeOf = ({ path }: ManifestEntry): number => tree.files.get(path) ?? 0;
  const totalBytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  let doneBytes = 0;
  const judgements = new Map<ManifestEntry, Judgement>();
  const judge = async (entry: ManifestEntry): Promise<void> => {
    const { path, sha256 } = entry;
    const found = tree.files.has(path)
      ? await hashOf(join(run.runDir, path), sizeOf(entry), pool, (count) => {
          doneBytes += count;
          onProgress(doneBytes, totalBytes);
        })
      : 'missing';
    const isPurged = found === 'missing' && purgedPaths.has(path);
    judgements.set(entry, isPurged ? 'purged' : judgementOf(found, sha256));
  };
  const isThreaded = (entry: ManifestEntry): boolean => pool.isThreaded(sizeOf(entry));
  // Not all at once: every file begun is a file open.
  const judgeOthers = async (): Promise<void> => {
    for (const entry of entries) if (!isThreaded(entry)) await judge(entry);
  };
  await Promise.all([...entries.filter(isThreaded).map(judge), judgeOthers()]);
  const judged = (wanted: Judgement): readonly ManifestEntry[] =>
    entries.filter((entry) => judgements.get(entry) === wanted);
  const paths = (wanted: Judgement): readonly string[] =>
    judged(wanted)
      .map(({ path }) => path)
      .sort(compareCodePoints);
  const same = judged('same');
  return {
    fileCount: same.length,
    byteCount: same.reduce((sum, entry) => sum + sizeOf(entry), 0),
    changed: paths('changed'),
    missing: paths('missing'),
    extra: untold.filter((path) => !withoutDigest.has(path)).sort(compareCodePoints),
    unreadable: paths('unreadable'),
    purged: paths('purged'),
    notCovered: [
      ...tree.others,
      ...untold
        .filter((path) => withoutDigest.has(path))
        .map((path) => ({ path, what: 'could not be read when the manifest was written' })),
    ].sort((a, b) => compareCodePoints(a.path, b.path)),
  };
}

type Judgement = 'same' | 'changed' | 'missing' | 'purged' | 'unreadable';

/** @param found the digest, or why there is none. */
function judgementOf(found: string, sha256: string): Judgement {
  if (found === 'missing' || found === 'unreadable') return found;
  return found === sha256 ? 'same' : 'changed';
}

async function hashOf(
  file: string,
  sizeBytes: number,
  pool: HashPool,
  onBytes: BytesListener,
): Promise<string> {
  try {
    return await pool.hash(file, sizeBytes, onBytes);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return isNotFound(error) ? 'missing' : 'unreadable';
  }
}
