import { fail } from '../failures/failures.ts';
import { findExistingFile } from '../platform/files.ts';
import { join } from '../platform/paths.ts';

const EXTENSIONS = ['toml', 'yaml', 'yml', 'json', 'jsonc'];

/** Where a Gage file can be in a project directory, relative to it; the first that exists counts. */
export const GAGE_FILE_NAMES: readonly string[] = candidateNames(join('.gage', 'gage'), 'gage');

/** File names made of each base with each extension of structured data, in the order they are looked for. */
export function candidateNames(...bases: readonly string[]): readonly string[] {
  return bases.flatMap((base) => EXTENSIONS.map((extension) => `${base}.${extension}`));
}

/** The path of the Gage file in `directory`, or undefined when it has none. */
export function findGageFile(directory: string): string | undefined {
  // Joining a path takes as long as asking for it: once is enough.
  const prefix = join(directory, 'x').slice(0, -1);
  return findExistingFile(GAGE_FILE_NAMES.map((name) => prefix + name));
}

/** The path of the Gage file in `directory`. Fails with `gage-file-not-found`. */
export function getGageFile(directory: string): string {
  return (
    findGageFile(directory) ??
    fail({ reason: 'gage-file-not-found', directory, candidates: GAGE_FILE_NAMES })
  );
}
