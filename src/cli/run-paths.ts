import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { RunRecord } from '../catalog/run-record.ts';
import { fail } from '../failures/failures.ts';
import { sidecarPathOf } from '../run/layout.ts';

/** The path relative to the root, which it must not leave. Fails with `cannot-open`. */
export function pathInside(root: string, path: string): string {
  const inside = relative(root, resolve(root, path));
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    fail({ reason: 'cannot-open', path, problem: 'it is outside the run' });
  }
  return inside;
}

/** Where the files of a run are, or what its users have said of it. */
export function rootOf({ run }: RunRecord, isUser: boolean): string {
  return isUser ? sidecarPathOf(run.runDir, 'user') : run.runDir;
}
