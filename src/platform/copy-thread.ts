import type { Worker } from 'node:worker_threads';
import { hasErrorCode } from './files.ts';
import { newWorker } from './on-demand.ts';
import { makeSmallCopier } from './small-copy.ts';
import type { CopyList } from './small-copy.ts';

/** A text, because a thread starts from a program of its own, which the bundle has not. */
const PROGRAM = `
const { hash } = require('node:crypto');
const { parentPort } = require('node:worker_threads');
const fs = require('node:fs');
parentPort.once('message', (list) => {
  (${makeSmallCopier.toString()})(fs, hash, list, 'end')(Infinity);
  parentPort.postMessage('done');
});
`;

/** A thread that copies files of a list as long as there are any that nobody has taken. */
export class CopyThread {
  readonly #worker: Worker;
  #list: CopyList | undefined;
  #done: Promise<void> | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** Starting takes some 40 ms, beside what the caller does. Undefined where the system allows no more threads. */
  static start(): CopyThread | undefined {
    try {
      // Without the options of this process, such as modules that it loads first.
      return new CopyThread(newWorker(PROGRAM, { eval: true, execArgv: [] }));
    } catch (error) {
      if (hasErrorCode(error, 'ERR_WORKER_INIT_FAILED')) return undefined;
      throw error;
    }
  }

  copy(list: CopyList): void {
    this.#list = list;
    this.#done = new Promise((resolve, reject) => {
      this.#worker.once('message', resolve);
      this.#worker.once('error', reject);
    });
    // Whoever is interested asks later.
    this.#done.catch(() => undefined);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is no window
    this.#worker.postMessage(list);
  }

  /** Ends the thread after the files it has taken. */
  async end(): Promise<void> {
    if (this.#list === undefined) await this.#worker.terminate();
    else Atomics.store(this.#list.taken, 0, this.#list.paths.length);
    await this.#done;
  }
}
