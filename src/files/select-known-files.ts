import { join } from '../platform/paths.ts';
import { FileCandidate } from './file-candidate.ts';
import { RuleDecisions } from './rule-decisions.ts';
import type { RuleScope } from './rule-decisions.ts';
import type { SelectRule } from './select-rules.ts';

/**
 * Chooses among files that are known by path, such as those of a manifest, in their order. Rules
 * mean the same as where directories are walked, but nothing is skipped on its own: no ignore file,
 * no tool directory, no likely secret. `sentinel=` has no effect. A file that is not there any more is
 * chosen if its path is.
 *
 * @param paths relative to `root`, with `/`.
 */
export function selectKnownFiles(
  root: string,
  paths: readonly string[],
  rules: readonly SelectRule[],
): readonly string[] {
  const decisions = new RuleDecisions(rules);
  const directories = new Map<string, { scope: RuleScope; isEntered: boolean }>([
    ['', { scope: decisions.rootScope(), isEntered: true }],
  ]);
  const base = {
    absolutePathOf: (path: string) => join(root, path),
    findSkipReason: () => undefined,
  };
  const enter = (directory: string): { scope: RuleScope; isEntered: boolean } => {
    const known = directories.get(directory);
    if (known !== undefined) return known;
    const parent = enter(parentOf(directory));
    const scope = decisions.scopeOf(directory, parent.scope);
    const decision = decisions.decideDirectory(directory, () => false);
    const entered = { scope, isEntered: parent.isEntered && decision?.isEntered !== false };
    directories.set(directory, entered);
    return entered;
  };
  return paths.filter((path) => {
    const { scope, isEntered } = enter(parentOf(path));
    if (!isEntered) return false;
    const file = new FileCandidate({ path, isLink: false, isSpecial: false, directory: base });
    return decisions.decideFile(file, scope).isSelected;
  });
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
