import type { LeftOut, LeftOutReason } from '../files/select-files.ts';

/** How many files a notice names. */
const NAMED = 3;

/** What is said of each reason, and what to do about it; reasons that are missing here need no saying. */
const EXPLANATIONS: Readonly<
  Partial<Record<LeftOutReason, readonly [why: string, remedy: string]>>
> = {
  'too-large': ['larger than the limit', "Name it in 'depends' to include it, or in 'sourcecode'."],
  'max-matches': [
    'beyond the limit of files',
    "Name what is needed in 'sourcecode' with a larger 'max-matches', or in 'depends'.",
  ],
  'likely-secret': ['likely secret', "Name it in 'depends' or 'sourcecode' if runs need it."],
  'broken-link': ['a link that leads nowhere', 'Mend or remove it.'],
  'link-cycle': ['a link into a folder it is in', 'What it leads to is copied without it.'],
  unreadable: ['not readable', 'Make it readable, or exclude it.'],
  'special-file': ['not a regular file', 'Only regular files can be copied.'],
  'name-not-utf8': ['a name that is not UTF-8', 'Rename it.'],
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
    return [`Not copied (${why}): ${list}. ${remedy}`];
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
