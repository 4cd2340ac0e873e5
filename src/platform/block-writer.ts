import type { Worker } from 'node:worker_threads';
import { startThread } from './start-thread.ts';

/**
 * Bytes written at once. For larger writes Linux takes larger pieces of memory to keep them in. Where a virtual machine
 * has given such pieces back to its host, they are slow to come by: writing 4 GiB took up to three times as long.
 */
const PIECE_BYTES = 16 * 1024;

const PROGRAM = `
const { writeSync } = require('node:fs');
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ file, bytes }) => {
  try {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(file, bytes, done, Math.min(${PIECE_BYTES}, bytes.length - done));
    }
    parentPort.postMessage(undefined);
  } catch ({ message, code, errno, syscall }) {
    parentPort.postMessage({ message, code, errno, syscall });
  }
});
`;

/** Writes blocks to files in a thread of its own. It lives until {@link BlockWriter.end}. */
export class BlockWriter {
  readonly #worker: Worker;
  #failure: Error | undefined;
  #onWritten: (failure?: Error) => void = () => undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (failure: WriteFailure | undefined) => {
      this.#onWritten(failure && Object.assign(new Error(failure.message), failure));
    });
    worker.on('error', (error: Error) => {
      this.#failure = error;
      this.#onWritten(error);
    });
  }

  /** Undefined where the system allows no more threads. */
  static start(): BlockWriter | undefined {
    const worker = startThread(PROGRAM);
    return worker && new BlockWriter(worker);
  }

  /**
   * Appends bytes to an open file, one write at a time. Rejects with the system's error.
   * @param bytes memory that threads can share; it is not changed until this has settled.
   */
  async write(file: number, bytes: Uint8Array<SharedArrayBuffer>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#onWritten = (failure) => {
        if (failure === undefined) resolve();
        else reject(failure);
      };
      if (this.#failure !== undefined) reject(this.#failure);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is no window
      else this.#worker.postMessage({ file, bytes });
    });
  }

  /** To be called when nothing is being written. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

interface WriteFailure {
  readonly message: string;
  readonly code?: string;
  readonly errno?: number;
  readonly syscall?: string;
}
