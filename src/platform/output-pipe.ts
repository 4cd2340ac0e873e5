import { spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { removeFile } from './files.ts';

/** Both ends of a pipe, to be closed by whoever has them. */
export interface OutputPipe {
  readonly readEnd: number;
  readonly writeEnd: number;
  /**
   * To be called once, at the end.
   * @param isFree whether all that was written has been read and nobody can write any more: the next
   *   command can have the pipe.
   */
  readonly release: (isFree: boolean) => void;
}

/**
 * A real pipe, by way of a named one. What Node gives children is a pair of sockets, which a child
 * cannot open again: `echo x > /dev/stdout` and `tee /dev/stderr` fail there.
 * Undefined where the system or the file system has no named pipes.
 * @param path where the pipe can have its name for a moment.
 * @param env where the program that makes it is found.
 */
export async function openPipe(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<OutputPipe | undefined> {
  return reopenPipe() ?? makePipe(path, env);
}

function reopenPipe(): OutputPipe | undefined {
  const handle = free.pop();
  if (handle === undefined) return undefined;
  try {
    return { ...openEnds(`/proc/self/fd/${handle}`), release: releaseTo(handle) };
  } catch {
    closeSync(handle);
    return undefined;
  }
}

const releaseTo =
  (handle: number) =>
  (isFree: boolean): void => {
    if (isFree) free.push(handle);
    else closeSync(handle);
  };

/** Handles of pipes that nobody has open. Making a pipe takes a process; opening one again does not. */
const free: number[] = [];

/** A handle opens neither end: readers and writers do not notice it. Node has no name for the flag. */
const O_PATH = 0x200000;

function openEnds(path: string): { readonly readEnd: number; readonly writeEnd: number } {
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { readEnd, writeEnd: openSync(path, constants.O_WRONLY) };
  } catch (error) {
    closeSync(readEnd);
    throw error;
  }
}

/** Makes a named pipe, opens it, and takes its name away. */
async function makePipe(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<OutputPipe | undefined> {
  removeFile(path);
  if (!(await makeNamedPipe(path, env))) return undefined;
  try {
    const ends = openEnds(path);
    if (process.platform !== 'linux') return { ...ends, release: () => undefined };
    return { ...ends, release: releaseTo(openSync(path, O_PATH | constants.O_NOFOLLOW)) };
  } finally {
    removeFile(path);
  }
}

async function makeNamedPipe(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  return new Promise((resolve) => {
    const maker = spawn('mkfifo', ['-m', '600', path], { env, stdio: 'ignore' });
    maker.once('error', () => {
      resolve(false);
    });
    maker.once('exit', (code) => {
      resolve(code === 0);
    });
  });
}
