import { constants, copyFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasErrorCode, makeDirectory } from './files.ts';

/**
 * Makes a copy of a file that shares its blocks with it until one of them is changed; parent folders
 * are made, and `target` must not exist. @returns false where the file system cannot.
 */
export function tryClone(source: string, target: string): boolean {
  makeDirectory(dirname(target));
  const flags = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE;
  try {
    copyFileSync(source, target, flags);
    return true;
  } catch (error) {
    if (hasErrorCode(error, ...CANNOT_CLONE)) return false;
    throw error;
  }
}

const CANNOT_CLONE: readonly string[] = [
  'ENOTSUP',
  'EOPNOTSUPP',
  'EXDEV',
  'EINVAL',
  'ENOSYS',
  'ENOTTY',
];
