import type { FileCandidate } from './file-candidate.ts';
import type { SelectRule } from './select-rules.ts';

/** How the rules stand to what a directory holds; the arrays have one item for each file rule. */
export interface RuleScope {
  /** The rule named this directory, or one above it, and so is about everything below. */
  readonly covered: readonly boolean[];
  /** The rule may select here: it spells out the skipped directory that this is in, if any. */
  readonly admitted: readonly boolean[];
}

/** Why an include rule that is about a file does not select it. */
export type Obstacle = 'ignored' | 'likely-secret' | 'too-large' | 'max-matches';

/** What the rules say about a file. */
export interface FileDecision {
  readonly isSelected: boolean;
  /** The rule that decided; undefined when none applies. */
  readonly rule: SelectRule | undefined;
  /** For a file that is not selected: the rule that would have selected it, and what stood in the way. */
  readonly obstructed: Obstructed | undefined;
  /** For a file that no rule is about: the include rule whose glob matches, and what it is not. */
  readonly unfit?: Unfit;
}

/** What an include rule asks of files with a matching name, and a file is not. */
export interface Unfit {
  readonly rule: SelectRule;
  readonly lack: 'not-text' | 'not-binary' | 'too-small';
}

export interface Obstructed {
  readonly rule: SelectRule;
  readonly obstacle: Obstacle;
}

/** What the rules say about a directory; undefined when none is about it. */
export interface DirectoryDecision {
  readonly isEntered: boolean;
  readonly rule: SelectRule;
}

/**
 * Applies the rules of one selection, counting what each has decided. The order of the questions is
 * the order of the walk, since `max-matches` counts.
 */
export class RuleDecisions {
  readonly #fileRules: readonly SelectRule[];
  readonly #directoryRules: readonly SelectRule[];
  readonly #counts = new Map<SelectRule, number>();

  constructor(rules: readonly SelectRule[]) {
    this.#fileRules = rules.filter((rule) => rule.type !== 'dir');
    this.#directoryRules = rules.filter((rule) => rule.type === 'dir');
  }

  /** The scope of the base directory. */
  rootScope(): RuleScope {
    return {
      covered: this.#fileRules.map(() => false),
      admitted: this.#fileRules.map(() => true),
    };
  }

  /** The scope of a directory below one with scope `parent`. */
  scopeOf(directory: string, parent: RuleScope): RuleScope {
    const covered = this.#fileRules.map(
      (rule, index) =>
        parent.covered[index] === true || (rule.coversContents && rule.glob.matches(directory)),
    );
    return { covered, admitted: parent.admitted };
  }

  /** The scope when `directory` is to be skipped: only rules that spell it out may select in it. */
  skippedScope(directory: string, scope: RuleScope): RuleScope {
    const admitted = this.#fileRules.map((rule) => rule.glob.spells(directory));
    return { covered: scope.covered, admitted };
  }

  /** Whether any rule can select something below `directory`. */
  mayReach(directory: string, scope: RuleScope): boolean {
    return this.#fileRules.some(
      (rule, index) =>
        rule.isInclude &&
        scope.admitted[index] === true &&
        (scope.covered[index] === true || rule.glob.mayMatchBelow(directory)),
    );
  }

  /** Whether some include rule's glob is about `path`; what the rules demand of its content is left open. */
  asksFor(path: string, scope: RuleScope): boolean {
    return this.#fileRules.some(
      (rule, index) =>
        rule.isInclude &&
        scope.admitted[index] === true &&
        (scope.covered[index] === true || rule.glob.matches(path)),
    );
  }

  /** What the `dir` rules say; `hasSentinel` is asked for rules that need a sentinel. */
  decideDirectory(
    path: string,
    hasSentinel: (rule: SelectRule) => boolean,
  ): DirectoryDecision | undefined {
    const rule = this.#directoryRules.findLast(
      (rule) =>
        !this.#isSpent(rule) &&
        rule.glob.matches(path) &&
        (rule.sentinel === undefined || hasSentinel(rule)),
    );
    if (rule === undefined) return undefined;
    this.#count(rule);
    return { isEntered: rule.isInclude, rule };
  }

  /** What the file rules say: the last that applies decides. */
  decideFile(file: FileCandidate, scope: RuleScope): FileDecision {
    let obstructed: Obstructed | undefined;
    let unfit: Unfit | undefined;
    for (let index = this.#fileRules.length - 1; index >= 0; index--) {
      const rule = this.#fileRules[index];
      if (rule === undefined) continue;
      if (scope.covered[index] !== true && !rule.glob.matches(file.path)) continue;
      if (rule.isInclude && scope.admitted[index] !== true) continue;
      const lack = lackOf(file, rule);
      if (lack !== undefined) {
        if (rule.isInclude) unfit ??= { rule, lack };
        continue;
      }
      const obstacle = this.#obstacle(rule, file);
      if (obstacle === undefined) {
        // Of a file that cannot be copied nothing comes of the rule, so it keeps its count.
        if (file.problem === undefined) this.#count(rule);
        return {
          isSelected: rule.isInclude,
          rule,
          obstructed: rule.isInclude ? undefined : obstructed,
        };
      }
      if (rule.isInclude) obstructed ??= { rule, obstacle };
    }
    return { isSelected: false, rule: undefined, obstructed, ...(unfit && { unfit }) };
  }

  #obstacle(rule: SelectRule, file: FileCandidate): Obstacle | undefined {
    if (rule.isInclude && file.skipReason !== undefined && !rule.glob.spells(file.path)) {
      return file.skipReason;
    }
    // What cannot be copied is reported as such, not as one too many.
    if (this.#isSpent(rule) && (file.isPlainEntry || file.problem === undefined)) {
      return 'max-matches';
    }
    const { sizeBelow } = rule;
    const isTooLarge = sizeBelow !== undefined && (file.sizeBytes ?? -1) >= sizeBelow;
    return isTooLarge ? 'too-large' : undefined;
  }

  #isSpent(rule: SelectRule): boolean {
    return rule.maxMatches !== undefined && (this.#counts.get(rule) ?? 0) >= rule.maxMatches;
  }

  #count(rule: SelectRule): void {
    if (rule.maxMatches === undefined) return;
    this.#counts.set(rule, (this.#counts.get(rule) ?? 0) + 1);
  }
}

/** Files without readable content have no type and no size, and are left to every rule, to be reported. */
function lackOf(file: FileCandidate, rule: SelectRule): Unfit['lack'] | undefined {
  const { type, sizeAbove } = rule;
  if ((type === 'text' || type === 'binary') && file.isText !== undefined) {
    if (file.isText !== (type === 'text')) return type === 'text' ? 'not-text' : 'not-binary';
  }
  if (sizeAbove === undefined || file.sizeBytes === undefined) return undefined;
  return file.sizeBytes > sizeAbove ? undefined : 'too-small';
}
