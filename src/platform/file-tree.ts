import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  openSync,
  readSync,
  readdirSync,
  realpathSync,
  statSync,
} from 'node:fs';
import type { Dirent } from 'node:fs';
import { dirname } from 'node:path';
import {
  hasErrorCode,
  isNotFound,
  makeDirectory,
  openMaking,
  pathExists,
  unlessMissing,
} from './files.ts';
import { naming } from './named-errors.ts';
import { createHash, sha256 } from './on-demand.ts';
import { join } from './paths.ts';
import { withinUmask } from './umask.ts';

/** A regular file below some folder, or a link to one. */
export interface TreeFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  /** Of the file itself, links followed. */
  readonly mtimeNs: bigint;
  /** When content or permissions last changed: nobody can set this time back. */
  readonly changedNs: bigint;
  /** Which file of its file system it is. */
  readonly inode: bigint;
  readonly sizeBytes: number;
  /** Whether somebody may write to it. */
  readonly isWritable: boolean;
  readonly isLink: boolean;
}

/**
 * Every regular file below a folder, and every link to one, in no particular order. Links to folders
 * are not entered; other kinds of file and broken links are left out. Empty when the folder is missing.
 * @param onUnreadable told of folders that may not be read, and of names that are not UTF-8; both are
 *   left out.
 */
export function listTree(
  root: string,
  onUnreadable: (path: string) => void = () => undefined,
): TreeFile[] {
  const files: TreeFile[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readFolder(root, folder, onUnreadable)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      // What a byte that is no text was replaced by.
      if (entry.name.includes('\ufffd') && !pathExists(join(root, path))) onUnreadable(path);
      else if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() || entry.isSymbolicLink())
        addFile(root, path, entry.isSymbolicLink(), files, onUnreadable);
    }
  }
  return files;
}

function readFolder(
  root: string,
  folder: string,
  onUnreadable: (path: string) => void,
): readonly Dirent[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (isNotFound(error)) return [];
    if (!hasErrorCode(error, 'EACCES', 'EPERM')) throw error;
    onUnreadable(folder === '' ? '.' : folder);
    return [];
  }
}

function addFile(
  root: string,
  path: string,
  isLink: boolean,
  files: TreeFile[],
  onUnreadable: (path: string) => void,
): void {
  const status = statLinked(join(root, path));
  if (status === 'refused') {
    // A link may lead to what nobody may look at; a file of the folder is missed.
    if (!isLink) onUnreadable(path);
    return;
  }
  if (status === undefined || !status.isFile()) return;
  files.push({
    path,
    mtimeNs: status.mtimeNs,
    changedNs: status.ctimeNs,
    inode: status.ino,
    sizeBytes: Number(status.size),
    isWritable: (Number(status.mode) & WRITE_BITS) !== 0,
    isLink,
  });
}

const WRITE_BITS = 0o222;

/** A link that leads nowhere, or round in circles, is as good as missing. */
function statLinked(path: string): ReturnType<typeof statBig> | 'refused' | undefined {
  try {
    return statBig(path);
  } catch (error) {
    if (isNotFound(error) || hasErrorCode(error, 'ELOOP')) return undefined;
    if (hasErrorCode(error, 'EACCES')) return 'refused';
    throw error;
  }
}

const statBig = (path: string) => statSync(path, { bigint: true });

/** Large enough for few system calls, small enough to stay in the processor's cache. */
const BLOCK_BYTES = 256 * 1024;

let block: Buffer | undefined;

/** What is shorter is hashed without `node:crypto`. */
const SHORT_BYTES = 4096;

let short: Buffer | undefined;

/** The first bytes of a file, fewer than {@link SHORT_BYTES} where it has no more. They are good until the next call. */
function readStart(file: number): Uint8Array {
  const bytes = (short ??= Buffer.allocUnsafeSlow(SHORT_BYTES));
  let length = 0;
  while (length < SHORT_BYTES) {
    const count = readSync(file, bytes, length, SHORT_BYTES - length, null);
    if (count === 0) break;
    length += count;
  }
  return bytes.subarray(0, length);
}

/** The SHA-256 of a file's content, links followed, as 64 lower-case hex digits. */
export function hashFile(path: string): string {
  const file = openSync(path, 'r');
  try {
    return naming(path, () => {
      const start = readStart(file);
      if (start.length < SHORT_BYTES) return sha256(start);
      const hash = createHash('sha256').update(start);
      readBlocks(file, (bytes) => hash.update(bytes));
      return hash.digest('hex');
    });
  } finally {
    closeSync(file);
  }
}

/** The SHA-256 of a text's UTF-8, as 64 lower-case hex digits. */
export function hashText(text: string): string {
  return sha256(Buffer.from(text));
}

/** What is cloned can be changed until the run is staged, whatever the original's mode. */
const OWNER_WRITE = 0o200;

/**
 * Copies a file with its permission bits to a new file, as a clone where the file system can. `target`
 * must not exist; its folders are made. The owner may write to the copy.
 */
export function cloneFile(source: string, target: string): void {
  const flags = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE;
  try {
    copyFileSync(source, target, flags);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    makeDirectory(dirname(target));
    copyFileSync(source, target, flags);
  }
  // A copy has the bits of the original.
  const mode = statSync(target).mode & 0o7777;
  const wanted = withinUmask(mode | OWNER_WRITE);
  if (mode !== wanted) chmodSync(target, wanted);
}

/** Opens a new file with these permission bits, within the user's mask, for writing; parent folders are made. */
export function createFile(path: string, mode: number): number {
  const file = openMaking(path, 'wx', mode);
  // The umask took bits from the mode.
  fchmodSync(file, withinUmask(mode));
  return file;
}

/** Passes on the content of a file, block by block. Blocks are only good until the next one. */
export function readFileBlocks(path: string, use: (bytes: Uint8Array) => void): void {
  const file = openSync(path, 'r');
  try {
    naming(path, () => {
      readBlocks(file, use);
    });
  } finally {
    closeSync(file);
  }
}

function readBlocks(file: number, use: (bytes: Uint8Array) => void): void {
  block ??= Buffer.allocUnsafeSlow(BLOCK_BYTES);
  for (;;) {
    const count = readSync(file, block, 0, block.length, null);
    if (count === 0) return;
    use(block.subarray(0, count));
  }
}

/** The real path, or the path itself where it does not exist. */
export function realPath(path: string): string {
  return unlessMissing(() => realpathSync(path)) ?? path;
}

export interface TreeEntry {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly isDirectory: boolean;
}

/** Every regular file and folder below a folder, links left out: folders before what is in them. */
export function listTreeEntries(root: string): TreeEntry[] {
  const found: TreeEntry[] = [];
  const list = (folder: string): void => {
    for (const entry of readdirSync(`${root}/${folder}`, { withFileTypes: true })) {
      const path = folder + entry.name;
      const isDirectory = entry.isDirectory();
      if (isDirectory || entry.isFile()) found.push({ path, isDirectory });
      if (isDirectory) list(`${path}/`);
    }
  };
  list('');
  return found;
}

/** What an archive keeps of a folder: permission bits, and when it was changed, in milliseconds since the epoch. */
export function folderFacts(path: string): { readonly mode: number; readonly modifiedAt: number } {
  const { mode, mtimeMs } = statSync(path);
  return { mode, modifiedAt: mtimeMs };
}
