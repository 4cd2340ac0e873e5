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
 * A folder in which files are made later: wherever it is by then, on systems that tell a process of its files
 * (`/proc`). It must be closed.
 */
export class HeldFolder {
  readonly #path: string;
  readonly #folder: number;

  /** @param path is there. */
  constructor(path: string) {
    this.#path = path;
    this.#folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  }

  /** Opens a file in the folder, and makes the folders between. Of one in a folder that was removed nothing is kept. */
  openOutputFile(name: string): OutputFile {
    const path = join(this.#path, name);
    return this.#isInPlace() ? openOutputFile(path) : outputFile(path, this.#openMoved(name));
  }

  close(): void {
    closeSync(this.#folder);
  }

  #isInPlace(): boolean {
    const there = statIfExists(this.#path);
    const held = fstatSync(this.#folder, { bigint: true });
    return there?.ino === held.ino && there.dev === held.dev;
  }

  #openMoved(name: string): number | undefined {
    return unlessMissing(() => openMaking(`/proc/self/fd/${this.#folder}/${name}`, 'w'));
  }
}
