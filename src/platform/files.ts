import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  lstatSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { BigIntStats, Dirent } from 'node:fs';
import { dirname } from 'node:path';
import { randomName } from './ids.ts';
import { naming } from './named-errors.ts';
import { join } from './paths.ts';

/** Whether `error` is a file-system error with one of these codes, such as `ENOENT`. */
export function hasErrorCode(
  error: unknown,
  ...codes: readonly string[]
): error is NodeJS.ErrnoException {
  // Errors made in another context (`node:vm`) are no instances of this one's Error.
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    codes.includes(String(error.code))
  );
}

/** Whether the system refused something: a file is missing, may not be read, is a folder, and so on. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'code' in error && 'syscall' in error;
}

/** Whether `error` says that a file or a folder on the way to it does not exist. */
export function isNotFound(error: unknown): boolean {
  return hasErrorCode(error, 'ENOENT', 'ENOTDIR');
}

/** Runs `action`; a missing file gives `undefined`, any other error is thrown. */
export function unlessMissing<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The bytes of a file, or undefined when it does not exist. */
export function readFileIfExists(path: string): Buffer | undefined {
  return unlessMissing(() => naming(path, () => readFileSync(path)));
}

/** The UTF-8 text of a file (bad bytes become U+FFFD), or undefined when it does not exist. */
export function readTextIfExists(path: string): string | undefined {
  return readFileIfExists(path)?.toString('utf8');
}

/** What a folder says of something in it. */
export type DirectoryEntry = Dirent;

/** The entries of a folder in no particular order; none when it does not exist. */
export function listDirectory(path: string): DirectoryEntry[] {
  return unlessMissing(() => readdirSync(path, { withFileTypes: true })) ?? [];
}

/** The names in a folder, in no order; none when it does not exist. Asking for kinds takes longer. */
export function listDirectoryNames(path: string): string[] {
  return unlessMissing(() => readdirSync(path)) ?? [];
}

/** The status of a file, links followed, with nanosecond times; undefined when missing (or a broken link). */
export function statIfExists(path: string): BigIntStats | undefined {
  return unlessMissing(() => statSync(path, { bigint: true, throwIfNoEntry: false }));
}

/** The status of a file or of a link itself; undefined when missing. */
export function lstatIfExists(path: string): BigIntStats | undefined {
  return unlessMissing(() => lstatSync(path, { bigint: true, throwIfNoEntry: false }));
}

/** The first of `paths` that exists, links followed. What may not be looked at counts as missing. */
export function findExisting(paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(path));
}

/** The first of `paths` that exists and is no folder, links followed. */
export function findExistingFile(paths: readonly string[]): string | undefined {
  return paths.find(
    (path) => existsSync(path) && statSync(path, UNLESS_MISSING)?.isDirectory() === false,
  );
}

const UNLESS_MISSING = { throwIfNoEntry: false } as const;

export function isDirectory(path: string): boolean {
  return statIfExists(path)?.isDirectory() ?? false;
}

export function pathExists(path: string): boolean {
  return unlessMissing(() => lstatSync(path, UNLESS_MISSING)) !== undefined;
}

/** A name beside `path` that no reader looks at, for content that is not complete yet. */
export function temporaryPathBeside(path: string): string {
  return `${path}.${randomName()}.tmp`;
}

/**
 * Writes a file beside its place, then renames it there: readers see the old content or the new,
 * never a part. Parent folders are made. After a failure the old file stands and the temporary one
 * is gone (a killed process can leave it behind).
 */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  writeBeside(path, content, false);
}

/** {@link writeFileAtomic} for what has to be there after a loss of power: written to the disk, then renamed. */
export function writeFileDurable(path: string, content: string | Uint8Array): void {
  writeBeside(path, content, true);
}

function writeBeside(path: string, content: string | Uint8Array, isSynced: boolean): void {
  const temporary = temporaryPathBeside(path);
  try {
    writeNewFile(temporary, content, isSynced);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Removes a folder if it is there and holds nothing. @returns whether it is gone. */
export function removeEmptyDirectory(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    if (isNotFound(error)) return true;
    if (hasErrorCode(error, 'ENOTEMPTY', 'EEXIST')) return false;
    throw error;
  }
}

/** Creates a file without content, and its folder when needed. `path` must not exist. */
export function createEmptyFile(path: string): void {
  writeNewFile(path, '');
}

/** Creates a file with its content, and its folder where needed. */
export function writeNewFile(path: string, content: string | Uint8Array, isSynced = false): void {
  writeOpened(openMaking(path, 'wx'), path, content, isSynced);
}

/** Writes a file that nobody reads yet, and its folder where needed. One that is there is overwritten. */
export function writeUnreadFile(path: string, content: string | Uint8Array): void {
  writeOpened(openMaking(path, 'w'), path, content);
}

/** Writes to a file and closes it. */
function writeOpened(
  file: number,
  path: string,
  content: string | Uint8Array,
  isSynced = false,
): void {
  try {
    naming(path, () => {
      writeAll(file, typeof content === 'string' ? Buffer.from(content) : content);
      if (isSynced) fdatasyncSync(file);
    });
  } finally {
    closeSync(file);
  }
}

/** Writes every byte: a single write may be short. */
export function writeAll(file: number, content: Uint8Array): void {
  let done = 0;
  while (done < content.length) done += writeSync(file, content, done);
}

/** Appends to a file in one write, creating it and its folder when needed. */
export function appendToFile(path: string, text: string): void {
  writeOpened(openMaking(path, 'a'), path, text);
}

/** {@link appendToFile} where the folder is there. @returns false where it is not. */
export function appendWhereFolderIs(path: string, content: string | Uint8Array): boolean {
  const file = unlessMissing(() => openSync(path, 'a'));
  if (file === undefined) return false;
  writeOpened(file, path, content);
  return true;
}

/** Opens a file that is created where it is not, with these permission bits within the user's mask; its folder is made. */
export function openMaking(path: string, flags: 'w' | 'wx' | 'a', mode = 0o666): number {
  try {
    return openSync(path, flags, mode);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    makeDirectory(dirname(path));
    return openSync(path, flags, mode);
  }
}

/**
 * Removes the write bits; whoever could execute or read the file still can. Links are left alone,
 * and so are files of another user, whose bits only that user can change.
 */
export function makeReadOnly(path: string): void {
  const status = lstatSync(path);
  if (status.isSymbolicLink() || (status.mode & WRITE_BITS) === 0) return;
  try {
    chmodSync(path, status.mode & PERMISSION_BITS & ~WRITE_BITS);
  } catch (error) {
    if (!hasErrorCode(error, 'EPERM')) throw error;
  }
}

const WRITE_BITS = 0o222;
const PERMISSION_BITS = 0o7777;

/** Removes a file if it is there. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Removes a folder with all it holds, if it is there; folders that refuse are made writable first. */
export function removeTree(path: string): void {
  // Asked first: that takes a tenth of the time.
  if (!pathExists(path)) return;
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    if (!hasErrorCode(error, 'EACCES', 'EPERM')) throw error;
    makeFoldersWritable(path);
    rmSync(path, { recursive: true, force: true });
  }
}

function makeFoldersWritable(path: string): void {
  if (!lstatSync(path).isDirectory()) return;
  chmodSync(path, 0o700);
  for (const entry of readdirSync(path)) makeFoldersWritable(join(path, entry));
}

/** Makes a folder with its parents; one that exists is left as it is. */
export function makeDirectory(path: string): void {
  // Asked first: that takes less time than an error.
  if (isDirectory(path)) return;
  try {
    mkdirSync(path);
  } catch (error) {
    if (isDirectory(path)) return;
    if (!hasErrorCode(error, 'ENOENT') || isDirectory(dirname(path))) throw error;
    makeDirectory(dirname(path));
    // Not by the `recursive` option of Node.js, which would try again for ever below `/proc`.
    makeDirectory(path);
  }
}

/** Makes a folder, and its parents where needed. @returns false when `path` already exists. */
export function makeNewDirectory(path: string): boolean {
  try {
    return isMade(path);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    makeDirectory(dirname(path));
    return isMade(path);
  }
}

function isMade(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Makes a folder that entries can be made in; throws the system's error where that cannot be. */
export function makeWritableDirectory(path: string): void {
  makeDirectory(path);
  accessSync(path, constants.W_OK | constants.X_OK);
}

/** Makes a symbolic link at `path`, where nothing may be; its folders are made. */
export function makeSymbolicLink(target: string, path: string): void {
  makeDirectory(dirname(path));
  symlinkSync(target, path);
}

/** What a symbolic link says, unresolved. */
export function readLinkTarget(path: string): string {
  return readlinkSync(path);
}

/** Renames a file or folder of the same file system, replacing a file of that name. */
export function renamePath(from: string, to: string): void {
  renameSync(from, to);
}

/** Whether there is a regular file that can be reached, links followed. */
export function isFile(path: string): boolean {
  try {
    return statSync(path, UNLESS_MISSING)?.isFile() === true;
  } catch (error) {
    if (isNotFound(error) || hasErrorCode(error, 'EACCES', 'ELOOP', 'ENAMETOOLONG')) return false;
    throw error;
  }
}

/** At most `length` bytes of a file from `start`; fewer at its end. */
export function readFileRange(path: string, start: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    return naming(path, () => readRange(file, start, length));
  } finally {
    closeSync(file);
  }
}

function readRange(file: number, start: number, length: number): Buffer {
  const size = Math.max(0, Math.min(length, fstatSync(file).size - start));
  const content = Buffer.allocUnsafe(size);
  let done = 0;
  while (done < size) {
    const count = readSync(file, content, done, size - done, start + done);
    if (count === 0) break;
    done += count;
  }
  return content.subarray(0, done);
}

/** Replaces the content of a file in one step; it keeps its permission bits. A link is replaced by a file. */
export function replaceFileContent(path: string, content: string | Uint8Array): void {
  const mode = statSync(path).mode & PERMISSION_BITS;
  const temporary = temporaryPathBeside(path);
  try {
    writeNewFile(temporary, content);
    chmodSync(temporary, mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
