import { closeSync, constants, fdatasync, fsyncSync, openSync, statfsSync } from 'node:fs';
import { hasErrorCode } from './files.ts';
import { runProgram } from './run-program.ts';

/** From this number of files on one call for a whole file system takes less time than one for each. */
const WHOLE_FROM = 100;

/** What others write to the same file system is waited for, too: not for ever. */
const WHOLE_MS = 60_000;

/** As many as Node.js has threads for such calls: the file system writes several down at once. */
const AT_A_TIME = 4;

/**
 * Returns when the content of files is on the disk, and would be there after a loss of power. Files that
 * are not there, or may not be opened, are passed over. Rejects with the system's error where the disk
 * cannot take them.
 * @param folder where all of them are: a folder of one file system.
 */
export async function syncFiles(folder: string, paths: readonly string[]): Promise<void> {
  if (isInMemory(folder)) return;
  if (paths.length >= WHOLE_FROM && (await syncFileSystem(folder))) return;
  const queue = paths.values();
  const work = async (): Promise<void> => {
    for (const path of queue) await syncFile(path);
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, paths.length) }, work));
}

/** Whether a folder is of a Linux file system without a disk: there is nothing that could be waited for. */
function isInMemory(folder: string): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return IN_MEMORY.has(statfsSync(folder).type);
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

/** What statfs(2) calls tmpfs and ramfs. */
const IN_MEMORY: ReadonlySet<number> = new Set([0x01_02_19_94, 0x85_84_58_f6]);

/** Only the waiting is left to another thread: handing over takes longer than opening and closing. */
async function syncFile(path: string): Promise<void> {
  let file: number;
  try {
    // Not blocking: a pipe in its place would wait for a writer.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (isRefusal(error)) return;
    throw error;
  }
  try {
    await flush(file);
  } catch (error) {
    if (!isRefusal(error)) throw Object.assign(error as Error, { path });
  } finally {
    closeSync(file);
  }
}

async function flush(file: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fdatasync(file, (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

/** There is nothing to write down, or this file system has nothing to do for it. */
function isRefusal(error: unknown): boolean {
  return hasErrorCode(error, ...NOTHING_TO_DO);
}

const NOTHING_TO_DO =
  'ENOENT ENOTDIR EISDIR EACCES EPERM ELOOP ENXIO EINVAL ENOTSUP ENOSYS EROFS'.split(' ');

/** `sync -f` is the system call `syncfs`, which Node.js does not have. @returns whether that was done. */
async function syncFileSystem(folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const { exitCode } = await runProgram({
    program: 'sync',
    args: ['-f', folder],
    cwd: '/',
    // The environment is the caller's: the program is where systems have it.
    env: { PATH: '/usr/bin:/bin' },
    timeoutMs: WHOLE_MS,
    maxOutputBytes: 0,
  });
  return exitCode === 0;
}

/** Returns when the names in a folder are on the disk. */
export function syncFolder(folder: string): void {
  let file: number;
  try {
    file = openSync(folder, 'r');
  } catch (error) {
    if (isRefusal(error)) return;
    throw error;
  }
  try {
    fsyncSync(file);
  } catch (error) {
    if (!isRefusal(error)) throw Object.assign(error as Error, { path: folder });
  } finally {
    closeSync(file);
  }
}
