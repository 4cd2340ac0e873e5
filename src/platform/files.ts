import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  lstatSync,
  writeSync,
} from 'node:fs';
import type { BigIntStats, Dirent } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';

/** Whether `error` is a file-system error with one of these codes, such as `ENOENT`. */
export function hasErrorCode(
  error: unknown,
  ...codes: readonly string[]
): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
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
  return unlessMissing(() => readFileSync(path));
}

/** The UTF-8 text of a file (bad bytes become U+FFFD), or undefined when it does not exist. */
export function readTextIfExists(path: string): string | undefined {
  return readFileIfExists(path)?.toString('utf8');
}

/** The entries of a folder in no particular order; none when it does not exist. */
export function listDirectory(path: string): Dirent[] {
  return unlessMissing(() => readdirSync(path, { withFileTypes: true })) ?? [];
}

/** The status of a file, links followed, with nanosecond times; undefined when missing (or a broken link). */
export function statIfExists(path: string): BigIntStats | undefined {
  return unlessMissing(() => statSync(path, { bigint: true }));
}

/** The status of a file or of a link itself; undefined when missing. */
export function lstatIfExists(path: string): BigIntStats | undefined {
  return unlessMissing(() => lstatSync(path, { bigint: true }));
}

export function isDirectory(path: string): boolean {
  return statIfExists(path)?.isDirectory() ?? false;
}

export function pathExists(path: string): boolean {
  return lstatIfExists(path) !== undefined;
}

/** A name beside `path` that no reader looks at, for content that is not complete yet. */
export function temporaryPathBeside(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.tmp`;
}

/**
 * Writes a file beside its place, then renames it there: readers see the old content or the new,
 * never a part. Parent folders are made. After a failure the old file stands and the temporary one
 * is gone (a killed process can leave it behind).
 */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  const temporary = temporaryPathBeside(path);
  try {
    writeNewFile(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Creates a file with its whole content in one step, unless it exists.
 * @returns false when `path` already exists; it is left alone.
 */
export function createFileExclusive(path: string, content: string): boolean {
  const temporary = temporaryPathBeside(path);
  try {
    writeNewFile(temporary, content);
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function writeNewFile(path: string, content: string | Uint8Array): void {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if (!isNotFound(error)) throw error;
    mkdirSync(dirname(path), { recursive: true });
    file = openSync(path, 'wx');
  }
  try {
    writeAll(file, typeof content === 'string' ? Buffer.from(content) : content);
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
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;
  let file: number;
  try {
    file = openSync(path, flags, 0o666);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    mkdirSync(dirname(path), { recursive: true });
    file = openSync(path, flags, 0o666);
  }
  try {
    writeAll(file, Buffer.from(text));
  } finally {
    closeSync(file);
  }
}

/** Asks the file system to keep a file's content through a power loss. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
