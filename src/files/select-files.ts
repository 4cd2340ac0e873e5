import {
  readDirectoryEntries,
  readFileStatus,
  resolveRealPath,
} from '../platform/directory-entries.ts';
import { sortByCodePoints } from '../values/order.ts';
import { isRunsEntryName } from '../values/run-names.ts';
import { FileCandidate } from './file-candidate.ts';
import type { CandidateDirectory, FileProblem, SelectedFile } from './file-candidate.ts';
import { KeptOut } from './kept-out.ts';
import { RuleDecisions } from './rule-decisions.ts';
import type { Obstacle, Obstructed, RuleScope, Unfit } from './rule-decisions.ts';
import type { SelectRule } from './select-rules.ts';
import { isLikelySecret, isToolDirectory } from './skipped-names.ts';
import { WalkedDirectory } from './walked-directory.ts';
import type { DirectoryEntry } from './walked-directory.ts';

/**
 * Why something that patterns ask for is not selected:
 *
 * - `too-large`, `max-matches`: a limit of the rule;
 * - `ignored` (an ignore file), `likely-secret`: selected only by a pattern that spells it out;
 * - `broken-link`, `special-file` (pipe, socket, device), `unreadable`: nothing to copy;
 * - `link-cycle`: the link leads to a directory that it is in;
 * - `link-repeated`: a link inside a linked directory leads where the walk has already been;
 * - `name-not-utf8`: the name cannot be recorded.
 */
export type LeftOutReason =
  Obstacle | FileProblem | 'link-cycle' | 'link-repeated' | 'name-not-utf8';

/** A file, or a directory with everything below it, that patterns ask for and that is not selected. */
export interface LeftOut {
  /** Relative to the base directory, with `/`; `.` is the base directory. */
  readonly path: string;
  readonly kind: 'file' | 'directory';
  readonly reason: LeftOutReason;
  /** The pattern that asks for it, where one rule does. */
  readonly rule?: SelectRule;
  /** The line of an ignore file that names it, such as `.gitignore:3: *.log`. */
  readonly ignoredBy?: string;
}

/** What became of a file or directory, and by which rule: what a preview shows. */
export interface Explained {
  readonly path: string;
  readonly kind: 'file' | 'directory';
  readonly outcome:
    | 'selected'
    | 'entered'
    /** By an exclude rule, or since no rule is about it. */
    | 'not-selected'
    /** A directory that tools make, a virtual environment, Gage's own files, or what belongs to runs. */
    | 'skipped'
    /** See the item of the same path in `leftOut`. */
    | 'left-out';
  /** The rule that decided; undefined when none is about it. */
  readonly rule: SelectRule | undefined;
  /** Of a file that is not selected since no rule is about it: the rule whose glob matches all the same. */
  readonly unfit?: Unfit;
}

export interface Selection {
  /** Sorted by path. */
  readonly files: readonly SelectedFile[];
  /** Sorted by path. */
  readonly leftOut: readonly LeftOut[];
  /** In the order of the walk; empty unless asked for. */
  readonly explained: readonly Explained[];
}

export interface SelectOptions {
  /**
   * Absolute paths of directories that no path, also none through links, leads into: the runs. Of one
   * that holds the root it is what belongs to runs.
   */
  readonly neverEnter?: readonly string[];
  readonly explain?: boolean;
  /** Whether ignore files (`.gitignore`) count for nothing, as where data is asked for by name. */
  readonly disregardsIgnoreFiles?: boolean;
  /**
   * Whether a regular file counts as readable without a look at it, for one who finds out soon: many
   * files are selected in half the time.
   */
  readonly trustsListing?: boolean;
  /** Told how many files are selected, with each of them. */
  readonly onSelected?: (count: number) => void;
}

/**
 * Chooses files below `root` in one walk: in each directory first its files, then its directories,
 * both in name order, which is the order `max-matches` counts in.
 *
 * Not entered: `.gage` and `neverEnter`, whatever the rules; directories excluded by a rule; and,
 * unless an include rule spells them out, tool directories, virtual environments, directories with
 * runs and what ignore files name. Directories behind links are walked like others. What is left out although rules ask
 * for it is reported, not thrown. A missing root selects nothing.
 */
export function selectFiles(
  root: string,
  rules: readonly SelectRule[],
  options: SelectOptions = {},
): Selection {
  const walk = new Walk(root, rules, options);
  walk.enterRoot();
  return walk.result();
}

class Walk {
  readonly #decisions: RuleDecisions;
  /** The real path of the root, if it is there. */
  readonly #root: string | undefined;
  readonly #keptOut: KeptOut;
  readonly #explained: Explained[] | undefined;
  readonly #disregardsIgnoreFiles: boolean;
  readonly #trustsListing: boolean;
  readonly #onSelected: (count: number) => void;
  readonly #files: SelectedFile[] = [];
  readonly #leftOut: LeftOut[] = [];
  /** Real paths of the directories entered so far. */
  readonly #entered = new Set<string>();

  constructor(root: string, rules: readonly SelectRule[], options: SelectOptions) {
    const { neverEnter = [], explain = false } = options;
    this.#decisions = new RuleDecisions(rules);
    this.#root = resolveRealPath(root);
    this.#keptOut = new KeptOut(
      this.#root ?? root,
      neverEnter.map((path) => resolveRealPath(path) ?? path),
    );
    this.#explained = explain ? [] : undefined;
    this.#disregardsIgnoreFiles = options.disregardsIgnoreFiles ?? false;
    this.#trustsListing = options.trustsListing ?? false;
    this.#onSelected = options.onSelected ?? (() => undefined);
  }

  result(): Selection {
    return {
      files: sortByCodePoints(this.#files, ({ path }) => path),
      leftOut: sortByCodePoints(this.#leftOut, ({ path }) => path),
      explained: this.#explained ?? [],
    };
  }

  enterRoot(): void {
    const scope = this.#decisions.rootScope();
    const realPath = this.#root;
    if (realPath === undefined || !this.#decisions.mayReach('', scope)) return;
    const listing = readDirectoryEntries(realPath);
    if (listing === undefined) {
      this.#leaveOut({ path: '.', kind: 'directory', reason: 'unreadable' });
      return;
    }
    const directory = { path: '', realPath, listing, parent: undefined, isLink: false };
    this.#walk(new WalkedDirectory(directory), scope);
  }

  #walk(directory: WalkedDirectory, scope: RuleScope): void {
    this.#entered.add(directory.realPath);
    for (const name of directory.undecodableNames) {
      const path = directory.pathOf(name);
      if (!this.#decisions.asksFor(path, scope)) continue;
      this.#leaveOut({ path, kind: 'file', reason: 'name-not-utf8' });
    }
    const common = {
      absolutePathOf: (path: string) => directory.absolutePathOf(lastName(path)),
      findSkipReason: (path: string) => this.#findSkipReason(directory, path),
    };
    const folders: { readonly name: string; readonly isLink: boolean }[] = [];
    const hasRuns = this.#hasRunsAmongFiles(directory);
    for (const entry of directory.sortedEntries()) {
      if (hasRuns && isRunsEntryName(entry.name)) continue;
      const isLink = entry.isSymbolicLink();
      const leadsToFolder = isLink
        ? readFileStatus(directory.absolutePathOf(entry.name))?.kind === 'directory'
        : entry.isDirectory();
      if (leadsToFolder) folders.push({ name: entry.name, isLink });
      else this.#visitFile(directory, common, scope, entry);
    }
    for (const { name, isLink } of folders) this.#visitDirectory(directory, scope, name, isLink);
  }

  /** Whether runs are, or were, kept in the root itself. Below it, directories with runs are skipped as a whole. */
  #hasRunsAmongFiles(directory: WalkedDirectory): boolean {
    if (directory.path !== '') return false;
    return this.#keptOut.isRunsDir(directory.realPath) || directory.holdsRuns();
  }

  #visitFile(
    parent: WalkedDirectory,
    directory: CandidateDirectory,
    scope: RuleScope,
    entry: DirectoryEntry,
  ): void {
    const isLink = entry.isSymbolicLink();
    const isSpecial = !isLink && !entry.isFile();
    const path = parent.pathOf(entry.name);
    const file = new FileCandidate({ path, isLink, isSpecial, directory });
    const { isSelected, rule, obstructed, unfit } = this.#decisions.decideFile(file, scope);
    if (!isSelected || rule === undefined) {
      if (obstructed !== undefined) this.#leaveOutObstructed(parent, path, obstructed);
      else
        this.#explain({
          path,
          kind: 'file',
          outcome: 'not-selected',
          rule,
          ...(unfit && { unfit }),
        });
      return;
    }
    const { problem } = file;
    if (problem !== undefined || !(this.#trustsListing || file.isReadable)) {
      this.#leaveOut({ path, kind: 'file', reason: problem ?? 'unreadable', rule });
      return;
    }
    this.#onSelected(this.#files.push(file));
    if (this.#explained !== undefined) {
      this.#explain({ path, kind: 'file', outcome: 'selected', rule });
    }
  }

  #findSkipReason(parent: WalkedDirectory, path: string): 'likely-secret' | 'ignored' | undefined {
    if (isLikelySecret(lastName(path))) return 'likely-secret';
    return this.#findIgnoreLine(parent, path, false) === undefined ? undefined : 'ignored';
  }

  #leaveOutObstructed(parent: WalkedDirectory, path: string, { rule, obstacle }: Obstructed): void {
    const ignoredBy =
      obstacle === 'ignored' ? this.#findIgnoreLine(parent, path, false) : undefined;
    this.#leaveOut({
      path,
      kind: 'file',
      reason: obstacle,
      rule,
      ...(ignoredBy === undefined ? {} : { ignoredBy }),
    });
  }

  #visitDirectory(
    parent: WalkedDirectory,
    parentScope: RuleScope,
    name: string,
    isLink: boolean,
  ): void {
    const path = parent.pathOf(name);
    const place = parent.absolutePathOf(name);
    const realPath = isLink ? resolveRealPath(place) : place;
    if (realPath === undefined) {
      this.#leaveOut({ path, kind: 'directory', reason: 'broken-link' });
      return;
    }
    if (name === GAGE_DIRECTORY || this.#keptOut.has(realPath)) {
      this.#explain({ path, kind: 'directory', outcome: 'skipped', rule: undefined });
      return;
    }
    const scope = this.#decisions.scopeOf(path, parentScope);
    if (!this.#decisions.mayReach(path, scope)) {
      this.#explain({ path, kind: 'directory', outcome: 'not-selected', rule: undefined });
      return;
    }
    const listing = readDirectoryEntries(realPath);
    if (listing === undefined) {
      this.#leaveOut({ path, kind: 'directory', reason: 'unreadable' });
      return;
    }
    const directory = new WalkedDirectory({ path, realPath, listing, parent, isLink });
    const decision = this.#decisions.decideDirectory(path, ({ sentinel }) =>
      sentinel === undefined ? false : directory.contains(sentinel),
    );
    if (decision?.isEntered === false) {
      this.#explain({ path, kind: 'directory', outcome: 'not-selected', rule: decision.rule });
      return;
    }
    this.#enterUnlessSkipped(directory, parent, scope, decision?.rule);
  }

  /** The end of {@link Walk.#visitDirectory}: nothing in the rules is against entering. */
  #enterUnlessSkipped(
    directory: WalkedDirectory,
    parent: WalkedDirectory,
    ownScope: RuleScope,
    rule: SelectRule | undefined,
  ): void {
    const { path } = directory;
    const ignoredBy = this.#findIgnoreLine(parent, path, true);
    const isSkipped =
      ignoredBy !== undefined ||
      isToolDirectory(directory.name) ||
      directory.isVirtualEnvironment() ||
      directory.holdsRuns();
    const scope = isSkipped ? this.#decisions.skippedScope(path, ownScope) : ownScope;
    if (!this.#decisions.mayReach(path, scope)) {
      if (ignoredBy === undefined) {
        this.#explain({ path, kind: 'directory', outcome: 'skipped', rule: undefined });
      } else this.#leaveOut({ path, kind: 'directory', reason: 'ignored', ignoredBy });
      return;
    }
    const linkProblem = this.#linkProblem(directory, parent);
    if (linkProblem !== undefined) {
      this.#leaveOut({ path, kind: 'directory', reason: linkProblem });
      return;
    }
    this.#explain({ path, kind: 'directory', outcome: 'entered', rule });
    this.#walk(directory, scope);
  }

  #linkProblem(
    directory: WalkedDirectory,
    parent: WalkedDirectory,
  ): 'link-cycle' | 'link-repeated' | undefined {
    if (!directory.isLink) return undefined;
    if (parent.isInside(directory.realPath)) return 'link-cycle';
    // Without this, a few directories that link to each other have more paths than can be walked.
    return parent.isBehindLink && this.#entered.has(directory.realPath)
      ? 'link-repeated'
      : undefined;
  }

  #findIgnoreLine(parent: WalkedDirectory, path: string, isDirectory: boolean): string | undefined {
    return this.#disregardsIgnoreFiles ? undefined : parent.findIgnoreLine(path, isDirectory);
  }

  #leaveOut(item: LeftOut): void {
    this.#leftOut.push(item);
    this.#explain({ path: item.path, kind: item.kind, outcome: 'left-out', rule: item.rule });
  }

  #explain(item: Explained): void {
    this.#explained?.push(item);
  }
}

const lastName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const GAGE_DIRECTORY = '.gage';
