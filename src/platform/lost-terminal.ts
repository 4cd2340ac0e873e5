import { closeSync } from 'node:fs';
import { hasErrorCode } from './files.ts';
import { isatty } from './on-demand.ts';

/** Whether reading or writing failed because the terminal was closed. */
export function isTerminalGone(error: unknown): boolean {
  return hasErrorCode(error, 'EIO', 'ENXIO');
}

let isLeaving = false;

/**
 * Prepares for ending without the terminal, which may have been closed: Node.js resets terminals when
 * it ends, and aborts where one cannot be reset. What is closed is passed over.
 */
export function leaveTerminal(): void {
  if (isLeaving) return;
  isLeaving = true;
  process.once('exit', () => {
    for (const descriptor of STANDARD_STREAMS) {
      if (!isatty(descriptor)) tryClose(descriptor);
    }
  });
}

const STANDARD_STREAMS = [0, 1, 2];

function tryClose(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch (error) {
    if (!hasErrorCode(error, 'EBADF')) throw error;
  }
}
