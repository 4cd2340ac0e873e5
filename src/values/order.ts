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
