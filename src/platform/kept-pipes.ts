import { closeSync, constants, lstatSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { hasErrorCode, isSystemError, listDirectory, removeFile, unlessMissing } from './files.ts';
import { randomName } from './ids.ts';
import { join } from './paths.ts';
import { isProcessAlive } from './process-identity.ts';

/**
 * Named pipes of the user's that nobody has open, in a folder of this system for such things: making one takes a
 * process, which is more than all else that starting a short command takes. A process takes one by giving it a
 * name of its own, and gives it back when it ends; of one that was killed, the name goes with the next that looks.
 */

type Environment = Readonly<Record<string, string | undefined>>;

/** More are not kept: so many commands are seldom executed at once. */
const MAX_KEPT = 8;

const FREE = 'free-';
const USED = 'used-';

/** A pipe with a name of this process. */
export interface NamedPipe {
  readonly path: string;
  /** False where it has yet to be made. */
  readonly isMade: boolean;
}

/** A pipe that was kept, or a name for one that will be; undefined where there is no folder for them. */
export function takeNamedPipe(env: Environment): NamedPipe | undefined {
  const folder = findFolder(env);
  if (folder === undefined) return undefined;
  try {
    for (const { name } of listDirectory(folder)) {
      if (name.startsWith(USED)) removeIfLeft(folder, name);
      if (!name.startsWith(FREE)) continue;
      const path = newName(folder);
      const isTaken = unlessMissing(() => {
        renameSync(join(folder, name), path);
        return true;
      });
      if (isTaken === true) return { path, isMade: true };
    }
    return { path: newName(folder), isMade: false };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}

/** Gives a pipe that this process has closed to whoever needs one next, unless somebody else has it open. */
export function keepNamedPipe(path: string): void {
  try {
    const folder = dirname(path);
    const kept = listDirectory(folder).filter(({ name }) => name.startsWith(FREE)).length;
    if (kept >= MAX_KEPT || hasReader(path)) removeFile(path);
    else renameSync(path, join(folder, FREE + randomName()));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    // Somebody has tidied up: there is nothing to keep.
  }
}

/** A folder for nobody but the user, where the system has one for what lives no longer than its processes. */
function findFolder(env: Environment): string | undefined {
  const user = process.getuid?.();
  if (user === undefined) return undefined;
  const { XDG_RUNTIME_DIR: runtime = '', TMPDIR: temporary = '' } = env;
  const folder = isAbsolute(runtime)
    ? join(runtime, 'gage')
    : join(isAbsolute(temporary) ? temporary : '/tmp', `gage-${user}`);
  try {
    let status = lstatSync(folder, { throwIfNoEntry: false });
    if (status === undefined) {
      mkdirSync(folder, { mode: 0o700 });
      status = lstatSync(folder);
    }
    const isOurs = status.isDirectory() && status.uid === user && (status.mode & 0o077) === 0;
    return isOurs ? folder : undefined;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}

/** A name tells the process that has the pipe: where that is gone it was killed. To remove one that is in use does no harm. */
function removeIfLeft(folder: string, name: string): void {
  const [pid = ''] = name.slice(USED.length).split('-');
  if (!/^[1-9]\d*$/.test(pid) || !isProcessAlive(Number(pid))) removeFile(join(folder, name));
}

/** Whether anything has an end open that can be read: it would take what the next command writes. */
function hasReader(path: string): boolean {
  try {
    closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'ENXIO')) return false;
    throw error;
  }
}

const newName = (folder: string): string => join(folder, `${USED}${process.pid}-${randomName()}`);
