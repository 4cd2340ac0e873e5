import { basename, dirname, resolve, sep } from 'node:path';

import { realPath } from '../platform/file-tree.ts';
import { findExisting } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { META_SUFFIX, ZIP_META_SUFFIX } from '../values/run-names.ts';
import { candidateNames, findGageFile } from './gage-file.ts';
import { expandHome } from './home-path.ts';

/** A directory with operations, or at least with signs of being where someone works. */
export interface Project {
  /** Absolute. */
  readonly directory: string;
  /** What the project is called in operation references: the last part of its real path. */
  readonly namespace: string;
  /** Undefined when it has none. */
  readonly gageFilePath: string | undefined;
}

/** Where to look, and in whose name. */
export interface ProjectSearch {
  /** Absolute. */
  readonly commandDir: string;
  /**
   * `PROJECT_DIR` names the project instead of a search. Where it was given to a command of a run,
   * which `RUN_DIR` shows, it counts inside the directory of that run only.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
}

/**
 * Finds the project that `commandDir` is in: of it and the directories above, the nearest one with a
 * Gage file, else the nearest with another mark of a project, such as `.git`. The directory of a run
 * is none, though it may have a copy of its project's Gage file.
 */
export function findProject(search: ProjectSearch): Project | undefined {
  const found = findProjectDirectory(search);
  if (found === undefined) return undefined;
  const { directory, gageFilePath = findGageFile(directory) } = found;
  return { directory, namespace: namespaceOf(directory), gageFilePath };
}

/**
 * The last part of a directory's path, links resolved. Blanks, which operation references cannot
 * hold, become dashes.
 */
export function namespaceOf(directory: string): string {
  return basename(realPath(directory)).replace(/\s+/g, '-') || 'root';
}

/** With its Gage file where that was looked for and found. */
type FoundDirectory = Pick<Project, 'directory'> & { readonly gageFilePath?: string };

function findProjectDirectory(search: ProjectSearch): FoundDirectory | undefined {
  const { commandDir, env, homeDir } = search;
  const stated = env['PROJECT_DIR'];
  if (stated && isInOwnRun(commandDir, env['RUN_DIR']))
    return { directory: resolve(commandDir, expandHome(stated, homeDir)) };
  let marked: string | undefined;
  for (const directory of withParents(resolve(commandDir))) {
    const gageFilePath = findGageFile(directory);
    if (gageFilePath !== undefined && !isRunDirectory(directory)) {
      return { directory, gageFilePath };
    }
    if (marked === undefined && isMarked(directory, homeDir) && !isRunDirectory(directory)) {
      marked = directory;
    }
  }
  return marked === undefined ? undefined : { directory: marked };
}

/** Also where there is no run at all. */
function isInOwnRun(commandDir: string, runDir: string | undefined): boolean {
  if (!runDir) return true;
  const [inner, outer] = [realPath(commandDir), realPath(runDir)];
  return inner === outer || inner.startsWith(outer + sep);
}

/** Whether the metadata of a run is beside a directory. */
function isRunDirectory(directory: string): boolean {
  return findExisting([directory + META_SUFFIX, directory + ZIP_META_SUFFIX]) !== undefined;
}

function* withParents(start: string): Generator<string> {
  let directory = start;
  for (;;) {
    yield directory;
    const parent = dirname(directory);
    if (parent === directory) return;
    directory = parent;
  }
}

function isMarked(directory: string, homeDir: string): boolean {
  if (hasAny(directory, MARKS)) return true;
  return hasAny(directory, GAGE_MARKS) && realPath(directory) !== realPath(homeDir);
}

function hasAny(directory: string, names: readonly string[]): boolean {
  return findExisting(names.map((name) => join(directory, name))) !== undefined;
}

const MARKS: readonly string[] = ['.git', '.vscode', 'pyproject.toml'];

/** The home directory has the user's configuration and runs here: there they mark nothing. */
const CONFIG_MARKS: readonly string[] = candidateNames('gageconfig');

const GAGE_MARKS: readonly string[] = ['.gage', ...CONFIG_MARKS];
