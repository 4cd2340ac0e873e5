import { join } from 'node:path';
import { WorkPace, copyContent } from '../platform/file-copy.ts';
import {
  isNotFound,
  listDirectory,
  lstatIfExists,
  pathExists,
  removeFile,
  removeTree,
  statIfExists,
} from '../platform/files.ts';
import { IncomingFolder } from './incoming-folder.ts';
import type { OutgoingFile, Remote, TransferWatch } from './remote.ts';

/** A runs directory of this machine, or one that is mounted. It is made when something is stored. */
export function openDirectory(folder: string): Remote {
  const store: Remote['store'] = async (from, files, watch) =>
    storeFiles(folder, from, files, watch);
  return {
    place: folder,
    folder,
    batchBytes: 0,
    listNames: async () => Promise.resolve(new Set(listDirectory(folder).map(({ name }) => name))),
    listFiles: async (names) => Promise.resolve(listFiles(folder, names)),
    fetch: async (paths, to, watch) => fetchFiles(folder, paths, to, watch),
    store,
    reveal: store,
    remove: async (paths) => {
      for (const path of paths) removeTree(join(folder, path));
      return Promise.resolve();
    },
  };
}

/** Links are not followed, nor listed. */
function listFiles(folder: string, names: readonly string[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  const visit = (path: string): void => {
    const status = lstatIfExists(join(folder, path));
    if (status?.isFile() === true) sizes.set(path, Number(status.size));
    if (status?.isDirectory() !== true) return;
    for (const { name } of listDirectory(join(folder, path))) visit(`${path}/${name}`);
  };
  for (const name of names) visit(name);
  return sizes;
}

async function fetchFiles(
  folder: string,
  paths: readonly string[],
  to: string,
  watch: TransferWatch,
): Promise<ReadonlyMap<string, string>> {
  const pace = new WorkPace(watch.signal);
  const digests = new Map<string, string>();
  for (const path of paths) {
    const source = join(folder, path);
    try {
      const sha256 = await copyContent(source, join(to, path), pace, watch.onBytes ?? ignore);
      digests.set(path, sha256);
    } catch (error) {
      if (!isNotFound(error) || pathExists(source)) throw error;
    }
  }
  return digests;
}

const ignore = (): void => undefined;

/** Each file is complete when it gets its name. */
async function storeFiles(
  folder: string,
  from: string,
  files: readonly OutgoingFile[],
  watch: TransferWatch,
): Promise<readonly string[]> {
  if (files.length === 0) return [];
  const pace = new WorkPace(watch.signal);
  const incoming = new IncomingFolder(folder);
  const refused: string[] = [];
  try {
    for (const file of files) {
      const arrived = join(incoming.path, file.path);
      removeFile(arrived);
      if (statIfExists(join(from, file.path)) === undefined) {
        refused.push(file.path);
        continue;
      }
      const sha256 = await copyContent(
        join(from, file.path),
        arrived,
        pace,
        watch.onBytes ?? ignore,
      );
      if (sha256 === file.sha256) incoming.place(file.path, file);
      else refused.push(file.path);
    }
  } finally {
    incoming.close();
  }
  return refused;
}
