import { dirname } from 'node:path';
import { fail } from '../failures/failures.ts';
import type { FileFacts } from '../platform/file-copy.ts';
import { setFileFacts } from '../platform/file-copy.ts';
import {
  hasErrorCode,
  isNotFound,
  listDirectory,
  lstatIfExists,
  makeDirectory,
  readTextIfExists,
  removeTree,
  renamePath,
  unlessMissing,
  writeFileAtomic,
} from '../platform/files.ts';
import { newUuid } from '../platform/ids.ts';
import { join } from '../platform/paths.ts';
import { currentProcess, processLiveness } from '../platform/process-identity.ts';
import { INCOMING_PREFIX } from '../run/layout.ts';
import { parseIdentity } from '../run/status.ts';

const OWNER = 'owner.json';
/** What a folder is called until it tells whose it is. */
const UNBORN = '.tmp';

/**
 * A folder in a runs directory for files that are not complete yet. Each process has its own, so two
 * of them can copy the same run to the same place. One that a killed process left behind is taken
 * over, with the files it has. It lives until {@link IncomingFolder.close}.
 */
export class IncomingFolder {
  /** The runs directory. */
  readonly folder: string;
  readonly #root: string;
  /** Where files arrive, at the paths they are to have in the runs directory. */
  readonly path: string;
  /** Folders of the runs directory that are known to be no links. */
  readonly #checked = new Set<string>();

  constructor(runsDir: string) {
    this.folder = runsDir;
    this.#root = takeOver(runsDir) ?? makeRoot(runsDir);
    this.path = join(this.#root, 'files');
    makeDirectory(this.path);
  }

  /** Puts a file that is complete where it belongs, replacing what is there. Fails with `unsafe-path`. */
  place(path: string, facts: FileFacts): void {
    const from = join(this.path, path);
    setFileFacts(from, facts);
    this.makeFolder(dirname(path));
    const target = join(this.folder, path);
    try {
      renamePath(from, target);
    } catch (error) {
      if (isNotFound(error)) {
        // Its folder was removed since it was made.
        this.#checked.clear();
        this.makeFolder(dirname(path));
      } else if (hasErrorCode(error, 'EISDIR', 'ENOTEMPTY', 'EEXIST')) {
        // A folder is in the way, left from an earlier state of the run.
        removeTree(target);
      } else throw error;
      renamePath(from, target);
    }
  }

  /** Puts an entry, a file or a folder that is complete, into the runs directory in place of what is there. */
  placeEntry(name: string): void {
    const target = join(this.folder, name);
    for (;;) {
      if (lstatIfExists(target)?.isDirectory() === true) this.discard(name);
      try {
        renamePath(join(this.path, name), target);
        return;
      } catch (error) {
        // Somebody else who copies the run has put it there meanwhile.
        if (!hasErrorCode(error, 'ENOTEMPTY', 'EEXIST', 'EISDIR')) throw error;
      }
    }
  }

  /** Removes an entry of the runs directory: nobody sees it half removed. */
  discard(name: string): void {
    const doomed = join(this.#root, newUuid());
    if (unlessMissing(() => (renamePath(join(this.folder, name), doomed), true)) !== true) return;
    this.#checked.clear();
    removeTree(doomed);
  }

  /** Makes a folder in the runs directory. Never follows a link out of it: fails with `unsafe-path`. */
  makeFolder(path: string): void {
    makeSafeFolder(this.folder, path, this.#checked);
  }

  /** Removes the folder, and those that killed processes have left. */
  close(): void {
    clearFolder(this.#root);
    removeAbandoned(this.folder);
  }
}

/**
 * Makes a folder below another, with those on the way to it; files that are in the way are removed.
 * A link on the way fails with `unsafe-path`: what is put there would be somewhere else.
 * @param checked paths that need not be looked at; those that were are added.
 */
export function makeSafeFolder(
  root: string,
  path: string,
  checked: Set<string> = new Set<string>(),
): void {
  if (path === '.' || checked.has(path)) return;
  makeSafeFolder(root, dirname(path), checked);
  const target = join(root, path);
  const status = lstatIfExists(target);
  if (status?.isSymbolicLink() === true) fail({ reason: 'unsafe-path', path: target });
  if (status?.isDirectory() !== true) {
    if (status !== undefined) removeTree(target);
    makeDirectory(target);
  }
  checked.add(path);
}

/** The folder tells whose it is from the moment it has its name. */
function makeRoot(runsDir: string): string {
  const root = join(runsDir, `${INCOMING_PREFIX}${newUuid()}`);
  const unborn = `${root}${UNBORN}`;
  makeDirectory(unborn);
  writeOwner(unborn);
  renamePath(unborn, root);
  return root;
}

/** Removes folders that killed processes have left in a runs directory. */
export function removeAbandoned(runsDir: string): void {
  for (let root = takeOver(runsDir); root !== undefined; root = takeOver(runsDir))
    clearFolder(root);
}

/** The note whose it is goes last: until then somebody else can take it over. */
function clearFolder(root: string): void {
  for (const { name } of listDirectory(root)) {
    if (name !== OWNER) removeTree(join(root, name));
  }
  removeTree(root);
}

/** Makes a folder that is nobody's any more the own one. */
function takeOver(runsDir: string): string | undefined {
  for (const { name } of listDirectory(runsDir)) {
    const root = join(runsDir, name);
    if (!name.startsWith(INCOMING_PREFIX) || !isAbandoned(root)) continue;
    const taken = join(runsDir, `${INCOMING_PREFIX}${newUuid()}`);
    try {
      // Only one of several that want it succeeds.
      renamePath(root, taken);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      continue;
    }
    writeOwner(taken);
    return taken;
  }
  return undefined;
}

/** One without a note was about to be removed, unless it has not got its name yet. */
function isAbandoned(root: string): boolean {
  const owner = parseIdentity(readOwner(root));
  if (owner !== undefined) return processLiveness(owner) === 'gone';
  return !root.endsWith(UNBORN) && listDirectory(root).length === 0;
}

function readOwner(root: string): unknown {
  try {
    return JSON.parse(readTextIfExists(join(root, OWNER)) ?? 'null') as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function writeOwner(root: string): void {
  writeFileAtomic(join(root, OWNER), JSON.stringify(currentProcess()));
}
