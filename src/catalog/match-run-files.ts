import { compileGlob } from '../files/glob.ts';
import { lstatIfExists } from '../platform/files.ts';
import { listTree } from '../platform/file-tree.ts';
import type { Run } from '../run/run.ts';
import { compareCodePoints } from '../values/order.ts';

/** A file of a run, and the first of some patterns that matches it, if one does. */
export interface MatchedFile {
  /** Relative to the run directory, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly pattern: string | undefined;
}

/** The files in a run directory by path. Patterns match whole paths, and `*` matches `/`, too. */
export function matchRunFiles(run: Run, patterns: readonly string[]): readonly MatchedFile[] {
  const globs = patterns.map((pattern) => ({ pattern, glob: compileGlob(asOneName(pattern)) }));
  // A run directory that is a link shows files of somebody else: they are none of the run's.
  if (lstatIfExists(run.runDir)?.isSymbolicLink() === true) return [];
  return listTree(run.runDir)
    .map(({ path, sizeBytes }) => {
      const name = asOneName(path);
      const found = globs.find(({ glob }) => glob.matches(name));
      return { path, sizeBytes, pattern: found?.pattern };
    })
    .sort((a, b) => compareCodePoints(a.path, b.path));
}

/** A path whose separators are like any other character. */
function asOneName(path: string): string {
  return path.replace(/^(?:\.\/)+/, '').replaceAll('/', '\u0001');
}
