import { compareCodePoints } from './order.ts';

/** How many suggestions a message can hold before it stops helping. */
const DEFAULT_LIMIT = 3;

/**
 * The candidates a misspelt `word` probably stands for, best first: those within a third of its
 * length in typing errors (a letter added, dropped, changed, or swapped with its neighbour; case
 * counts for nothing), and those whose last dotted part is the word. May be empty.
 */
export function nearest(
  word: string,
  candidates: Iterable<string>,
  limit: number = DEFAULT_LIMIT,
): readonly string[] {
  const wanted = word.toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  const found: { readonly candidate: string; readonly errors: number }[] = [];
  for (const candidate of candidates) {
    const errors = countErrors(wanted, candidate.toLowerCase(), allowed);
    if (errors <= allowed) found.push({ candidate, errors });
  }
  found.sort((a, b) => a.errors - b.errors || compareCodePoints(a.candidate, b.candidate));
  return found.slice(0, limit).map(({ candidate }) => candidate);
}

/** Typing errors between the words, or infinity once it is clear that there are more than `allowed`. */
function countErrors(wanted: string, candidate: string, allowed: number): number {
  // Half an error: after the same word in another case, before every misspelling.
  if (wanted !== '' && candidate.endsWith(`.${wanted}`)) return 0.5;
  if (Math.abs(wanted.length - candidate.length) > allowed) return Number.POSITIVE_INFINITY;
  return editDistance(wanted, candidate);
}

/** The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current: number[] = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      let errors = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
      );
      const isSwap =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) errors = Math.min(errors, at(beforeLast, column - 2) + 1);
      current.push(errors);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? 0;
}
