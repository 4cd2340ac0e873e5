import { normalize } from 'node:path';

import { KeptOut } from '../files/kept-out.ts';
import { selectFiles } from '../files/select-files.ts';
import type { SelectOptions } from '../files/select-files.ts';
import { parseSelectRules } from '../files/select-rules.ts';
import { statIfExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { compareCodePoints } from '../values/order.ts';
import type { KeyPath } from './key-patterns.ts';

/** A file that a config block includes. */
export interface ConfigFile {
  /** Relative to the directory, with `/`. */
  readonly path: string;
  /** The entries that include it. */
  readonly includedBy: readonly KeyPath[];
  /** Whether the block is about this key of the file. */
  includesKey(key: string): boolean;
}

export interface ConfigFileSelection {
  /** Sorted by path. */
  readonly files: readonly ConfigFile[];
  /** Entries that include files of which there are none. */
  readonly unmatched: readonly string[];
}

/** Where to look for the files of config blocks. */
export type ConfigFileOptions = Pick<SelectOptions, 'neverEnter'>;

/**
 * Finds the files of a config block below a directory, by the rules for source code (see `selectFiles`).
 * A file that is named without wildcards is looked at directly, whatever else the directory holds. Fails
 * with `invalid-pattern`.
 */
export function selectConfigFiles(
  directory: string,
  paths: readonly KeyPath[],
  options: ConfigFileOptions = {},
): ConfigFileSelection {
  const finder = new FileFinder(directory, options);
  const included = new Map<string, KeyPath[]>();
  const unmatched: string[] = [];
  for (const [index, path] of paths.entries()) {
    if (path.effect !== 'include' || path.filePattern === undefined) continue;
    const files = finder.find(path.filePattern, laterExclusions(paths, index));
    for (const file of files) included.set(file, [...(included.get(file) ?? []), path]);
    if (files.size === 0 && finder.find(path.filePattern).size === 0) unmatched.push(path.text);
  }
  const isAbout = (path: KeyPath, file: string): boolean =>
    path.filePattern === undefined || finder.find(path.filePattern).has(file);
  const everywhere = paths.filter(
    (path) => path.effect === 'include' && path.filePattern === undefined,
  );
  const exclusions = paths.filter((path) => path.effect === 'exclude-keys');
  const files = [...included].map(([file, own]): ConfigFile => {
    const includes = [...own, ...everywhere];
    const excludes = exclusions.filter((path) => isAbout(path, file));
    const includesKey = (key: string): boolean =>
      includes.some((path) => path.matchesKey(key)) &&
      !excludes.some((path) => path.matchesKey(key));
    return { path: file, includedBy: own, includesKey };
  });
  return { files: files.sort((a, b) => compareCodePoints(a.path, b.path)), unmatched };
}

function laterExclusions(paths: readonly KeyPath[], index: number): readonly string[] {
  const later = paths.slice(index + 1).filter((path) => path.effect === 'exclude-file');
  return later.map((path) => `-${path.filePattern ?? ''}`);
}

/** Finds the files of patterns, of each pattern once. */
class FileFinder {
  readonly #directory: string;
  readonly #options: ConfigFileOptions;
  readonly #keptOut: KeptOut;
  readonly #found = new Map<string, ReadonlySet<string>>();

  constructor(directory: string, options: ConfigFileOptions) {
    this.#directory = directory;
    this.#options = options;
    this.#keptOut = new KeptOut(directory, options.neverEnter ?? []);
  }

  find(pattern: string, exclusions: readonly string[] = []): ReadonlySet<string> {
    const id = JSON.stringify([pattern, ...exclusions]);
    const found = this.#found.get(id) ?? this.#search(pattern, exclusions);
    this.#found.set(id, found);
    return found;
  }

  #search(pattern: string, exclusions: readonly string[]): ReadonlySet<string> {
    const literal = exclusions.length === 0 ? this.#literalFile(pattern) : undefined;
    if (literal !== undefined) return new Set([literal]);
    // A dash that is left of a pattern to exclude belongs to the name.
    const include = pattern.replace(/^-/, '\\-');
    const rules = parseSelectRules([include, ...exclusions]);
    const selection = selectFiles(this.#directory, rules, this.#options);
    return new Set(selection.files.map((file) => file.path));
  }

  /** The path of the one file that a pattern without any marks names, if it is there. */
  #literalFile(pattern: string): string | undefined {
    if (!/^[^\s*?[\]{}\\'"-][^\s*?[\]{}\\'"]*$/.test(pattern)) return undefined;
    const path = normalize(pattern).replaceAll('\\', '/');
    const isInside =
      !/^(?:\/|\.\.(?:\/|$)|[A-Za-z]:)/.test(path) && !path.split('/').includes('.gage');
    const place = join(this.#directory, path);
    if (!isInside || this.#keptOut.has(place)) return undefined;
    return statIfExists(place)?.isFile() === true ? path : undefined;
  }
}
