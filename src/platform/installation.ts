import { dirname } from 'node:path';
import { realPath } from './file-tree.ts';

/** Where the program and what runs it are. */
export interface Installation {
  /** The folder of the package. */
  readonly directory: string;
  readonly nodePath: string;
}

/** Told by how this process was started: `<package>/bin/<program>`. */
export function installation(): Installation {
  const program = realPath(process.argv[1] ?? process.cwd());
  return { directory: dirname(dirname(program)), nodePath: process.execPath };
}
