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
  let line = '';
  let left = width;
  for (let index = 0; index < kept.length; index++) {
    const pair = kept[index];
    if (pair === undefined || (index > 0 && left < leastOf(pair))) break;
    const budget = budgetFor(kept, index, left);
    const fitted = fitPair(pair, budget, ellipsis);
    line += index === 0 ? fitted : ` ${fitted}`;
    left -= (pair.need <= budget ? pair.need : textWidth(fitted)) + 1;
  }
  return line;
}

/** A pair with the columns it takes. */
interface MeasuredPair extends Assignment {
  readonly nameWidth: number;
  readonly valueWidth: number;
  /** Of all of it, uncut. */
  readonly need: number;
}

function measure({ name, value }: Assignment): MeasuredPair {
  const nameWidth = textWidth(name);
  const valueWidth = textWidth(value);
  return { name, value, nameWidth, valueWidth, need: nameWidth + valueWidth + 1 };
}

/** The columns below which a pair is not shown. */
function leastOf({ need }: MeasuredPair): number {
  return Math.min(need, MINIMUM_PAIR);
}

/** Those behind are not even measured: runs can have hundreds of values. */
function keepLeading(assignments: readonly Assignment[], width: number): readonly MeasuredPair[] {
  const kept: MeasuredPair[] = [];
  let used = 0;
  for (const assignment of assignments) {
    const pair = measure(assignment);
    used += leastOf(pair) + (kept.length === 0 ? 0 : 1);
    if (used > width && kept.length > 0) break;
    kept.push(pair);
  }
  return kept;
}

/** The room of the pair at `index`: an equal share, plus a share of what the short pairs after it leave over. */
function budgetFor(pairs: readonly MeasuredPair[], index: number, left: number): number {
  const average = Math.floor(left / (pairs.length - index));
  let spare = 0;
  let takers = 1;
  for (let after = index + 1; after < pairs.length; after++) {
    const need = pairs[after]?.need ?? 0;
    if (need < average) spare += average - need;
    else takers++;
  }
  return average + Math.floor(spare / takers);
}

function fitPair(pair: MeasuredPair, budget: number, ellipsis: string): string {
  const { name, value, nameWidth: nameLength, valueWidth: valueLength, need } = pair;
  if (need <= budget) return `${name}=${value}`;
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
  return `${cutToWidth(name, nameWidth, ellipsis)}=${cutToWidth(value, valueWidth, ellipsis)}`;
}
