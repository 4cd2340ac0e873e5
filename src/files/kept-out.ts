import { sep } from 'node:path';
import { isRunsEntryName } from '../values/run-names.ts';
import { isWithin } from './walked-directory.ts';

/**
 * The places that no selection leads into: the runs. Where the selection begins in the directory of
 * the runs, or below it, the runs are kept out and nothing else.
 */
export class KeptOut {
  readonly #root: string;
  readonly #runsDirs: readonly string[];

  /** @param root where the selection begins. Absolute, links resolved, like the others. */
  constructor(root: string, runsDirs: readonly string[]) {
    this.#root = root;
    this.#runsDirs = runsDirs;
  }

  isRunsDir(realPath: string): boolean {
    return this.#runsDirs.includes(realPath);
  }

  has(realPath: string): boolean {
    return this.#runsDirs.some(
      (runsDir) => isWithin(realPath, runsDir) && this.#isOfRuns(realPath, runsDir),
    );
  }

  #isOfRuns(realPath: string, runsDir: string): boolean {
    if (!isWithin(this.#root, runsDir)) return true;
    const isBelowRoot = this.#root !== runsDir && isWithin(realPath, this.#root);
    return !isBelowRoot && isRunsEntryName(entryIn(runsDir, realPath));
  }
}

/** The entry of a directory that a path in it leads through. */
function entryIn(directory: string, path: string): string {
  return (
    path
      .slice(directory.length)
      .split(sep)
      .find((part) => part !== '') ?? ''
  );
}
