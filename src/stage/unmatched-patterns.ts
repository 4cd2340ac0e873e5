import { DEFAULT_SOURCE_PATTERNS } from '../files/select-rules.ts';
import type { SelectRule } from '../files/select-rules.ts';
import type { Selection } from '../files/select-files.ts';

/**
 * A sentence for each pattern an operation has for files of which there are none, as when it is
 * misspelt. `select` chooses files by one rule alone: what fits a pattern may be decided by another.
 */
export function describeUnmatched(
  rules: readonly SelectRule[],
  { files, leftOut }: Pick<Selection, 'files' | 'leftOut'>,
  select: (rule: SelectRule) => Selection,
): readonly string[] {
  const asksForFiles = (rule: SelectRule): boolean =>
    rule.isInclude && rule.type !== 'dir' && !DEFAULT_SOURCE_PATTERNS.includes(rule.pattern);
  const isUnmatched = (rule: SelectRule): boolean => {
    if ([...files, ...leftOut].some(({ path }) => fits(rule, path))) return false;
    const alone = select(rule);
    return alone.files.length + alone.leftOut.length === 0;
  };
  return rules
    .filter((rule) => asksForFiles(rule) && isUnmatched(rule))
    .map(({ pattern }) => `No files match '${pattern}' of 'sourcecode'`);
}

function fits({ glob, coversContents }: SelectRule, path: string): boolean {
  if (glob.matches(path)) return true;
  if (!coversContents) return false;
  const names = path.split('/');
  return names.some((_, index) => index > 0 && glob.matches(names.slice(0, index).join('/')));
}
