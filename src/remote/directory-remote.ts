import { isReadable } from '../platform/directory-entries.ts';
import { syncFiles } from '../platform/durable-files.ts';
import { WorkPace, copyContent, setFileFacts } from '../platform/file-copy.ts';
import {
  isFile,
  isNotFound,
  listDirectory,
  lstatIfExists,
  pathExists,
  removeFile,
  removeTree,
} from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { IncomingFolder } from './incoming-folder.ts';
import type { OutgoingFile, Remote, TransferWatch } from './remote.ts';

/** A runs directory of this machine, or one that is mounted. It is made when something is stored. */
export function openDirectory(folder: string): Remote {
  let opened: IncomingFolder | undefined;
  const incoming = (): IncomingFolder => (opened ??= new IncomingFolder(folder));
  return {
    place: folder,
    folder,
    batchBytes: 0,
    listNames: async () => Promise.resolve(new Set(listDirectory(folder).map(({ name }) => name))),
    listFiles: async (names) => Promise.resolve(listFiles(folder, names)),
    fetch: async (paths, to, watch) => fetchFiles(folder, paths, to, watch),
    store: async (from, files, watch) =>
      files.length === 0 ? [] : storeFiles(incoming(), from, files, watch),
    reveal: async (from, files, watch) =>
      files.length === 0 ? [] : revealEntries(incoming(), from, files, watch),
    remove: async (paths) => {
      for (const path of paths) {
        if (pathExists(join(folder, path))) incoming().discard(path);
      }
      return Promise.resolve();
    },
    child: (path) => openDirectory(join(folder, path)),
    close: () => {
      opened?.close();
      opened = undefined;
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
  incoming: IncomingFolder,
  from: string,
  files: readonly OutgoingFile[],
  watch: TransferWatch,
): Promise<readonly string[]> {
  const pace = new WorkPace(watch.signal);
  const refused: string[] = [];
  for (const file of files) {
    if (await bringIn(incoming, from, file, pace, watch)) incoming.place(file.path, file);
    else refused.push(file.path);
  }
  // The metadata that comes next makes a run of them, also after a loss of power.
  await syncFiles(
    incoming.folder,
    files.map(({ path }) => join(incoming.folder, path)),
  );
  return refused;
}

async function revealEntries(
  incoming: IncomingFolder,
  from: string,
  files: readonly OutgoingFile[],
  watch: TransferWatch,
): Promise<readonly string[]> {
  const pace = new WorkPace(watch.signal);
  const refused: string[] = [];
  for (const [entry, members] of groupByEntry(files)) {
    removeTree(join(incoming.path, entry));
    let isWhole = true;
    for (const file of members) {
      isWhole &&= await bringIn(incoming, from, file, pace, watch);
      if (isWhole) setFileFacts(join(incoming.path, file.path), file);
    }
    const arrived = members.map(({ path }) => join(incoming.path, path));
    if (isWhole) await syncFiles(incoming.path, arrived);
    if (isWhole) incoming.placeEntry(entry);
    else refused.push(...members.map(({ path }) => path));
  }
  return refused;
}

/** Files by the entries they are in, in the order given. */
export function groupByEntry(
  files: readonly OutgoingFile[],
): ReadonlyMap<string, readonly OutgoingFile[]> {
  const groups = new Map<string, OutgoingFile[]>();
  for (const file of files) {
    const entry = file.path.split('/', 1)[0] ?? file.path;
    const group = groups.get(entry);
    if (group === undefined) groups.set(entry, [file]);
    else group.push(file);
  }
  return groups;
}

/** Copies a file beside its place. @returns whether it is what it should be. */
async function bringIn(
  incoming: IncomingFolder,
  from: string,
  file: OutgoingFile,
  pace: WorkPace,
  watch: TransferWatch,
): Promise<boolean> {
  const source = join(from, file.path);
  const arrived = join(incoming.path, file.path);
  removeFile(arrived);
  if (!isFile(source) || !isReadable(source)) return false;
  return (await copyContent(source, arrived, pace, watch.onBytes ?? ignore)) === file.sha256;
}
