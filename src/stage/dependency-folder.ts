import { dirname } from 'node:path';
import { fail } from '../failures/failures.ts';
import { isFile, lstatIfExists } from '../platform/files.ts';
import { hashFile } from '../platform/file-tree.ts';
import { join } from '../platform/paths.ts';
import type { FileType } from '../run/manifest.ts';
import { loggedFiles } from '../run/run-files.ts';
import type { Run } from '../run/run.ts';

/** What is to be at a path of the run directory. */
export interface Placement {
  /** Counted from 1. */
  readonly dependency: number;
  /** In the run directory. */
  readonly path: string;
  /** The path or URL it comes from. */
  readonly source: string;
}

/** The run directory as dependencies see it: whatever is there stays as it is. */
export class DependencyFolder {
  readonly #run: Run;
  readonly #summaryName: string;
  /** The dependency that put each file. */
  readonly #owners = new Map<string, number>();
  readonly #safeFolders = new Set<string>();

  /** @param summaryName the file the run writes its own summary to. */
  constructor(run: Run, summaryName: string) {
    this.#run = run;
    this.#summaryName = summaryName;
  }

  /** Where a file goes, and whether one is there already. Fails with `dependency-conflict`. */
  locate(placement: Placement): { readonly target: string; readonly isThere: boolean } {
    const { path, dependency } = placement;
    if (path === this.#summaryName) this.#failConflict(placement, "the run's own summary");
    this.#checkFolders(placement, dirname(path));
    const target = join(this.#run.runDir, path);
    const status = lstatIfExists(target);
    if (status?.isDirectory() === true) this.#failConflict(placement, 'a directory');
    if (status === undefined) this.#owners.set(path, dependency);
    return { target, isThere: status !== undefined };
  }

  /** A file that is there already is no problem if it is the same. Fails with `dependency-conflict`. */
  checkSame(placement: Placement, sha256: string): void {
    const target = join(this.#run.runDir, placement.path);
    if (isFile(target) && hashFile(target) === sha256) return;
    this.#failConflict(placement, this.#describeOwner(placement.path));
  }

  /** A link on the way would put the file outside the run directory. */
  #checkFolders(placement: Placement, folder: string): void {
    if (folder === '.' || this.#safeFolders.has(folder)) return;
    this.#checkFolders(placement, dirname(folder));
    const status = lstatIfExists(join(this.#run.runDir, folder));
    if (status?.isSymbolicLink() === true) this.#failConflict(placement, `the link '${folder}'`);
    if (status?.isDirectory() === false) this.#failConflict(placement, `the file '${folder}'`);
    this.#safeFolders.add(folder);
  }

  #describeOwner(path: string): string {
    const owner = this.#owners.get(path);
    if (owner !== undefined) return `a file of dependency ${owner} with other content`;
    const type = loggedFiles(this.#run).get(path)?.type;
    return type === undefined ? 'another file' : `${OWNERS[type]} with other content`;
  }

  #failConflict({ dependency, path, source }: Placement, there: string): never {
    fail({ reason: 'dependency-conflict', dependency, path, source, there });
  }
}

const OWNERS: Readonly<Record<FileType, string>> = {
  s: 'a source code file',
  r: 'a runtime file',
  d: 'another dependency',
  g: 'a generated file',
};
