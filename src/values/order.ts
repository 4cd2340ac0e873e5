/** Compares by Unicode code point, as every sorted thing on disk is. (`<` compares UTF-16 units, which differ.) */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x !== y) return unitRank(x) - unitRank(y);
  }
  return a.length - b.length;
}

/**
 * Sorts in place by the code points of a text of each item. Of ten thousands of texts it takes a part of
 * the time that {@link compareCodePoints} takes.
 */
export function sortByCodePoints<T>(items: T[], textOf: (item: T) => string): T[] {
  // Without surrogates and what they come behind, UTF-16 units have the same order.
  return items.some((item) => HAS_HIGH_UNITS.test(textOf(item)))
    ? items.sort((a, b) => compareCodePoints(textOf(a), textOf(b)))
    : items.sort((a, b) => compareUnits(textOf(a), textOf(b)));
}

const HAS_HIGH_UNITS = /[\ud800-\uffff]/;

function compareUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Moves surrogates (code points above U+FFFF) behind U+E000–U+FFFF. */
function unitRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Natural order: runs of digits compare as numbers, the rest by code point. */
export function compareNatural(a: string, b: string): number {
  const partsA = a.split(/(\d+)/);
  const partsB = b.split(/(\d+)/);
  const count = Math.min(partsA.length, partsB.length);
  for (let index = 0; index < count; index++) {
    const x = partsA[index] ?? '';
    const y = partsB[index] ?? '';
    const order = index % 2 === 1 ? compareDigits(x, y) : compareCodePoints(x, y);
    if (order !== 0) return order;
  }
  return partsA.length - partsB.length || compareCodePoints(a, b);
}

function compareDigits(a: string, b: string): number {
  const x = a.replace(/^0+(?=\d)/, '');
  const y = b.replace(/^0+(?=\d)/, '');
  return x.length - y.length || compareCodePoints(x, y);
}
