import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { removeFile } from './files.ts';
import { keepNamedPipe, takeNamedPipe } from './kept-pipes.ts';
import { spawn } from './on-demand.ts';

type Environment = Readonly<Record<string, string | undefined>>;

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
 * @param callerEnv where pipes are kept.
 * @param env where the program that makes them is found.
 */
export async function openPipe(
  path: string,
  callerEnv: Environment,
  env: Environment,
): Promise<OutputPipe | undefined> {
  return reopenPipe() ?? (await openNamed(callerEnv, env)) ?? (await makePipe(path, env));
}

function reopenPipe(): OutputPipe | undefined {
  const pipe = free.pop();
  return pipe === undefined ? undefined : openFree(pipe);
}

function openFree(pipe: FreePipe): OutputPipe | undefined {
  try {
    return { ...openEnds(pipe.path), release: releaseTo(pipe) };
  } catch {
    pipe.drop();
    return undefined;
  }
}

const releaseTo =
  (pipe: FreePipe) =>
  (isFree: boolean): void => {
    if (isFree) free.push(pipe);
    else pipe.drop();
  };

/** A pipe that nobody has open, and where it can be opened. */
interface FreePipe {
  readonly path: string;
  readonly drop: () => void;
  readonly keep?: () => void;
}

/** Making a pipe takes a process; opening one again does not. */
const free: FreePipe[] = [];

/** A handle opens neither end: readers and writers do not notice it. Node has no name for the flag. */
const O_PATH = 0x200000;

/** Both ends of a pipe that is in the file system; whatever else is there is refused with an error of the system. */
function openEnds(path: string): { readonly readEnd: number; readonly writeEnd: number } {
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(readEnd).isFIFO()) throw Object.assign(new Error('no pipe'), { code: 'EFTYPE' });
    return { readEnd, writeEnd: openSync(path, constants.O_WRONLY) };
  } catch (error) {
    closeSync(readEnd);
    throw error;
  }
}

/** One that an earlier process has made, or that later ones will have. */
async function openNamed(
  callerEnv: Environment,
  env: Environment,
): Promise<OutputPipe | undefined> {
  const named = takeNamedPipe(callerEnv);
  if (named === undefined) return undefined;
  const { path } = named;
  if (!named.isMade && !(await makeNamedPipe(path, env))) return undefined;
  keepAtExit();
  return openFree({
    path,
    drop: () => {
      removeFile(path);
    },
    keep: () => {
      keepNamedPipe(path);
    },
  });
}

/** Pipes that are free in the end are kept for other processes. */
function keepAtExit(): void {
  if (isKeptAtExit) return;
  isKeptAtExit = true;
  process.once('exit', () => {
    for (const pipe of free) pipe.keep?.();
  });
}

let isKeptAtExit = false;

/** Makes a named pipe, opens it, and takes its name away. */
async function makePipe(path: string, env: Environment): Promise<OutputPipe | undefined> {
  removeFile(path);
  if (!(await makeNamedPipe(path, env))) return undefined;
  try {
    const ends = openEnds(path);
    if (process.platform !== 'linux') return { ...ends, release: () => undefined };
    const handle = openSync(path, O_PATH | constants.O_NOFOLLOW);
    const drop = (): void => {
      closeSync(handle);
    };
    return { ...ends, release: releaseTo({ path: `/proc/self/fd/${handle}`, drop }) };
  } finally {
    removeFile(path);
  }
}

async function makeNamedPipe(path: string, env: Environment): Promise<boolean> {
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
