import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { openMaking, statIfExists, unlessMissing, writeAll } from './files.ts';
import { naming } from './named-errors.ts';
import { join } from './paths.ts';

/** A new file being written; it replaces a file of that name. */
export interface OutputFile {
  write(bytes: Uint8Array): void;
  close(): void;
}

/** Opens a file; its folder is made. */
export function openOutputFile(path: string): OutputFile {
  return outputFile(path, openMaking(path, 'w'));
}

function outputFile(path: string, file: number | undefined): OutputFile {
  return {
    write: (bytes) => {
      if (file === undefined) return;
      naming(path, () => {
        writeAll(file, bytes);
      });
    },
    close: () => {
      if (file !== undefined) closeSync(file);
    },
  };
}

/**
 * A folder in which files are made later: wherever it is by then, on systems that have a process's open files
 * below `/proc`. It must be closed.
 */
export class HeldFolder {
  readonly #path: string;
  /** Undefined where it was not there, and once it is closed. */
  #folder: number | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#folder = unlessMissing(() => openSync(path, constants.O_RDONLY | constants.O_DIRECTORY));
  }

  /** Opens a file in the folder, and makes the folders between. Of one in a folder that was removed nothing is kept. */
  openOutputFile(name: string): OutputFile {
    const path = join(this.#path, name);
    if (this.#isAt(this.#path)) return openOutputFile(path);
    const held = `/proc/self/fd/${this.#folder}`;
    const file = this.#isAt(held)
      ? unlessMissing(() => openMaking(join(held, name), 'w'))
      : undefined;
    return outputFile(path, file);
  }

  close(): void {
    if (this.#folder !== undefined) closeSync(this.#folder);
    this.#folder = undefined;
  }

  #isAt(path: string): boolean {
    if (this.#folder === undefined) return false;
    const there = statIfExists(path);
    const held = fstatSync(this.#folder, { bigint: true });
    return there?.ino === held.ino && there.dev === held.dev;
  }
}
