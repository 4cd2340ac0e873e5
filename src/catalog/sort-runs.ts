import { plainValue } from '../filter/filter-values.ts';
import type { PlainValue } from '../filter/filter-values.ts';
import { compareCodePoints, compareNatural } from '../values/order.ts';
import { isList } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { parseListFields } from './list-field.ts';
import type { ListedRun, ListField } from './list-field.ts';

/** What runs are sorted by. */
export interface SortKey {
  readonly field: ListField;
  readonly isDescending: boolean;
}

/**
 * The keys that a text names, separated by commas, the first counting most; `-` before a name means the
 * greatest first. Fails with `invalid-argument`.
 */
export function parseSortKeys(text: string): readonly SortKey[] {
  const keys = text.match(/(?:"[^"]*"|'[^']*'|[^,])+/g) ?? [];
  return keys.flatMap((key) => {
    const [, dash = '', name = ''] = /^\s*(-?)(.*)$/s.exec(key) ?? [];
    return parseListFields(name).map((field) => ({ field, isDescending: dash === '-' }));
  });
}

/**
 * The runs in the order of the keys: numbers by value, before texts, which are compared with the numbers
 * in them by value, before `false` and `true`, before lists. What has no value, or NaN, comes last in either
 * direction. Runs that are equal stay in their order.
 */
export function sortRuns<Listed extends ListedRun>(
  runs: readonly Listed[],
  keys: readonly SortKey[],
  nowMicros: number,
): readonly Listed[] {
  if (keys.length === 0) return runs;
  return runs
    .map((listed) => ({
      listed,
      values: keys.map(({ field }) => plainValue(field.read(listed, nowMicros))),
    }))
    .sort((a, b) => {
      for (const [index, { isDescending }] of keys.entries()) {
        const order = compareByKey(a.values[index], b.values[index], isDescending);
        if (order !== 0) return order;
      }
      return 0;
    })
    .map(({ listed }) => listed);
}

function compareByKey(a: PlainValue, b: PlainValue, isDescending: boolean): number {
  const order = Number(isMissing(a)) - Number(isMissing(b));
  if (order !== 0 || isMissing(a)) return order;
  return isDescending ? compareValues(b, a) : compareValues(a, b);
}

function isMissing(value: PlainValue): boolean {
  return value === undefined || value === null || Number.isNaN(value);
}

function compareValues(a: PlainValue, b: PlainValue): number {
  if (isNumeric(a) && isNumeric(b)) return a < b ? -1 : Number(a > b);
  if (typeof a === 'string' && typeof b === 'string') {
    return compareNatural(a, b) || compareCodePoints(a, b);
  }
  if (isList(a) && isList(b)) return compareLists(a, b);
  return kindRank(a) - kindRank(b) || Number(a === true) - Number(b === true);
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compareByKey(plainValue(a[index]), plainValue(b[index]), false);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function isNumeric(value: PlainValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function kindRank(value: PlainValue): number {
  if (isNumeric(value)) return 0;
  if (typeof value === 'string') return 1;
  if (typeof value === 'boolean') return 2;
  return isList(value) ? 3 : 4;
}
