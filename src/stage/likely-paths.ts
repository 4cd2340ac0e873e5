import { dirname } from 'node:path';
import { hasWildcards } from '../files/glob.ts';
import { isDirectory, listDirectory } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { nearest } from '../values/nearest.ts';
import { compareNatural } from '../values/order.ts';

/** Paths with those first that a misspelt one may stand for: alike as a whole, or in their last name. */
export function orderByLikeness(path: string, candidates: readonly string[]): readonly string[] {
  const limit = candidates.length;
  const lastName = (text: string): string => text.slice(text.lastIndexOf('/') + 1);
  const alikeNames = new Set(nearest(lastName(path), candidates.map(lastName), limit));
  return [
    ...new Set([
      ...nearest(path, candidates, limit),
      ...candidates.filter((candidate) => alikeNames.has(lastName(candidate))),
      ...candidates,
    ]),
  ];
}

/** What is in `root` where the pattern stops leading anywhere; paths from `root`, folders with a final `/`. */
export function pathsNear(root: string, pattern: string): readonly string[] {
  let folder = '';
  let missing = '';
  for (const name of pattern.split('/')) {
    missing = name;
    const next = folder === '' ? name : `${folder}/${name}`;
    if (hasWildcards(name) || !isDirectory(join(root, next))) break;
    folder = next;
  }
  return namesIn(join(root, folder), missing).map((name) =>
    folder === '' ? name : `${folder}/${name}`,
  );
}

/** The nearest directory above a missing file that exists, and what is in it. */
export function namesNear(path: string): { directory: string; near: readonly string[] } {
  let missing = path;
  let directory = dirname(path);
  while (!isDirectory(directory) && dirname(directory) !== directory) {
    missing = directory;
    directory = dirname(directory);
  }
  return {
    directory,
    near: namesIn(directory, missing.slice(directory.length).replace(/^\//, '')),
  };
}

function namesIn(directory: string, missing: string): readonly string[] {
  const names = listDirectory(directory)
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort(compareNatural);
  return orderByLikeness(missing, names);
}
