import type { Worker } from 'node:worker_threads';
import { hasErrorCode } from './files.ts';
import { newWorker } from './on-demand.ts';

/**
 * Starts a thread, which takes some 40 ms, beside what the caller does. Undefined where the system allows
 * no more threads.
 * @param program a text, because a thread starts from a program of its own, which the bundle has not.
 */
export function startThread(program: string): Worker | undefined {
  try {
    // Without the options of this process, such as modules that it loads first.
    return newWorker(program, { eval: true, execArgv: [] });
  } catch (error) {
    if (hasErrorCode(error, 'ERR_WORKER_INIT_FAILED')) return undefined;
    throw error;
  }
}
