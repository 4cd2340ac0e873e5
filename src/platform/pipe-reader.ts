import { closeSync, readSync } from 'node:fs';
import type { OnReadOpts, SocketConstructorOpts } from 'node:net';
import type { Readable } from 'node:stream';
import { hasErrorCode, isSystemError } from './files.ts';
import { newSocket } from './on-demand.ts';
import type { OutputPipe } from './output-pipe.ts';
import { endsWithin } from './timers.ts';

/** Takes what comes; a promise holds further bytes back until it settles, and until then these are good. */
export type TakeBytes = (bytes: Uint8Array) => void | Promise<void>;

/** Output that is being read. */
export interface Reading {
  /** Settles at the end; rejects with what the one who takes it threw. */
  readonly ended: Promise<void>;
  readonly abandon: () => void;
}

/** What a pipe holds on Linux. */
const PIPE_BYTES = 64 * 1024;

/** Buffers of pipes that have been read: a new one each time keeps the garbage collector busy. */
const freeBuffers: Buffer[] = [];

/** So long it is waited whether a command ends, before its output is read as it comes. */
const MOMENT_MS = 10;

/**
 * Reads a pipe until nobody can write to it any more. Of a command that ends at once it is read when that has ended:
 * to begin to read it as it comes takes Node.js as long as such a command takes.
 * @param exited settles when the command has ended.
 */
export function readPipe(pipe: OutputPipe, exited: Promise<unknown>, take: TakeBytes): Reading {
  let hasGivenUp = false;
  const isAbandoned = (): boolean => hasGivenUp;
  let reading: Reading | undefined;
  let isClosed = false;
  const close = (isFree: boolean): void => {
    if (isClosed) return;
    isClosed = true;
    closeSync(pipe.readEnd);
    pipe.release(isFree);
  };
  const read = async (): Promise<void> => {
    const isOver = await endsWithin(exited, MOMENT_MS);
    if (isAbandoned()) return;
    const found = isOver ? await readWhatIsThere(pipe, take, isAbandoned) : 'more';
    if (isAbandoned()) return;
    if (found === 'more') reading = readAsItComes(pipe, take);
    else close(found === 'all');
    await reading?.ended;
  };
  const ended = read().catch((error: unknown) => {
    if (reading === undefined && !isAbandoned()) close(false);
    throw error;
  });
  const abandon = (): void => {
    if (isAbandoned()) return;
    hasGivenUp = true;
    if (reading === undefined) close(false);
    else reading.abandon();
  };
  return { ended, abandon };
}

/** @returns whether that is all, there may be more, or it cannot be read. Rejects with what `take` throws. */
async function readWhatIsThere(
  { readEnd }: OutputPipe,
  take: TakeBytes,
  isAbandoned: () => boolean,
): Promise<'all' | 'more' | 'unreadable'> {
  const buffer = freeBuffers.pop() ?? Buffer.allocUnsafeSlow(PIPE_BYTES);
  // A command that has ended has left no more than a pipe holds; others may go on for ever.
  for (let total = 0; total <= PIPE_BYTES;) {
    let count: number;
    try {
      count = readSync(readEnd, buffer);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return hasErrorCode(error, 'EAGAIN') ? 'more' : 'unreadable';
    }
    if (count === 0) {
      freeBuffers.push(buffer);
      return 'all';
    }
    total += count;
    await take(buffer.subarray(0, count));
    if (isAbandoned()) return 'more';
  }
  return 'more';
}

/** Reads into one buffer, again and again. */
function readAsItComes(pipe: OutputPipe, onOutput: TakeBytes): Reading {
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
  const socket = newSocket(options);
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

export function readStream(stream: Readable, onOutput: TakeBytes): Reading {
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
