import { constants, copyFileSync, linkSync } from 'node:fs';
import { hasErrorCode } from './files.ts';

/**
 * Makes `path` another name of a file, in one step, unless there is one of that name. Where the file
 * system has no such links, a copy that is exclusive has to do.
 * @returns false when `path` already exists.
 */
export function linkNewFile(file: string, path: string): boolean {
  try {
    linkSync(file, path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    if (!hasErrorCode(error, ...CANNOT_LINK)) throw error;
    return copyNewFile(file, path);
  }
}

const CANNOT_LINK: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

function copyNewFile(file: string, path: string): boolean {
  try {
    copyFileSync(file, path, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  }
}
