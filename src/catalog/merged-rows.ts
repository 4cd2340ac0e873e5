/** Rows that are in their order, of which some are wanted. */
export interface SortedRows {
  /** One after the last. */
  readonly end: number;
  /**
   * Writes the wanted ones of rows from `start` to `stop` into `found`, from `at` on.
   * @returns the place after the last of them.
   */
  readonly find: (start: number, stop: number, found: Uint32Array, at: number) => number;
}

/**
 * The wanted rows of several sorted lists as one: found as far as it is looked at, since of very many
 * the first few are asked for most.
 */
export class MergedRows {
  readonly #lists: readonly { readonly list: SortedRows; next: number }[];
  /** Whether the row of one list comes before the row of another. */
  readonly #isBefore: (row: number, other: number) => boolean;
  readonly #found: Uint32Array;
  #count = 0;

  /**
   * @param lists with their first rows; none has a row of another.
   * @param length how many rows are wanted.
   */
  constructor(
    lists: readonly (readonly [first: number, list: SortedRows])[],
    length: number,
    isBefore: (row: number, other: number) => boolean,
  ) {
    this.#lists = lists.map(([next, list]) => ({ list, next }));
    this.#found = new Uint32Array(length);
    this.#isBefore = isBefore;
  }

  /** The row at an index of the merged list. */
  at(index: number): number {
    while (this.#count <= index && this.#advance()) continue;
    return this.#found[index] ?? 0;
  }

  /** Takes rows of the list that is first, up to the first row of another. @returns whether there were any. */
  #advance(): boolean {
    const lists = this.#lists.filter(({ list, next }) => next < list.end);
    const [first, ...others] = lists;
    if (first === undefined) return false;
    let earliest = first;
    for (const other of others) if (this.#isBefore(other.next, earliest.next)) earliest = other;
    // It has the first row, and all that come before those of others.
    let end = earliest.list.end;
    for (const other of lists) {
      if (other !== earliest) end = this.#firstAfter(earliest.next + 1, end, other.next);
    }
    const stop = Math.min(end, earliest.next + ROWS_AT_ONCE);
    this.#count = earliest.list.find(earliest.next, stop, this.#found, this.#count);
    earliest.next = stop;
    return true;
  }

  /** The first row of a list that comes after a row of another. */
  #firstAfter(start: number, end: number, other: number): number {
    let low = start;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBefore(middle, other)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Enough for a page. */
const ROWS_AT_ONCE = 512;
