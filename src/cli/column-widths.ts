/** What a column asks for. Widths count its padding, not the borders. */
export interface ColumnNeed {
  /** Width of its longest line. */
  readonly natural: number;
  /** Whether its lines can continue below, so that it can be narrower without loss. */
  readonly wraps: boolean;
  /** Whether it takes what the others leave instead of its natural width. */
  readonly takesRest: boolean;
}

/** The least a column that takes the rest gets. */
const MINIMUM_REST = 3;

/**
 * The widths of a table's columns in `available` columns. Too much is taken from the wrapping
 * columns first, the widest of them down to the next, then evenly from all; what is left over is
 * given in proportion to the widths if the table `expands`.
 */
export function columnWidths(
  needs: readonly ColumnNeed[],
  available: number,
  expands: boolean,
): readonly number[] {
  const natural = naturalWidths(needs, available);
  const total = sum(natural);
  if (total > available) {
    let widths = shrinkWrapping(natural, needs, total - available);
    // Once is enough unless a column is narrower than its share.
    while (sum(widths) > available) {
      widths = takeEvenly(widths, () => true, sum(widths) - available);
    }
    return widths;
  }
  return expands && total > 0 ? growInProportion(natural, available - total) : natural;
}

function naturalWidths(needs: readonly ColumnNeed[], available: number): readonly number[] {
  const widths = needs.map((need) => Math.min(need.natural, available));
  const fixed = sum(widths.filter((_, index) => needs[index]?.takesRest === false));
  const rest = Math.max(MINIMUM_REST, available - fixed);
  return widths.map((width, index) => (needs[index]?.takesRest === true ? rest : width));
}

function shrinkWrapping(
  widths: readonly number[],
  needs: readonly ColumnNeed[],
  excess: number,
): readonly number[] {
  let current = widths;
  let left = excess;
  while (left > 0) {
    const wrapping = current.filter((_, index) => needs[index]?.wraps === true);
    const widest = Math.max(0, ...wrapping);
    const next = Math.max(0, ...wrapping.filter((width) => width !== widest));
    if (widest === next) break;
    const limit = Math.min(left, widest - next);
    const isWidest = (width: number, index: number): boolean =>
      width === widest && needs[index]?.wraps === true;
    current = takeEvenly(current, isWidest, left, limit);
    left = sum(current) - (sum(widths) - excess);
  }
  return current;
}

/** Takes `amount` in equal shares, at most `limit` each, from the columns that `isTaken` picks and that have a width. */
function takeEvenly(
  widths: readonly number[],
  isTaken: (width: number, index: number) => boolean,
  amount: number,
  limit: number = Number.POSITIVE_INFINITY,
): readonly number[] {
  let left = amount;
  let columns = widths.filter((width, index) => width > 0 && isTaken(width, index)).length;
  return widths.map((width, index) => {
    if (width === 0 || !isTaken(width, index)) return width;
    const taken = Math.min(width, limit, roundHalfEven(left / columns));
    left -= taken;
    columns--;
    return width - taken;
  });
}

function growInProportion(widths: readonly number[], extra: number): readonly number[] {
  let left = extra;
  let unserved = sum(widths);
  return widths.map((width) => {
    const more = unserved === 0 ? 0 : Math.ceil((width * left) / unserved);
    left -= more;
    unserved -= width;
    return width + more;
  });
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
