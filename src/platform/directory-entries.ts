import { Buffer } from 'node:buffer';
import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readSync,
  readdirSync,
  realpathSync,
  statSync,
} from 'node:fs';
import type { Dirent } from 'node:fs';
import { dirname } from 'node:path';
import { hasErrorCode, isNotFound, isSystemError, lstatIfExists } from './files.ts';

/** What a folder holds, in no particular order. */
export interface DirectoryEntries {
  readonly entries: readonly Dirent[];
  /** Names that are not UTF-8, with U+FFFD for what cannot be shown: no path can be made from them. */
  readonly undecodableNames: readonly string[];
}

/** Reads a folder; undefined when it is gone or may not be read. */
export function readDirectoryEntries(path: string): DirectoryEntries | undefined {
  return unlessUnreachable(() => {
    const entries = readdirSync(path, { withFileTypes: true });
    if (!entries.some((entry) => entry.name.includes('\ufffd'))) {
      return { entries, undecodableNames: [] };
    }
    const undecodable = new Set<string>();
    for (const bytes of readdirSync(path, { encoding: 'buffer' })) {
      const name = bytes.toString('utf8');
      if (!Buffer.from(name).equals(bytes)) undecodable.add(name);
    }
    return {
      entries: entries.filter((entry) => !undecodable.has(entry.name)),
      undecodableNames: [...undecodable],
    };
  });
}

/** What a path leads to, links followed. */
export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'special';
  readonly sizeBytes: number;
  /** The permission bits, such as `0o755`. */
  readonly mode: number;
}

/** The status of a path, links followed; undefined when it is missing, a broken link or out of reach. */
export function readFileStatus(path: string): FileStatus | undefined {
  const status = unlessUnreachable(() => statSync(path, { throwIfNoEntry: false }));
  if (status === undefined) return undefined;
  const directoryOrSpecial = status.isDirectory() ? 'directory' : 'special';
  return {
    kind: status.isFile() ? 'file' : directoryOrSpecial,
    sizeBytes: status.size,
    mode: status.mode & 0o7777,
  };
}

/** The first `length` bytes of a regular file (all of a shorter one); undefined when it cannot be read. */
export function readFileStart(path: string, length: number): Uint8Array | undefined {
  return unlessUnreachable(() => {
    const file = openSync(path, 'r');
    try {
      const buffer = Buffer.allocUnsafe(length);
      return buffer.subarray(0, readSync(file, buffer, 0, length, 0));
    } finally {
      closeSync(file);
    }
  });
}

/** Whether this user may read the file. */
export function isReadable(path: string): boolean {
  return (
    unlessUnreachable(() => {
      accessSync(path, constants.R_OK);
      return true;
    }) ?? false
  );
}

/**
 * Why nothing can be written into a folder, or into the nearest that there is on the way to it, as the
 * system's code; undefined when nothing is known to be in the way.
 */
export function findWriteObstacle(path: string): string | undefined {
  try {
    if (!statSync(path).isDirectory()) return 'ENOTDIR';
    accessSync(path, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const isMissing = isNotFound(error) && lstatIfExists(path) === undefined;
    return isMissing && dirname(path) !== path ? findWriteObstacle(dirname(path)) : error.code;
  }
}

/** The absolute path with every link resolved; undefined when it leads nowhere. */
export function resolveRealPath(path: string): string | undefined {
  return unlessUnreachable(() => realpathSync.native(path));
}

function unlessUnreachable<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (hasErrorCode(error, ...UNREACHABLE)) return undefined;
    throw error;
  }
}

const UNREACHABLE: readonly string[] = [
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'EPERM',
  'ELOOP',
  'ENAMETOOLONG',
];
