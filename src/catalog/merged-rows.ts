import { firstFrom } from '../run-index/known-moves.ts';

/** Rows that are in their order, of which some are wanted. */
export interface SortedRows {
  /** One after the last. */
  readonly end: number;
  /** The first wanted row from `row` on; `stop` where there is none before. */
  readonly nextWanted: (row: number, stop: number) => number;
  /** The first row from `row` on that is not wanted; `stop` where there is none before. */
  readonly nextUnwanted: (row: number, stop: number) => number;
}

/**
 * The wanted rows of several sorted lists as one, kept as stretches: of 100,000 runs few are not wanted. They are
 * found as far as they are looked at, since of very many the first few are asked for most.
 */
export class MergedRows {
  readonly #lists: readonly { readonly list: SortedRows; next: number }[];
  /** Whether the row of one list comes before the row of another. */
  readonly #isBefore: (row: number, other: number) => boolean;
  /** Of each stretch the index that its first row has in the merged list, and that row. */
  readonly #indexes: number[] = [];
  readonly #rows: number[] = [];
  #count = 0;
  #rowsAtOnce = ROWS_AT_ONCE;
  /** The stretch that was looked at last. */
  #last = 0;

  /** @param lists with their first rows; none has a row of another. */
  constructor(
    lists: readonly (readonly [first: number, list: SortedRows])[],
    isBefore: (row: number, other: number) => boolean,
  ) {
    this.#lists = lists.map(([next, list]) => ({ list, next }));
    this.#isBefore = isBefore;
  }

  /** The row at an index of the merged list. */
  at(index: number): number {
    const stretch = this.#stretchOf(index);
    return (this.#rows[stretch] ?? 0) + index - (this.#indexes[stretch] ?? 0);
  }

  /** The rows at some indexes of the merged list. */
  rowsAt(indexes: readonly number[]): readonly number[] {
    let start = 0;
    let stop = 0;
    let firstRow = 0;
    return indexes.map((index) => {
      if (index < start || index >= stop) {
        const stretch = this.#stretchOf(index);
        start = this.#indexes[stretch] ?? 0;
        stop = this.#indexes[stretch + 1] ?? this.#count;
        firstRow = this.#rows[stretch] ?? 0;
      }
      return firstRow + index - start;
    });
  }

  #stretchOf(index: number): number {
    while (this.#count <= index && this.#advance()) continue;
    if (!this.#isIn(this.#last, index)) {
      this.#last = this.#isIn(this.#last + 1, index)
        ? this.#last + 1
        : firstFrom(this.#indexes, index + 1) - 1;
    }
    return this.#last;
  }

  /** The indexes of rows that have a 1 in `marks`, and of all others that are beyond its end. */
  marked(marks: Uint8Array): {
    readonly marked: readonly number[];
    readonly others: readonly number[];
  } {
    while (this.#advance()) continue;
    const marked: number[] = [];
    const others: number[] = [];
    // From `searched` to `next` there is no mark.
    let searched = 0;
    let next = -1;
    for (let stretch = 0; stretch < this.#rows.length; stretch++) {
      const row = this.#rows[stretch] ?? 0;
      const index = this.#indexes[stretch] ?? 0;
      const end = row + (this.#indexes[stretch + 1] ?? this.#count) - index;
      if (row < searched || row > next) {
        searched = row;
        next = nextMark(marks, row);
      }
      for (; next < end; next = nextMark(marks, next + 1)) {
        (next < marks.length ? marked : others).push(index + next - row);
      }
    }
    return { marked, others };
  }

  #isIn(stretch: number, index: number): boolean {
    const start = this.#indexes[stretch];
    return (
      start !== undefined && start <= index && index < (this.#indexes[stretch + 1] ?? this.#count)
    );
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
    const stop = Math.min(end, earliest.next + this.#rowsAtOnce);
    this.#rowsAtOnce = Math.min(this.#rowsAtOnce * 2, MOST_ROWS_AT_ONCE);
    this.#take(earliest.list, earliest.next, stop);
    earliest.next = stop;
    return true;
  }

  #take({ nextWanted, nextUnwanted }: SortedRows, start: number, stop: number): void {
    for (let row = nextWanted(start, stop); row < stop;) {
      const end = nextUnwanted(row, stop);
      this.#indexes.push(this.#count);
      this.#rows.push(row);
      this.#count += end - row;
      row = nextWanted(end, stop);
    }
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

/** The first row from `row` on that is marked; those beyond the end of `marks` are. */
function nextMark(marks: Uint8Array, row: number): number {
  if (row >= marks.length) return row;
  const found = marks.indexOf(1, row);
  return found < 0 ? marks.length : found;
}

/** Enough for a page. */
const ROWS_AT_ONCE = 128;

/** So many that few steps are needed for all. */
const MOST_ROWS_AT_ONCE = 4096;
