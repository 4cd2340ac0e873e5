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
  /**
   * Takes standard output and standard error, in the order written. A promise holds further output
   * back until it settles; until then the bytes are good. When it throws or rejects, no more output
   * is read.
   */
  readonly onOutput: (bytes: Uint8Array) => void | Promise<void>;
}

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
 * Starts a command that leads a new process group, both output streams in one pipe.
 * Rejects with the system's error (`ENOENT`, `EACCES`, …) when it cannot be started.
 */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const pipe = await openPipe(spec.pipePath);
  let child: ChildProcess;
  try {
    const output = pipe?.writeEnd ?? 'pipe';
    child = spawn(spec.program, [...spec.args], {
      cwd: spec.cwd,
      env: spec.env,
      stdio: [spec.stdin, output, output],
      detached: true,
    });
  } catch (error) {
    if (pipe !== undefined) closeSync(pipe.readEnd);
    pipe?.release(false);
    throw error;
  } finally {
    if (pipe !== undefined) closeSync(pipe.writeEnd);
  }
  const exited = new Promise<ChildExit>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code: code ?? undefined, signal: signal ?? undefined });
    });
  });
  const readings =
    pipe === undefined
      ? childStreams(child).map((stream) => readStream(stream, spec.onOutput))
      : [readPipe(pipe, spec.onOutput)];
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

function childStreams(child: ChildProcess): Readable[] {
  return [child.stdout, child.stderr].filter((stream) => stream !== null);
}

/** Output that is being read. */
interface Reading {
  /** Settles at the end; rejects with what the one who takes it threw. */
  readonly ended: Promise<void>;
  readonly abandon: () => void;
}

/** What a pipe holds on Linux. */
const PIPE_BYTES = 64 * 1024;

/** Reads a pipe into one buffer, again and again: a new one each time keeps the garbage collector busy. */
function readPipe(pipe: OutputPipe, onOutput: ChildSpec['onOutput']): Reading {
  const buffer = Buffer.allocUnsafeSlow(PIPE_BYTES);
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
  });
  socket.resume();
  return { ended: consumer.ended, abandon: () => socket.destroy() };
}

function readStream(stream: Readable, onOutput: ChildSpec['onOutput']): Reading {
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
  readonly #onOutput: ChildSpec['onOutput'];
  #isBusy = false;
  #giveUp: (error: unknown) => void = () => undefined;

  constructor(stream: Readable, onOutput: ChildSpec['onOutput']) {
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
