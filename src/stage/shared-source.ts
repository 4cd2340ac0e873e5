import { join } from 'node:path';
import { fail } from '../failures/failures.ts';
import { cloneFile } from '../platform/file-tree.ts';
import { hasErrorCode } from '../platform/files.ts';

/**
 * Source code copied once for many runs. Each of them gets copies of its own, never links: what a run
 * does to its files is not done to those of others.
 */
export interface SharedSource {
  readonly dir: string;
  readonly files: readonly SharedFile[];
  /** What is to be said of files that were left out; once, not for every run. */
  readonly notices: readonly string[];
}

export interface SharedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly sha256: string;
}

/** Gives a run its copy of a shared file. Fails with `unreadable-source`. */
export function cloneSharedFile(dir: string, { path }: SharedFile, target: string): void {
  const from = join(dir, path);
  try {
    cloneFile(from, target);
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT', 'EACCES', 'EPERM')) throw error;
    fail({ reason: 'unreadable-source', path: from, code: error.code ?? '' }, error);
  }
}
