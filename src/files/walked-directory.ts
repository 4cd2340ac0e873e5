import { sep } from 'node:path';
import { readDirectoryEntries } from '../platform/directory-entries.ts';
import type { DirectoryEntries } from '../platform/directory-entries.ts';
import { pathExists, readTextIfExists } from '../platform/files.ts';
import { sortByCodePoints } from '../values/order.ts';
import { isRunMetaName } from '../values/run-names.ts';
import { hasWildcards } from './glob.ts';
import type { Glob } from './glob.ts';
import { IGNORE_FILE_NAMES, parseIgnoreFiles } from './ignore-file.ts';
import type { IgnoreList } from './ignore-file.ts';
import { VIRTUAL_ENVIRONMENT_MARKS } from './skipped-names.ts';

export interface DirectoryFacts {
  /** Relative to the base directory, with `/`; empty for the base directory. */
  readonly path: string;
  /** Absolute, links resolved. */
  readonly realPath: string;
  readonly listing: DirectoryEntries;
  readonly parent: WalkedDirectory | undefined;
  /** The walk comes here through a link. */
  readonly isLink: boolean;
}

export type DirectoryEntry = DirectoryEntries['entries'][number];

/** A directory that a walk has come to, with those above it. */
export class WalkedDirectory {
  readonly path: string;
  readonly realPath: string;
  readonly isLink: boolean;
  /** The walk came here, or to a directory above, through a link. */
  readonly isBehindLink: boolean;
  readonly #listing: DirectoryEntries;
  readonly #parent: WalkedDirectory | undefined;
  readonly #names: ReadonlySet<string>;
  readonly #ignoreList: IgnoreList | undefined;

  constructor({ path, realPath, listing, parent, isLink }: DirectoryFacts) {
    this.path = path;
    this.realPath = realPath;
    this.isLink = isLink;
    this.isBehindLink = isLink || parent?.isBehindLink === true;
    this.#listing = listing;
    this.#parent = parent;
    this.#names = new Set(listing.entries.map((entry) => entry.name));
    this.#ignoreList = this.#readIgnoreFiles();
  }

  get name(): string {
    return this.path.slice(this.path.lastIndexOf('/') + 1);
  }

  /** In name order. */
  sortedEntries(): readonly DirectoryEntry[] {
    return sortByCodePoints([...this.#listing.entries], ({ name }) => name);
  }

  get undecodableNames(): readonly string[] {
    return this.#listing.undecodableNames;
  }

  /** The path of an entry, relative to the base directory. */
  pathOf(name: string): string {
    return this.path === '' ? name : `${this.path}/${name}`;
  }

  /** The absolute path of an entry; the entry itself may be a link. */
  absolutePathOf(name: string): string {
    return withSeparator(this.realPath) + name;
  }

  /** Whether this is, or is below, the directory with that real path, links on the way included. */
  isInside(realPath: string): boolean {
    return isWithin(this.realPath, realPath) || this.#parent?.isInside(realPath) === true;
  }

  isVirtualEnvironment(): boolean {
    return VIRTUAL_ENVIRONMENT_MARKS.some((mark) => {
      const [first = '', ...rest] = mark.split('/');
      if (!this.#names.has(first)) return false;
      return rest.length === 0 || pathExists(this.absolutePathOf(mark));
    });
  }

  /** Whether there are runs here: in the runs directory, or in another that was used before. */
  holdsRuns(): boolean {
    return this.#listing.entries.some((entry) => isRunMetaName(entry.name));
  }

  /** Whether there is an entry for the globs, one for each level; wildcards skip names with a leading dot. */
  contains(globs: readonly Glob[]): boolean {
    return containsEntry(this.realPath, this.#names, globs);
  }

  /**
   * The line of an ignore file by which an entry of this directory is ignored, such as
   * `.gitignore:3: *.log`. The nearest ignore file with something to say decides.
   */
  findIgnoreLine(path: string, isDirectory: boolean): string | undefined {
    const relativePath = this.path === '' ? path : path.slice(this.path.length + 1);
    const rule = this.#ignoreList?.find(relativePath, isDirectory);
    if (rule === undefined) return this.#parent?.findIgnoreLine(path, isDirectory);
    return rule.isNegated ? undefined : `${rule.source}:${rule.line}: ${rule.pattern}`;
  }

  #readIgnoreFiles(): IgnoreList | undefined {
    const names = IGNORE_FILE_NAMES.filter((name) => this.#isPlainFile(name));
    if (names.length === 0) return undefined;
    return parseIgnoreFiles(
      names.map((name) => ({
        source: this.pathOf(name),
        text: readTextIfExists(this.absolutePathOf(name)) ?? '',
      })),
    );
  }

  /** As for git, an ignore file that is a link does not count. */
  #isPlainFile(name: string): boolean {
    return (
      this.#names.has(name) &&
      this.#listing.entries.some((entry) => entry.name === name && entry.isFile())
    );
  }
}

/** Whether a path is `directory` or below it; both absolute and real. */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(withSeparator(directory));
}

function withSeparator(directory: string): string {
  return directory.endsWith(sep) ? directory : directory + sep;
}

function containsEntry(
  directory: string,
  names: ReadonlySet<string>,
  [glob, ...deeper]: readonly Glob[],
): boolean {
  if (glob === undefined) return true;
  for (const name of matchingNames(names, glob)) {
    if (deeper.length === 0) return true;
    const path = withSeparator(directory) + name;
    const listing = readDirectoryEntries(path);
    if (listing === undefined) continue;
    const below = new Set(listing.entries.map((entry) => entry.name));
    if (containsEntry(path, below, deeper)) return true;
  }
  return false;
}

function matchingNames(names: ReadonlySet<string>, glob: Glob): readonly string[] {
  if (!hasWildcards(glob.pattern)) return names.has(glob.pattern) ? [glob.pattern] : [];
  const showsHidden = glob.pattern.startsWith('.');
  return [...names].filter((name) => (showsHidden || !name.startsWith('.')) && glob.matches(name));
}
