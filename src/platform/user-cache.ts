import { isAbsolute } from 'node:path';
import { join } from './paths.ts';

let findFolder = (): string | undefined => undefined;

/**
 * Says where the user's folders are: the program does, once. The library looks at no environment, and
 * keeps nothing in a home nobody told it of.
 */
export function setUserFolders(
  env: Readonly<Record<string, string | undefined>>,
  homeDir: string,
): void {
  findFolder = () => {
    const stated = env['XDG_CACHE_HOME'];
    if (stated !== undefined && isAbsolute(stated)) return join(stated, 'gage');
    return isAbsolute(homeDir) && homeDir !== '/' ? join(homeDir, '.cache', 'gage') : undefined;
  };
}

/** The folder for what this program can make again, in the user's home; undefined where there is none. */
export function userCacheFolder(): string | undefined {
  return findFolder();
}
