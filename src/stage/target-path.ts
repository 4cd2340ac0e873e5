import { posix } from 'node:path';
import { fail } from '../failures/failures.ts';

/** Where a file of several goes: below `target`, if there is one. Fails with `dependency-unusable`. */
export function pathBelow(target: string | undefined, path: string, number: number): string {
  const folder = target === undefined ? '' : plainTarget(target, number);
  return folder === '' ? path : `${folder}/${path}`;
}

/**
 * Where a single file goes: `target` is its path, or, ending in `/`, the folder it goes to under its
 * own name. Fails with `dependency-unusable`.
 */
export function pathOfSingle(target: string | undefined, name: string, number: number): string {
  if (target === undefined || target.endsWith('/')) return pathBelow(target, name, number);
  return plainTarget(target, number) || name;
}

/** Without `.` and a final `/`; empty for the run directory itself. */
function plainTarget(target: string, number: number): string {
  const path = posix.normalize(target).replace(/\/+$/, '');
  const isOutside = posix.isAbsolute(target) || path === '..' || path.startsWith('../');
  if (isOutside || /[\\\0]/.test(target)) {
    fail({
      reason: 'dependency-unusable',
      dependency: number,
      source: `target '${target}'`,
      problem: 'it is not a path inside the run directory',
    });
  }
  return path === '.' ? '' : path;
}
