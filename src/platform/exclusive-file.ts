import { renameSync } from 'node:fs';
import {
  readTextIfExists,
  removeFile,
  temporaryPathBeside,
  unlessMissing,
  writeNewFile,
} from './files.ts';
import { linkNewFile } from './hard-link.ts';

/**
 * Creates a file with its whole content in one step, unless it exists.
 * @returns false when `path` already exists; it is left alone.
 */
export function createFileExclusive(path: string, content: string, isSynced = false): boolean {
  const temporary = temporaryPathBeside(path);
  try {
    writeNewFile(temporary, content, isSynced);
    return linkNewFile(temporary, path);
  } finally {
    removeFile(temporary);
  }
}

/**
 * Creates a file with its content in one step, or takes over one whose content says that nobody
 * holds it any more. Of several that try at once, one succeeds.
 * @returns false when somebody else holds it.
 */
export function claimFile(
  path: string,
  content: string,
  isAbandoned: (content: string) => boolean,
): boolean {
  if (createFileExclusive(path, content)) return true;
  const present = readTextIfExists(path);
  if (present !== undefined && !isAbandoned(present)) return false;
  const aside = temporaryPathBeside(path);
  const isMoved = unlessMissing(() => {
    renameSync(path, aside);
    return true;
  });
  const moved = isMoved === true ? readTextIfExists(aside) : undefined;
  if (isMoved === true) removeFile(aside);
  if (moved !== undefined && !isAbandoned(moved)) {
    // Somebody else took it over between the two looks: it is theirs.
    createFileExclusive(path, moved);
    return false;
  }
  return createFileExclusive(path, content);
}
