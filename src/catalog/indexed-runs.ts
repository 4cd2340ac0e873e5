import type { FilterBound } from '../filter/filter-comparisons.ts';
import { join } from '../platform/paths.ts';
import type { Container } from '../run/containers.ts';
import { BESIDE } from '../run-index/directory-scan.ts';
import { fingerprintKey } from '../run-index/fingerprint-key.ts';
import type { ValueGroup } from '../run-index/run-row.ts';
import type { Segment } from '../run-index/segment.ts';
import type { RunIndex } from '../run-index/run-index.ts';
import { compareCodePoints } from '../values/order.ts';
import { CheckedRows } from './checked-rows.ts';
import { IndexedBlock } from './indexed-block.ts';
import { IndexedRun } from './indexed-run.ts';
import type { IndexedList } from './indexed-run.ts';
import { ListedRows } from './listed-rows.ts';
import { MergedRows } from './merged-rows.ts';
import type { SortedRows } from './merged-rows.ts';
import { RecordBlock, blockOfParts } from './run-block.ts';
import type { RunBlock } from './run-block.ts';
import type { RunRecord } from './run-record.ts';
import type { RunSource } from './run-sequence.ts';

/** Newest first, of the same time by id; a copy under another name has the same id. */
export function compareByTime(a: RunRecord, b: RunRecord): number {
  return (
    (b.timestamp ?? -1) - (a.timestamp ?? -1) ||
    compareCodePoints(a.id, b.id) ||
    compareCodePoints(a.run.metaDir, b.run.metaDir)
  );
}

/** The runs of a container that are in the index. */
export class IndexedRuns {
  readonly #list: IndexedList;
  readonly #index: RunIndex;
  /** The first row of each segment. */
  readonly #starts: readonly number[];
  readonly #listed: ListedRows;

  constructor(runsDir: string, index: RunIndex, isWanted: (container: Container) => boolean) {
    this.#list = {
      // Joining paths takes as long as looking at a file: it is done once.
      prefix: join(runsDir, 'x').slice(0, -1),
      attributesOf: index.attributesOf,
      hasLocalTimes: index.hasLocalTimes,
      checked: new CheckedRows(index.rows.length),
      discard: index.discard,
    };
    this.#index = index;
    this.#listed = new ListedRows(index, isWanted);
    let start = 0;
    this.#starts = index.segments.map(({ rowCount }) => {
      const first = start;
      start += rowCount;
      return first;
    });
  }

  /** All of them and some others in their order; the others have to be sorted. */
  mergedWith(others: readonly RunRecord[]): RunSource {
    const rowCount = this.#index.rows.length;
    const make = (row: number): RunRecord =>
      (row < rowCount ? undefined : others[row - rowCount]) ?? this.#make(row);
    const listed = this.#listed;
    const wanted = {
      nextWanted: (row: number, stop: number): number => listed.next(row, stop),
      nextUnwanted: (row: number, stop: number): number => listed.nextOther(row, stop),
    };
    const lists = this.#index.segments.map(({ rowCount: length }, number): StartedRows => {
      const first = this.#starts[number] ?? 0;
      return [first, { end: first + length, ...wanted }];
    });
    lists.push([rowCount, { end: rowCount + others.length, ...ALL_ROWS }]);
    const length = listed.length + others.length;
    const isBefore = (row: number, other: number): boolean =>
      compareByTime(make(row), make(other)) < 0;
    const order = new MergedRows(lists, isBefore);
    const glimpse = new IndexedRun(this.#list);
    return {
      length,
      make: (index) => make(order.at(index)),
      glance: (index) => {
        const row = order.at(index);
        return row < rowCount ? this.#pointAt(row, glimpse) : make(row);
      },
      block: (indexes) => {
        this.#index.expectAttributes();
        const rows = order.rowsAt(indexes);
        const blockOf = (some: readonly number[], number: number): RunBlock =>
          number < this.#starts.length
            ? this.#block(some, number, glimpse)
            : new RecordBlock(some.length, (index) => make(some[index] ?? rowCount));
        return blockOfParts(rows, (row) => this.#numberOf(row), blockOf);
      },
      withFingerprint: (key) => this.#withFingerprint(key, others),
      candidates: (bounds) => {
        const { rows, isSure } = this.#candidates(bounds);
        const { marked, others: untold } = order.marked(rows);
        return { told: marked, isSure, untold };
      },
    };
  }

  /** Rows of the segment with a number. */
  #block(rows: readonly number[], number: number, glimpse: IndexedRun): RunBlock {
    const segment = this.#segmentAt(number);
    const start = this.#starts[number] ?? 0;
    for (const row of rows) segment.readId(row - start);
    const place = {
      segment,
      rows: rows.map((row) => row - start),
      start,
      hasAttributes: rows.map((row) => this.#hasAttributes(row)),
    };
    const at = (index: number): IndexedRun => this.#pointAt(rows[index] ?? start, glimpse);
    return new IndexedBlock(this.#list, place, at);
  }

  #withFingerprint(key: number, others: readonly RunRecord[]): readonly RunRecord[] {
    const found = others.filter((run) => fingerprintKey(run.fingerprint) === key);
    for (const [number, segment] of this.#index.segments.entries()) {
      const start = this.#starts[number] ?? 0;
      for (const row of segment.rowsWithFingerprint(key)) {
        if (this.#listed.has(start + row)) found.push(this.#make(start + row));
      }
    }
    return found.sort(compareByTime);
  }

  /** For each row 1, and 0 where a value is not what it has to be; and whether it is in all others. */
  #candidates(bounds: readonly FilterBound[]): {
    readonly rows: Uint8Array;
    readonly isSure: boolean;
  } {
    let isSure = !this.#list.checked.hasActual;
    const candidates = new Uint8Array(this.#index.rows.length).fill(1);
    for (const [number, segment] of this.#index.segments.entries()) {
      const start = this.#starts[number] ?? 0;
      const ofSegment = candidates.subarray(start, start + segment.rowCount);
      for (const { field, operator, value } of bounds) {
        const group = GROUPS.get(field.of);
        // A name with dots may be stored as maps within each other.
        if (group === undefined || field.name.includes('.')) {
          isSure = false;
          continue;
        }
        const column = segment.column(group, field.name);
        if (column === undefined) ofSegment.fill(0);
        else if (!column.rule(ofSegment, operator, value)) isSure = false;
      }
    }
    return { rows: candidates, isSure };
  }

  #make(row: number): RunRecord {
    return this.#pointAt(row, new IndexedRun(this.#list)).withId();
  }

  #pointAt(row: number, run: IndexedRun): IndexedRun {
    const number = this.#numberOf(row);
    const hasAttributes = this.#hasAttributes(row);
    const rowOfSegment = row - (this.#starts[number] ?? 0);
    run.pointAt(this.#segmentAt(number), rowOfSegment, { rowOfList: row, hasAttributes });
    return run;
  }

  #hasAttributes(row: number): boolean {
    return (this.#index.rows.at(row) & BESIDE.user) !== 0;
  }

  /** The number of the segment that a row is in; that of no segment for a row of none. */
  #numberOf(row: number): number {
    if (row >= this.#index.rows.length) return this.#starts.length;
    // They are few, and most rows are in the first.
    let number = 0;
    while (number + 1 < this.#starts.length && row >= (this.#starts[number + 1] ?? 0)) number += 1;
    return number;
  }

  #segmentAt(number: number): Segment {
    const segment = this.#index.segments[number];
    if (segment === undefined) throw new RangeError(`there is no segment ${number}`);
    return segment;
  }
}

const ALL_ROWS: Omit<SortedRows, 'end'> = {
  nextWanted: (row) => row,
  nextUnwanted: (_, stop) => stop,
};

/** Values that no sidecar can have in place of the run's. */
const GROUPS: ReadonlyMap<string, ValueGroup> = new Map<string, ValueGroup>([
  ['config', 'config'],
  ['metric', 'metrics'],
]);

type StartedRows = readonly [first: number, rows: SortedRows];
