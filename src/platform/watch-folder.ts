import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { isSystemError } from './files.ts';

/** Waits for changes in a folder. It must be closed. */
export interface FolderWatch {
  /** Settles when something in the folder has changed since the last call, at the latest after `timeoutMs`. */
  changed(timeoutMs: number): Promise<void>;
  close(): void;
}

/**
 * Watches the files of a folder, which need not exist yet. Not every file system tells of changes,
 * so whoever waits looks from time to time.
 */
export function watchFolder(path: string): FolderWatch {
  let watcher: FSWatcher | undefined;
  let hasChanged = false;
  let wake: (() => void) | undefined;
  const notice = (): void => {
    hasChanged = true;
    wake?.();
  };
  const close = (): void => {
    watcher?.close();
    watcher = undefined;
  };
  const open = (): void => {
    try {
      watcher = watch(path, { persistent: false }, notice);
      watcher.once('error', close);
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
  };
  open();
  return {
    changed: async (timeoutMs) => {
      if (watcher === undefined) open();
      if (!hasChanged) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      hasChanged = false;
    },
    close,
  };
}
