import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { OnReadOpts, SocketConstructorOpts } from 'node:net';
import type { Readable } from 'node:stream';
import { openPipe } from './output-pipe.ts';
import type { OutputPipe } from './output-pipe.ts';

/** A command to be started in a process group of its own. */
export interface ChildSpec {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: 'inherit' | 'ignore';
  /** A path at which a pipe can be made for a moment. */
  readonly pipePath: string;
  /** Another one: standard error is told apart then, and the order of what is in the two streams is not known exactly. */
  readonly errorPipePath?: string | undefined;
  /**
   * Takes standard output and standard error, in the order written. A promise holds further output
   * back until it settles; until then the bytes are good. When it throws or rejects, no more output
   * is read.
   */
  readonly onOutput: (bytes: Uint8Array, stream: OutputStream) => void | Promise<void>;
}

/** Where output comes from; where the two are not told apart, all is standard output. */
export type OutputStream = 'stdout' | 'stderr';

/** How a process ended: its exit code, or the name of the signal that killed it. */
export interface ChildExit {
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

export interface Child {
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  /** Settles when nobody can write output any more; rejects with what `onOutput` threw. */
  readonly outputEnded: Promise<void>;
  /** Stops reading output; what holds the other end is on its own. */
  abandonOutput(): void;
}

/**
 * Starts a command that leads a new process group, both output streams in one pipe, or in one each.
 * Rejects with the system's error (`ENOENT`, `EACCES`, …) when it cannot be started.
 */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const { errorPipePath } = spec;
  const pipe = await openPipe(spec.pipePath, spec.env);
  const errorPipe = errorPipePath === undefined ? pipe : await openPipe(errorPipePath, spec.env);
  const pipes = new Set([pipe, errorPipe].filter((opened) => opened !== undefined));
  let child: ChildProcess;
  try {
    child = spawn(spec.program, [...spec.args], {
      cwd: spec.cwd,
      env: spec.env,
      stdio: [spec.stdin, pipe?.writeEnd ?? 'pipe', errorPipe?.writeEnd ?? 'pipe'],
      detached: true,
    });
  } catch (error) {
    for (const opened of pipes) {
      closeSync(opened.readEnd);
      opened.release(false);
    }
    throw error;
  } finally {
    for (const opened of pipes) closeSync(opened.writeEnd);
  }
  const exited = new Promise<ChildExit>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code: code ?? undefined, signal: signal ?? undefined });
    });
  });
  const readings = [readOutput(pipe, child.stdout, (bytes) => spec.onOutput(bytes, 'stdout'))];
  if (errorPipePath !== undefined) {
    readings.push(readOutput(errorPipe, child.stderr, (bytes) => spec.onOutput(bytes, 'stderr')));
  } else if (pipe === undefined) {
    readings.push(readOutput(pipe, child.stderr, (bytes) => spec.onOutput(bytes, 'stdout')));
  }
  const read = Promise.all(readings.map(async ({ ended }) => ended));
  const abandonOutput = (): void => {
    for (const reading of readings) reading.abandon();
  };
  // Whoever waits for the end of output hears of its failure; nobody has to.
  read.catch(() => undefined);
  const pid = await spawnedPid(child, abandonOutput);
  return { pid, exited, outputEnded: read.then(() => undefined), abandonOutput };
}

async function spawnedPid(child: ChildProcess, abandonOutput: () => void): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => {
      resolve(child.pid ?? 0);
    });
    child.once('error', (error) => {
      abandonOutput();
      reject(error);
    });
  });
}

type TakeBytes = (bytes: Uint8Array) => void | Promise<void>;

/** Reads a pipe of ours, or the stream that Node.js made where there is none. */
function readOutput(
  pipe: OutputPipe | undefined,
  stream: Readable | null,
  take: TakeBytes,
): Reading {
  if (pipe !== undefined) return readPipe(pipe, take);
  if (stream === null) throw new Error('the command has no output to read');
  return readStream(stream, take);
}

/** Output that is being read. */
interface Reading {
  /** Settles at the end; rejects with what the one who takes it threw. */
  readonly ended: Promise<void>;
  readonly abandon: () => void;
}

/** What a pipe holds on Linux. */
const PIPE_BYTES = 64 * 1024;

/** Buffers of pipes that have been read: a new one each time keeps the garbage collector busy. */
const freeBuffers: Buffer[] = [];

/** Reads a pipe into one buffer, again and again. */
function readPipe(pipe: OutputPipe, onOutput: TakeBytes): Reading {
  const buffer = freeBuffers.pop() ?? Buffer.allocUnsafeSlow(PIPE_BYTES);
  // Node documents the option for connections only, and heeds it for descriptors, too.
  const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = {
    fd: pipe.readEnd,
    writable: false,
    onread: {
      buffer,
      callback: (count) => {
        consumer.take(buffer.subarray(0, count));
        return !consumer.isBusy;
      },
    },
  };
  const socket = new Socket(options);
  const consumer = new Consumer(socket, onOutput);
  let hasEnded = false;
  socket.once('end', () => {
    hasEnded = true;
  });
  socket.once('close', () => {
    pipe.release(hasEnded);
    // Of one that was abandoned, somebody may still look at what came last.
    if (hasEnded) freeBuffers.push(buffer);
  });
  socket.resume();
  return { ended: consumer.ended, abandon: () => socket.destroy() };
}

function readStream(stream: Readable, onOutput: TakeBytes): Reading {
  const consumer = new Consumer(stream, onOutput);
  stream.on('data', (bytes: Buffer) => {
    consumer.take(bytes);
    if (consumer.isBusy) stream.pause();
  });
  return { ended: consumer.ended, abandon: () => stream.destroy() };
}

/** Passes on what a stream gives, which is to pause while the one who takes it is busy. */
class Consumer {
  readonly ended: Promise<void>;
  readonly #stream: Readable;
  readonly #onOutput: TakeBytes;
  #isBusy = false;
  #giveUp: (error: unknown) => void = () => undefined;

  constructor(stream: Readable, onOutput: TakeBytes) {
    this.#stream = stream;
    this.#onOutput = onOutput;
    this.ended = new Promise((resolve, reject) => {
      this.#giveUp = (error) => {
        stream.destroy();
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      stream.once('close', resolve);
      stream.once('error', () => stream.destroy());
    });
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  take(bytes: Uint8Array): void {
    try {
      const busy = this.#onOutput(bytes);
      if (busy === undefined) return;
      this.#isBusy = true;
      void this.#waitFor(busy);
    } catch (error) {
      this.#giveUp(error);
    }
  }

  async #waitFor(busy: Promise<void>): Promise<void> {
    try {
      await busy;
      this.#isBusy = false;
      this.#stream.resume();
    } catch (error) {
      this.#giveUp(error);
    }
  }
}
