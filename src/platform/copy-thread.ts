import type { Worker } from 'node:worker_threads';
import { makeSmallCopier } from './small-copy.ts';
import type { CopyList } from './small-copy.ts';
import { startThread } from './start-thread.ts';

const PROGRAM = `
const { hash } = require('node:crypto');
const { parentPort } = require('node:worker_threads');
const fs = require('node:fs');
parentPort.once('message', (list) => {
  (${makeSmallCopier.toString()})(fs, (data) => hash('sha256', data, 'hex'), list, 'end')(Infinity);
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

  /** Undefined where the system allows no more threads. */
  static start(): CopyThread | undefined {
    const worker = startThread(PROGRAM);
    return worker && new CopyThread(worker);
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
