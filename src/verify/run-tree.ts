import { readDirectoryEntries, readFileStatus } from '../platform/directory-entries.ts';
import { lstatIfExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';

/** Something in a run directory that a manifest cannot hold. */
export interface NotCovered {
  readonly path: string;
  /** Such as `a link to a folder`. */
  readonly what: string;
}

/** What is in a run directory, as a manifest sees it. */
export interface RunTree {
  /** Regular files, and links to them, by path with `/`; with their sizes. */
  readonly files: ReadonlyMap<string, number>;
  /**
   * What a manifest cannot hold, each with what it is: links to folders, links that lead nowhere,
   * sockets and pipes, names that are not UTF-8, folders that may not be read.
   */
  readonly others: readonly NotCovered[];
}

/** Reads a run directory without entering links; empty when there is none. */
export function readRunTree(runDir: string): RunTree {
  const files = new Map<string, number>();
  const others: NotCovered[] = [];
  const folders = lstatIfExists(runDir) === undefined ? [] : [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const read = readDirectoryEntries(join(runDir, folder));
    if (read === undefined) {
      others.push({ path: folder === '' ? '.' : folder, what: 'a folder that cannot be read' });
      continue;
    }
    const prefix = folder === '' ? '' : `${folder}/`;
    for (const name of read.undecodableNames)
      others.push({ path: prefix + name, what: 'a name that is not UTF-8' });
    for (const entry of read.entries) {
      const path = prefix + entry.name;
      if (entry.isDirectory()) {
        folders.push(path);
        continue;
      }
      const status =
        entry.isFile() || entry.isSymbolicLink() ? readFileStatus(join(runDir, path)) : undefined;
      if (status?.kind === 'file') files.set(path, status.sizeBytes);
      else if (!entry.isFile())
        others.push({ path, what: describeOther(entry.isSymbolicLink(), status?.kind) });
    }
  }
  return { files, others };
}

function describeOther(
  isLink: boolean,
  kind: 'directory' | 'special' | 'file' | undefined,
): string {
  if (!isLink) return 'no ordinary file';
  if (kind === 'directory') return 'a link to a folder';
  return kind === undefined ? 'a link that leads nowhere' : 'a link to no ordinary file';
}
