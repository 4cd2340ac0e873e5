import { join } from '../platform/paths.ts';
import { makeTemporaryFolder } from '../platform/temporary-folder.ts';
import { makeDirectory, readTextIfExists, removeTree } from '../platform/files.ts';
import {
  ARCHIVES_DIR,
  META,
  fileListNameOf,
  isMetaName,
  isOlderDeletedMetaName,
  isZipMeta,
  metaNameId,
} from '../run/layout.ts';
import { parseFileList } from './file-list.ts';
import type { FileList } from './file-list.ts';
import type { Remote, TransferWatch } from './remote.ts';

/** What a remote knows of its runs, as a runs directory without run directories. It lives until `close`. */
export interface RemoteCatalog {
  /** Runs are listed here as in any runs directory. */
  readonly folder: string;
  /** The names of the remote's entries. */
  readonly names: ReadonlySet<string>;
  readonly close: () => void;
}

/**
 * Opens the catalog of a remote; of one that is no directory, everything said of its runs is fetched
 * into a temporary folder. With `ids`, only what concerns these runs.
 */
export async function openCatalog(
  remote: Remote,
  watch: TransferWatch,
  ids?: ReadonlySet<string>,
): Promise<RemoteCatalog> {
  const names = await remote.listNames(watch);
  if (remote.folder !== undefined) {
    return { folder: remote.folder, names, close: () => undefined };
  }
  const folder = makeTemporaryFolder();
  const close = (): void => {
    removeTree(folder);
  };
  try {
    const known = new Set([...names].filter(isRunMetaName).map(metaNameId));
    const isWanted = (id: string): boolean => ids?.has(id) ?? known.has(id);
    const wanted = [...names].filter((name) => {
      if (name === ARCHIVES_DIR) return ids === undefined;
      if (isRunMetaName(name)) return isWanted(metaNameId(name));
      const id = name.replace(/\.(?:user|sign|move|files)$/, '');
      return id !== name && isWanted(id);
    });
    const files = await remote.listFiles(wanted, watch);
    // A folder of metadata without its last file is on its way there, or away.
    const paths = [...files.keys()].filter((path) => {
      const entry = path.split('/', 1)[0] ?? path;
      return !isRunMetaName(entry) || isZipMeta(entry) || files.has(`${entry}/${META.opref}`);
    });
    await remote.fetch(paths, folder, { signal: watch.signal });
    for (const name of wanted) if (isFolderName(name)) makeDirectory(join(folder, name));
    return { folder, names, close };
  } catch (error) {
    close();
    throw error;
  }
}

function isRunMetaName(name: string): boolean {
  return isMetaName(name) || isOlderDeletedMetaName(name);
}

function isFolderName(name: string): boolean {
  return /\.(?:user|sign|move)$/.test(name);
}

/** The list of a run's files that is kept at a remote, if there is one that can be read. */
export function readFileList(folder: string, id: string): FileList | undefined {
  const text = readTextIfExists(join(folder, fileListNameOf(id)));
  return text === undefined ? undefined : parseFileList(text);
}
