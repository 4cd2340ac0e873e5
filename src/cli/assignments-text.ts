import { cutToWidth, textWidth } from './text-width.ts';

/** A name and its value as text, ready to print. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** The columns a shortened pair needs at least: two parts of five and the equals sign. */
const MINIMUM_PAIR = 11;

/** A part is not shortened below this, before its rest is given to the other part. */
const MINIMUM_PART = 4;

/**
 * As many of the first `name=value` pairs as fit `width` columns, separated by blanks. Room a short
 * pair leaves goes to the long ones; parts that are cut end in `ellipsis`. The first pair is always
 * shown.
 */
export function fitAssignments(
  assignments: readonly Assignment[],
  width: number,
  ellipsis: string,
): string {
  const kept = keepLeading(assignments, width);
  const fitted: string[] = [];
  let left = width;
  for (const [index, pair] of kept.entries()) {
    const isShown = index === 0 || left >= Math.min(needOf(pair), MINIMUM_PAIR);
    if (!isShown) break;
    const { name, value } = fitPair(pair, budgetFor(kept.slice(index), left), ellipsis);
    fitted.push(`${name}=${value}`);
    left -= textWidth(name) + textWidth(value) + 2;
  }
  return fitted.join(' ');
}

/** The columns a pair takes uncut. */
function needOf({ name, value }: Assignment): number {
  return textWidth(name) + textWidth(value) + 1;
}

function keepLeading(assignments: readonly Assignment[], width: number): readonly Assignment[] {
  const kept: Assignment[] = [];
  let used = 0;
  for (const pair of assignments) {
    used += Math.min(needOf(pair), MINIMUM_PAIR) + (kept.length === 0 ? 0 : 1);
    if (used > width && kept.length > 0) break;
    kept.push(pair);
  }
  return kept;
}

/** The room of the first of `pairs`: an equal share, plus a share of what the short pairs after it leave over. */
function budgetFor([, ...after]: readonly Assignment[], left: number): number {
  const average = Math.floor(left / (after.length + 1));
  let spare = 0;
  let takers = 1;
  for (const pair of after) {
    const need = needOf(pair);
    if (need < average) spare += average - need;
    else takers++;
  }
  return average + Math.floor(spare / takers);
}

function fitPair({ name, value }: Assignment, budget: number, ellipsis: string): Assignment {
  const nameLength = textWidth(name);
  const valueLength = textWidth(value);
  let nameWidth = Math.min(MINIMUM_PART, nameLength);
  let valueWidth = Math.min(MINIMUM_PART, valueLength);
  let spare = Math.max(0, budget - nameWidth - valueWidth - 1);
  while (spare > 0) {
    const before = spare;
    if (nameWidth < nameLength && (nameWidth <= valueWidth || valueWidth === valueLength)) {
      nameWidth++;
      spare--;
    }
    const mayGrow = valueWidth <= nameWidth || nameWidth === nameLength;
    if (spare > 0 && valueWidth < valueLength && mayGrow) {
      valueWidth++;
      spare--;
    }
    if (spare === before) break;
  }
  return {
    name: cutToWidth(name, nameWidth, ellipsis),
    value: cutToWidth(value, valueWidth, ellipsis),
  };
}
