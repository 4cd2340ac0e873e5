/** How much of a run's name tables show: the first of its two words. */
const SHORT_LENGTH = 5;

/** What tables show of run names: their first word, or the whole name where that is not enough to tell runs apart. */
export function shortRunNames(names: readonly string[]): readonly string[] {
  const uses = new Map<string, number>();
  for (const name of names) {
    const short = name.slice(0, SHORT_LENGTH);
    uses.set(short, (uses.get(short) ?? 0) + 1);
  }
  return names.map((name) => {
    const short = name.slice(0, SHORT_LENGTH);
    return (uses.get(short) ?? 0) > 1 ? name : short;
  });
}
