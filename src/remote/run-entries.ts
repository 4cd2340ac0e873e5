import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fail } from '../failures/failures.ts';
import { readDirectoryEntries, resolveRealPath } from '../platform/directory-entries.ts';
import type { FileFacts } from '../platform/file-copy.ts';
import { isDirectory, lstatIfExists, readLinkTarget, statIfExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { compareCodePoints } from '../values/order.ts';

/** A file of a run, as it is copied. */
export interface RunFile extends FileFacts {
  /** Relative to the run directory, with `/`, as all paths of entries. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** A symbolic link of a run that is copied as a link. */
export interface RunLink {
  readonly path: string;
  readonly target: string;
}

/** Everything in a run directory, sorted by path. */
export interface RunEntries {
  readonly files: readonly RunFile[];
  readonly links: readonly RunLink[];
  /** Folders that hold nothing. */
  readonly emptyFolders: readonly string[];
  /** What cannot be copied: sockets, pipes, names that are not UTF-8. */
  readonly leftOut: readonly string[];
}

/**
 * Reads a run directory; empty when there is none. A link to a file outside of it, or written as an
 * absolute path, counts as the file it leads to: elsewhere it would lead nowhere. Other links stay
 * links. Fails with `unreadable-run-folder`.
 */
export function readRunEntries(runDir: string): RunEntries {
  const found = {
    files: [] as RunFile[],
    links: [] as RunLink[],
    emptyFolders: [] as string[],
    leftOut: [] as string[],
  };
  if (isDirectory(runDir)) readFolder(runDir, '', found);
  found.files.sort(byPath);
  found.links.sort(byPath);
  return found;
}

const byPath = (a: { path: string }, b: { path: string }): number =>
  compareCodePoints(a.path, b.path);

interface Found {
  readonly files: RunFile[];
  readonly links: RunLink[];
  readonly emptyFolders: string[];
  readonly leftOut: string[];
}

function readFolder(runDir: string, folder: string, found: Found): void {
  const read = readDirectoryEntries(join(runDir, folder));
  if (read === undefined)
    return fail({ reason: 'unreadable-run-folder', path: join(runDir, folder) });
  const prefix = folder === '' ? '' : `${folder}/`;
  for (const name of read.undecodableNames) found.leftOut.push(prefix + name);
  if (folder !== '' && read.entries.length + read.undecodableNames.length === 0) {
    found.emptyFolders.push(folder);
  }
  for (const entry of read.entries) {
    const path = prefix + entry.name;
    if (entry.isDirectory()) readFolder(runDir, path, found);
    else if (entry.isFile()) addFile(runDir, path, found);
    else if (entry.isSymbolicLink()) addLink(runDir, path, found);
    else found.leftOut.push(path);
  }
}

function addFile(runDir: string, path: string, found: Found, modeMask = ~0): void {
  const status = statIfExists(join(runDir, path));
  if (status === undefined) return;
  found.files.push({
    path,
    sizeBytes: Number(status.size),
    mode: Number(status.mode & 0o7777n) & modeMask,
    modifiedAt: Number(status.mtimeNs) / 1_000_000,
  });
}

function addLink(runDir: string, path: string, found: Found): void {
  const target = readLinkTarget(join(runDir, path));
  const leadsTo = resolveRealPath(join(runDir, path));
  const isFile = leadsTo !== undefined && lstatIfExists(leadsTo)?.isFile() === true;
  const isPortable = !isAbsolute(target) && isInside(resolve(runDir, path, '..', target), runDir);
  // Files of runs are read-only; what the link leads to need not be.
  if (isFile && !isPortable) addFile(runDir, path, found, ~0o222);
  else found.links.push({ path, target });
}

function isInside(path: string, folder: string): boolean {
  const from = relative(folder, path);
  return from !== '..' && !from.startsWith(`..${sep}`) && !isAbsolute(from);
}
