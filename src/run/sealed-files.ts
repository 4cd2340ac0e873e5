import type { TreeFile } from '../platform/file-tree.ts';
import type { CopiedFile } from '../platform/hashed-copy.ts';

/**
 * Files as this process copied them into a run, by path in the run directory. They have been left
 * alone for so long that a later change shows in their times.
 */
export type SealedFiles = ReadonlyMap<string, CopiedFile>;

/** What the process that staged a run knows of its files. */
export interface StagedFiles {
  readonly sealed: SealedFiles;
  /** Whether what was staged is on the disk. */
  readonly isWritten: boolean;
}

/**
 * For how long a file has to be left alone before a change is sure to give it another time: the
 * clock that file systems take times from moves every 10 ms or faster.
 */
export const SETTLING_MS = 50;

/** Whether a file's time tells changes of different moments apart. Some file systems count in seconds. */
export function hasFineTime({ changedNs }: Pick<CopiedFile, 'changedNs'>): boolean {
  return changedNs % 1_000_000n !== 0n;
}

/** The digest of a file that is provably the one that was sealed, else undefined. */
export function sealedDigest(sealed: SealedFiles, file: TreeFile): string | undefined {
  const before = sealed.get(file.path);
  const isSame =
    !file.isLink &&
    before?.inode === file.inode &&
    before.changedNs === file.changedNs &&
    before.sizeBytes === file.sizeBytes;
  return isSame ? before.sha256 : undefined;
}
