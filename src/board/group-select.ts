import type { RunRecord } from '../catalog/run-record.ts';
import { formatJsonCompact } from '../values/json-text.ts';
import { compareCodePoints } from '../values/order.ts';
import { isList, isMap, toNumber } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import type { GroupSelect } from './board-config.ts';
import { bareValue, fieldValue } from './board-field.ts';

/**
 * The best run of each group, groups in the order of their values. A run without the value that
 * decides is worse than any other; of equals the first wins.
 */
export function selectFromGroups(
  runs: readonly RunRecord[],
  { groupBy, best, by }: GroupSelect,
): readonly RunRecord[] {
  const sign = best === 'min' ? -1 : 1;
  const groups = new Map<string, { group: Value; run: RunRecord; value: Value }>();
  for (const run of runs) {
    const group = bareValue(fieldValue(run, groupBy)) ?? null;
    const value = bareValue(fieldValue(run, by)) ?? null;
    const key = identityOf(group);
    const current = groups.get(key);
    if (current === undefined || isBetter(value, current.value, sign)) {
      groups.set(key, { group: current?.group ?? group, run, value });
    }
  }
  return [...groups.values()]
    .sort((a, b) => compareBoardValues(a.group, b.group))
    .map(({ run }) => run);
}

function isBetter(value: Value, current: Value, sign: 1 | -1): boolean {
  if (value === null) return false;
  return current === null || sign * compareBoardValues(value, current) > 0;
}

/**
 * The order of values of any kind: null, then numbers (false is 0, true is 1), then texts by code
 * point, then lists, item by item, then maps.
 */
export function compareBoardValues(a: Value, b: Value): number {
  const rank = rankOf(a);
  const byRank = rank - rankOf(b);
  if (byRank !== 0 || rank === RANKS.null) return byRank;
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b);
  if (isList(a) && isList(b)) {
    for (const [index, item] of a.entries()) {
      const other = b[index];
      if (other === undefined) return 1;
      const order = compareBoardValues(item, other);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  if (isMap(a) && isMap(b)) return compareCodePoints(formatJsonCompact(a), formatJsonCompact(b));
  // Integers beyond the doubles are compared as they are: JavaScript can do that with both kinds.
  const [x, y] = [comparable(a), comparable(b)];
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

const RANKS = { null: 0, number: 1, text: 2, list: 3, map: 4 } as const;

function rankOf(value: Value): number {
  if (value === null) return RANKS.null;
  if (typeof value === 'string') return RANKS.text;
  if (isList(value)) return RANKS.list;
  return isMap(value) ? RANKS.map : RANKS.number;
}

function comparable(value: Value): number | bigint {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'bigint' ? value : (toNumber(value) ?? 0);
}

/** Values with the same text are the same group; `1` and `1.0` are. */
export function identityOf(value: Value): string {
  const number = toNumber(value);
  return number === undefined || typeof value === 'bigint'
    ? formatJsonCompact(value)
    : String(number);
}
