import { delimiter, dirname, resolve } from 'node:path';
import { readTextIfExists, isDirectory, pathExists } from '../platform/files.ts';
import { realPath } from '../platform/file-tree.ts';
import { join } from '../platform/paths.ts';

/** A git repository as its files tell, without asking git. */
export interface GitHead {
  /** The folder with the files that are under version control. */
  readonly rootDir: string;
  /** Undefined when no commit is checked out yet, or when refs are stored in a way only git reads. */
  readonly commit: string | undefined;
  /** Undefined when no branch is checked out. */
  readonly branch: string | undefined;
}

/**
 * The repository that a folder is in, if any. One that is the home folder itself counts only for
 * the home folder: what people keep there has nothing to do with the projects below it.
 * @param ceilings as `GIT_CEILING_DIRECTORIES`: folders above which, for a folder below, git does not look.
 */
export function readGitHead(
  directory: string,
  homeDir: string,
  ceilings = '',
): GitHead | undefined {
  const rootDir = findRoot(directory, ceilings.split(delimiter));
  if (rootDir === undefined) return undefined;
  const isHome = realPath(rootDir) === realPath(homeDir);
  if (isHome && realPath(directory) !== realPath(rootDir)) return undefined;
  const gitDir = gitDirOf(rootDir);
  const head = gitDir === undefined ? undefined : readTextIfExists(join(gitDir, 'HEAD'))?.trim();
  if (gitDir === undefined || head === undefined) return undefined;
  const ref = /^ref:\s*(\S+)$/.exec(head)?.[1];
  if (ref === undefined) return { rootDir, commit: asCommit(head), branch: undefined };
  const branch = ref.startsWith(BRANCHES) ? ref.slice(BRANCHES.length) : ref;
  return {
    rootDir,
    commit: readRef(gitDir, ref),
    branch: branch === NOT_IN_FILES ? undefined : branch,
  };
}

const BRANCHES = 'refs/heads/';

/** What HEAD says where branches are in tables instead of files. */
const NOT_IN_FILES = '.invalid';

function findRoot(directory: string, ceilings: readonly string[]): string | undefined {
  const isCeiling = (folder: string): boolean =>
    ceilings.some((ceiling) => ceiling.replace(/\/$/, '') === folder);
  for (let folder = directory; ; folder = dirname(folder)) {
    if (pathExists(join(folder, '.git'))) return folder;
    const above = dirname(folder);
    if (folder === above || isCeiling(above)) return undefined;
  }
}

/** In a linked work tree or a submodule `.git` is a file that says where the folder is. */
function gitDirOf(rootDir: string): string | undefined {
  const path = join(rootDir, '.git');
  if (isDirectory(path)) return path;
  const target = /^gitdir:\s*(.+?)\s*$/.exec(readTextIfExists(path) ?? '')?.[1];
  return target === undefined ? undefined : resolve(rootDir, target);
}

/** A ref is a file of its own, or a line of `packed-refs`; linked work trees share both. */
function readRef(gitDir: string, ref: string): string | undefined {
  const shared = readTextIfExists(join(gitDir, 'commondir'))?.trim();
  const commonDir = shared === undefined ? gitDir : resolve(gitDir, shared);
  for (const folder of new Set([gitDir, commonDir])) {
    const commit = asCommit(readTextIfExists(join(folder, ref))?.trim());
    if (commit !== undefined) return commit;
  }
  const packed = `\n${readTextIfExists(join(commonDir, 'packed-refs')) ?? ''}\n`;
  const end = packed.indexOf(` ${ref}\n`);
  return end < 0 ? undefined : asCommit(packed.slice(packed.lastIndexOf('\n', end) + 1, end));
}

function asCommit(text: string | undefined): string | undefined {
  return text !== undefined && /^[\da-f]{40,64}$/.test(text) ? text : undefined;
}
