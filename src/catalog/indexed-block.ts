import { readFileChange } from '../platform/change-time.ts';
import type { FileChange } from '../platform/change-time.ts';
import { runName } from '../run/proquint.ts';
import type { ValueGroup } from '../run-index/run-row.ts';
import type { Segment } from '../run-index/segment.ts';
import { ZIP_META_SUFFIX } from '../values/run-names.ts';
import type { Value } from '../values/value.ts';
import { NOTHING, distrustIndex, labelOf } from './indexed-run.ts';
import type { IndexedList, IndexedRun } from './indexed-run.ts';
import { ROW_FACTS, isZipOfRow } from './row-facts.ts';
import type { Fact } from './row-facts.ts';
import { RecordBlock } from './run-block.ts';
import type { RunBlock } from './run-block.ts';
import type { RunRecord } from './run-record.ts';

/** Rows of a segment that follow each other in a list. */
export interface SegmentRows {
  readonly segment: Segment;
  /** In the segment. */
  readonly rows: readonly number[];
  /** The segment's first row among those of all segments. */
  readonly start: number;
  /** For each row whether people may have said something of its run. */
  readonly hasAttributes: readonly boolean[];
}

/**
 * Runs as the columns of the index have them, once all their zips were asked for. Where one is not what it
 * was, or the index cannot be read (any more), they are asked one by one.
 */
export class IndexedBlock implements RunBlock {
  readonly length: number;
  /** The run at an index of the block; it has its id, whatever becomes of the index. */
  readonly at: (index: number) => IndexedRun;
  readonly #list: IndexedList;
  readonly #place: SegmentRows;
  readonly #runs: RecordBlock;
  readonly #isAsIndexed: boolean;

  constructor(list: IndexedList, place: SegmentRows, at: (index: number) => IndexedRun) {
    this.length = place.rows.length;
    this.at = at;
    this.#list = list;
    this.#place = place;
    this.#runs = new RecordBlock(this.length, at);
    this.#isAsIndexed = checkZips(list, place, at);
  }

  column<Key extends keyof RunRecord>(key: Key): readonly RunRecord[Key][] {
    const read = COLUMNS[key];
    return (read && this.#indexed(() => read(this.#place, this.at))) ?? this.#runs.column(key);
  }

  values(group: ValueGroup, name: string): readonly (Value | undefined)[] {
    const { segment, rows } = this.#place;
    const values = this.#indexed(
      () => segment.column(group, name)?.valuesAt(rows) ?? rows.map(() => undefined),
    );
    return values ?? this.#runs.values(group, name);
  }

  addNames(group: ValueGroup, names: Set<string>): void {
    const { segment, rows } = this.#place;
    const found = this.#indexed(() => {
      segment.addNames(rows, group, names);
      return true;
    });
    if (found === undefined) this.#runs.addNames(group, names);
  }

  /** What is read of the index; undefined where that does not say what the runs are. */
  #indexed<T>(read: () => T): T | undefined {
    return this.#isAsIndexed ? this.#read(read) : undefined;
  }

  #read<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      distrustIndex(error, this.#list);
      return undefined;
    }
  }
}

/** Looks at the zips that were not asked for yet. @returns whether the index says what all the runs are. */
function checkZips(
  list: IndexedList,
  { segment, rows, start }: SegmentRows,
  at: (index: number) => IndexedRun,
): boolean {
  const { prefix, hasLocalTimes, checked } = list;
  let isAsIndexed = true;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? 0;
    if (checked.isChecked(start + row)) {
      if (checked.actual(start + row) !== undefined) isAsIndexed = false;
      continue;
    }
    if (hasLocalTimes) {
      const change = readFileChange(prefix + segment.idAt(row) + ZIP_META_SUFFIX);
      if (change !== undefined && isZipKnown(list, segment, row, change)) {
        checked.check(start + row);
        continue;
      }
    }
    if (!at(index).isIndexed) isAsIndexed = false;
  }
  return isAsIndexed;
}

/** Only the index is read here: what cannot be read of a zip is no failure of it. */
function isZipKnown(list: IndexedList, segment: Segment, row: number, change: FileChange): boolean {
  try {
    return isZipOfRow(segment, row, change);
  } catch (error) {
    distrustIndex(error, list);
    return false;
  }
}

type ColumnReader<T> = (place: SegmentRows, at: (index: number) => IndexedRun) => readonly T[];

/** What can be read of many runs without asking each. */
const COLUMNS: Partial<{ readonly [Key in keyof RunRecord]: ColumnReader<RunRecord[Key]> }> = {
  id: ({ segment, rows }) => rows.map((row) => segment.idAt(row)),
  name: ({ segment, rows }) => rows.map((row) => runName(segment.idAt(row))),
  label: ({ segment, rows, hasAttributes }, at) => {
    const own = segment.column('run', 'label');
    return rows.map((row, index) =>
      hasAttributes[index] === true ? at(index).label : labelOf(NOTHING, own?.valueAt(row)),
    );
  },
  opref: columnOf(ROW_FACTS.opref),
  status: columnOf(ROW_FACTS.status),
  exitCode: columnOf(ROW_FACTS.exitCode),
  started: columnOf(ROW_FACTS.started),
  stopped: columnOf(ROW_FACTS.stopped),
};

function columnOf<T>({ inRow }: Fact<T>): ColumnReader<T> {
  return ({ segment, rows }) => rows.map((row) => inRow(segment, row));
}
