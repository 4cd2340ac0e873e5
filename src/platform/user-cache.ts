import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The folder for what this program can make again, in the user's home; undefined where there is none. */
export function userCacheFolder(): string | undefined {
  const stated = process.env['XDG_CACHE_HOME'];
  if (stated !== undefined && isAbsolute(stated)) return join(stated, 'gage');
  const home = homedir();
  return isAbsolute(home) && home !== '/' ? join(home, '.cache', 'gage') : undefined;
}
