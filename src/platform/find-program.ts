import { accessSync, constants } from 'node:fs';
import { delimiter } from 'node:path';
import { hasErrorCode, isFile } from './files.ts';
import { join } from './paths.ts';

/** The path of a program as the system would find it, or undefined. A name with a slash is a path. */
export function findProgram(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const candidates = name.includes('/')
    ? [name]
    : (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder || '.', name));
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    if (!isFile(path)) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    // What is in a folder out of reach is not there, as for a shell.
    if (hasErrorCode(error, 'EACCES', 'ENOENT', 'ELOOP', 'ENAMETOOLONG')) return false;
    throw error;
  }
}
