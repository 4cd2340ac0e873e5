import { fail } from '../failures/failures.ts';
import { cloneFile } from '../platform/file-tree.ts';
import { hasErrorCode, readFileIfExists, statIfExists } from '../platform/files.ts';
import { modeOfCopy, writeCopy } from '../platform/hashed-copy.ts';
import type { CopiedFile } from '../platform/hashed-copy.ts';
import { sha256 as hashBytes } from '../platform/on-demand.ts';
import { join } from '../platform/paths.ts';

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

/**
 * Gives a run its copy of a shared file. Fails with `unreadable-source`.
 * @param isReadOnly whether a copy may lose its write bits at once.
 * @returns what is known of the copy: how it is, or its digest alone.
 */
export function cloneSharedFile(
  dir: string,
  file: SharedFile,
  target: string,
  isReadOnly: boolean,
): CopiedFile | string {
  const from = join(dir, file.path);
  try {
    const content = smallContent(from, file);
    if (content !== undefined) {
      const mode = modeOfCopy(content.mode, isReadOnly);
      return { sha256: file.sha256, ...writeCopy(target, content.bytes, mode) };
    }
    cloneFile(from, target);
    return file.sha256;
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT', 'EACCES', 'EPERM')) throw error;
    return fail({ reason: 'unreadable-source', path: from, code: error.code ?? '' }, error);
  }
}

interface SmallContent {
  readonly bytes: Uint8Array;
  readonly mode: number;
}

/** A file of one block is not worth a clone: the copy has a block less to share, and takes half the system calls. */
const SMALL_BYTES = 4096;

/** So much is kept at most. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;

const kept = new WeakMap<SharedFile, SmallContent | 'other'>();
let keptBytes = 0;

/** The content of a small file, which is read once for all runs; undefined for others. */
function smallContent(path: string, file: SharedFile): SmallContent | undefined {
  let content = kept.get(file);
  if (content === undefined) {
    content = readSmall(path, file.sha256) ?? 'other';
    if (content !== 'other') keptBytes += content.bytes.length;
    kept.set(file, content);
  }
  return content === 'other' ? undefined : content;
}

function readSmall(path: string, sha256: string): SmallContent | undefined {
  const status = statIfExists(path);
  if (status?.isFile() !== true || Number(status.size) > SMALL_BYTES) return undefined;
  const bytes = readFileIfExists(path);
  if (bytes === undefined || keptBytes + bytes.length > MAX_KEPT_BYTES) return undefined;
  return hashBytes(bytes) === sha256 ? { bytes, mode: Number(status.mode) } : undefined;
}
