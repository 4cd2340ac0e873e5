import type { LeftOut, LeftOutReason } from '../files/select-files.ts';

/** How many files a notice names. */
const NAMED = 3;

/** What is said of each reason, and what to do about it; reasons that are missing here need no saying. */
const EXPLANATIONS: Readonly<
  Partial<Record<LeftOutReason, readonly [why: string, remedy: string]>>
> = {
  'too-large': ['larger than the limit', "name it in 'sourcecode', or give it as a dependency"],
  'max-matches': ['beyond the limit of files', "raise 'max-matches' in 'sourcecode'"],
  'likely-secret': ['likely secret', "name it in 'sourcecode' if it has to be copied"],
  'broken-link': ['a link that leads nowhere', 'mend or remove it'],
  'link-cycle': ['a link into a folder it is in', 'nothing is lost'],
  unreadable: ['not readable', 'make it readable, or exclude it'],
  'special-file': ['not a regular file', 'only files can be copied'],
  'name-not-utf8': ['a name that is not UTF-8', 'rename it'],
};

/** One sentence for each reason for which files that patterns ask for were left out. */
export function describeLeftOut(leftOut: readonly LeftOut[]): readonly string[] {
  const byReason = groupByReason(leftOut);
  return [...byReason].flatMap(([reason, items]) => {
    const explanation = EXPLANATIONS[reason];
    if (explanation === undefined) return [];
    const [why, remedy] = explanation;
    const names = items.slice(0, NAMED).map((item) => item.path);
    const more = items.length - names.length;
    const list = names.join(', ') + (more > 0 ? ` and ${more} more` : '');
    return [`Not copied (${why}): ${list}. To change that: ${remedy}.`];
  });
}

function groupByReason(leftOut: readonly LeftOut[]): Map<LeftOutReason, LeftOut[]> {
  const groups = new Map<LeftOutReason, LeftOut[]>();
  for (const item of leftOut) {
    const group = groups.get(item.reason);
    if (group === undefined) groups.set(item.reason, [item]);
    else group.push(item);
  }
  return groups;
}
