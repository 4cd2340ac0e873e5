import { join } from '../platform/paths.ts';

/** A path with a leading `~` replaced by the home directory. */
export function expandHome(path: string, homeDir: string): string {
  if (path === '~') return homeDir;
  return /^~[\\/]/.test(path) ? join(homeDir, path.slice(2)) : path;
}
