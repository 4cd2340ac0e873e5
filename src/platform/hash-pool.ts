import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { WorkPace, hashContent } from './file-copy.ts';
import type { BytesListener } from './file-copy.ts';

/** Files from this size on are worth handing to another thread. */
const LARGE_BYTES = 4 * 1024 * 1024;

/** More threads read from a disk no faster. */
const MAX_THREADS = 8;

/**
 * What a thread does: it hashes files one after the other. A text, because a thread starts from a
 * program of its own, which the bundle has not.
 */
const THREAD = `
const { createHash } = require('node:crypto');
const { closeSync, constants, openSync, readSync } = require('node:fs');
const { parentPort } = require('node:worker_threads');
const block = Buffer.allocUnsafeSlow(1024 * 1024);
parentPort.on('message', (path) => {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const hash = createHash('sha256');
      let unsaid = 0;
      for (let count; (count = readSync(file, block, 0, block.length, null)) > 0; ) {
        hash.update(block.subarray(0, count));
        unsaid += count;
        if (unsaid >= 16 * block.length) {
          parentPort.postMessage({ count: unsaid });
          unsaid = 0;
        }
      }
      parentPort.postMessage({ count: unsaid, sha256: hash.digest('hex') });
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { message, code, syscall } = error;
    parentPort.postMessage({ count: 0, failure: { message, code, syscall, path } });
  }
});
`;

/** Hashes files, large ones in several threads at a time. It lives until {@link HashPool.close}. */
export class HashPool {
  readonly #signal: AbortSignal | undefined;
  readonly #pace: WorkPace;
  readonly #limit: number;
  readonly #threads: Thread[] = [];
  readonly #waiting: Job[] = [];

  constructor(
    signal?: AbortSignal,
    threadCount: number = Math.min(availableParallelism(), MAX_THREADS),
  ) {
    this.#signal = signal;
    this.#pace = new WorkPace(signal);
    this.#limit = threadCount > 1 ? threadCount : 0;
    signal?.addEventListener('abort', this.#stop);
  }

  /** Whether files of this size are hashed beside others; the rest is hashed one after the other. */
  isThreaded(sizeBytes: number): boolean {
    return sizeBytes >= LARGE_BYTES && this.#limit > 0;
  }

  /**
   * The SHA-256 of a file's content, links followed, as 64 lower-case hex digits. Rejects with the
   * system's error, and with the signal's reason.
   */
  async hash(path: string, sizeBytes: number, onBytes: BytesListener): Promise<string> {
    this.#signal?.throwIfAborted();
    if (!this.isThreaded(sizeBytes)) return hashContent(path, this.#pace, onBytes);
    return new Promise((resolve, reject) => {
      const end: Job['end'] = (result) => {
        if (typeof result === 'string') resolve(result);
        else reject(result.error);
      };
      this.#waiting.push({ path, onBytes, end });
      this.#startNext();
    });
  }

  /** Ends the threads; what is not hashed by then never will be. */
  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#stop);
    await Promise.all(this.#threads.map(async ({ worker }) => worker.terminate()));
  }

  /** What a thread still does is done for nobody. */
  readonly #stop = (): void => {
    const running = this.#threads.flatMap(({ job }) => job ?? []);
    for (const { end } of [...running, ...this.#waiting.splice(0)]) {
      end({ error: this.#signal?.reason });
    }
  };

  #startNext(): void {
    if (this.#waiting.length === 0) return;
    const thread = this.#threads.find(({ job }) => job === undefined) ?? this.#newThread();
    if (thread === undefined) return;
    thread.job = this.#waiting.shift();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is no window
    thread.worker.postMessage(thread.job?.path);
  }

  #newThread(): Thread | undefined {
    if (this.#threads.length >= this.#limit) return undefined;
    const worker = new Worker(THREAD, { eval: true });
    const thread: Thread = { worker, job: undefined };
    worker.on('error', (error) => {
      thread.job?.end({ error });
    });
    worker.on('message', ({ count, sha256, failure }: ThreadMessage) => {
      thread.job?.onBytes(count);
      if (sha256 === undefined && failure === undefined) return;
      thread.job?.end(sha256 ?? { error: Object.assign(new Error(failure?.message), failure) });
      thread.job = undefined;
      this.#startNext();
    });
    this.#threads.push(thread);
    return thread;
  }
}

interface Thread {
  readonly worker: Worker;
  /** What it does; undefined while it is idle. */
  job: Job | undefined;
}

interface Job {
  readonly path: string;
  readonly onBytes: BytesListener;
  /** Told of the digest, or of why there is none. */
  readonly end: (result: string | { readonly error: unknown }) => void;
}

interface ThreadMessage {
  /** Bytes read since the last message. */
  readonly count: number;
  readonly sha256?: string;
  readonly failure?: { readonly message: string };
}
