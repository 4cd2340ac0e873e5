import type { Container } from '../run/containers.ts';
import { BESIDE } from '../run-index/directory-scan.ts';
import type { RunIndex } from '../run-index/run-index.ts';
import type { Segment } from '../run-index/segment.ts';
import { compareCodePoints } from '../values/order.ts';
import { IndexedRun } from './indexed-run.ts';
import type { IndexedList } from './indexed-run.ts';
import type { RunRecord } from './run-record.ts';
import type { RunSource } from './run-sequence.ts';

/** Newest first, of the same time by id. */
export function compareByTime(a: RunRecord, b: RunRecord): number {
  return (b.timestamp ?? -1) - (a.timestamp ?? -1) || compareCodePoints(a.id, b.id);
}

/** The runs of a container that are in the index. */
export class IndexedRuns {
  readonly #list: IndexedList;
  readonly #index: RunIndex;
  /** The first row of each segment. */
  readonly #starts: readonly number[];
  readonly #isWanted: (container: Container) => boolean;

  constructor(runsDir: string, index: RunIndex, isWanted: (container: Container) => boolean) {
    this.#list = {
      runsDir,
      hasLocalTimes: index.hasLocalTimes,
      discard: index.discard,
    };
    this.#index = index;
    this.#isWanted = isWanted;
    let start = 0;
    this.#starts = index.segments.map(({ rowCount }) => {
      const first = start;
      start += rowCount;
      return first;
    });
  }

  /** All of them and some others in their order; the others have to be sorted. */
  mergedWith(others: readonly RunRecord[]): RunSource {
    const lists = this.#index.segments.map((segment, number) => this.#wantedRows(segment, number));
    const rowCount = this.#index.rows.length;
    if (others.length > 0) lists.push(Uint32Array.from(others, (_, index) => rowCount + index));
    const make = (place: number): RunRecord => {
      const other = place < rowCount ? undefined : others[place - rowCount];
      return other ?? this.#make(place);
    };
    const order = mergeAll(lists, make);
    return { length: order.length, make: (index) => make(order[index] ?? 0) };
  }

  /** The rows of a segment that are in the container, in their order. */
  #wantedRows({ rowCount }: Segment, number: number): Uint32Array {
    const { rows, containers } = this.#index;
    const start = this.#starts[number] ?? 0;
    const isActiveWanted = this.#isWanted('active');
    const wanted = new Uint32Array(rowCount);
    let count = 0;
    for (let row = start; row < start + rowCount; row++) {
      const beside = rows[row] ?? 0;
      if (beside === 0) continue;
      const isMoved = (beside & BESIDE.move) !== 0;
      const isListed = isMoved ? this.#isWanted(containers.get(row) ?? 'active') : isActiveWanted;
      if (isListed) wanted[count++] = row;
    }
    return wanted.subarray(0, count);
  }

  #make(row: number): RunRecord {
    const number = this.#segmentOf(row);
    const segment = this.#index.segments[number];
    if (segment === undefined) throw new RangeError(`there is no row ${row}`);
    const hasAttributes = ((this.#index.rows[row] ?? 0) & BESIDE.user) !== 0;
    return new IndexedRun(this.#list, segment, row - (this.#starts[number] ?? 0), hasAttributes);
  }

  #segmentOf(row: number): number {
    // They are few, and most rows are in the first.
    let number = 0;
    while (number + 1 < this.#starts.length && row >= (this.#starts[number + 1] ?? 0)) number += 1;
    return number;
  }
}

/** One sorted list of several. */
function mergeAll(lists: readonly Uint32Array[], make: (place: number) => RunRecord): Uint32Array {
  const [longest = new Uint32Array(), ...others] = lists
    .filter(({ length }) => length > 0)
    .sort((a, b) => b.length - a.length);
  return others.reduce((merged, list) => merge(merged, list, make), longest);
}

/** Merges a short list into a long one. */
function merge(
  long: Uint32Array,
  short: Uint32Array,
  make: (place: number) => RunRecord,
): Uint32Array {
  const merged = new Uint32Array(long.length + short.length);
  let taken = 0;
  for (const [index, place] of short.entries()) {
    const next = firstAfter(long, make(place), taken, make);
    merged.set(long.subarray(taken, next), taken + index);
    merged[next + index] = place;
    taken = next;
  }
  merged.set(long.subarray(taken), taken + short.length);
  return merged;
}

/** The first index from `start` on whose run comes after this one. */
function firstAfter(
  places: Uint32Array,
  run: RunRecord,
  start: number,
  make: (place: number) => RunRecord,
): number {
  let low = start;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareByTime(make(places[middle] ?? 0), run) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
