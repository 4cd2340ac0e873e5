import { Buffer } from 'node:buffer';
import { parseMapOrEmpty } from '../run/metadata.ts';
import { ZIP_META_SUFFIX } from '../values/run-names.ts';
import { BESIDE } from './directory-scan.ts';
import type { IndexContent, NamedSegment } from './index-content.ts';
import { KnownMoves } from './known-moves.ts';
import type { KnownMove } from './known-moves.ts';
import { RowFlags } from './row-flags.ts';
import type { RunRow } from './run-row.ts';
import { SegmentBuilder } from './segment-builder.ts';
import type { BuiltSegment } from './segment-builder.ts';
import type { Segment } from './segment.ts';

/** Segments up to this size are made anew with the rows that come to them. */
const SMALL_SEGMENT_ROWS = 512;

/** A larger segment is, too, when the rows that come are not much fewer than it has. */
const GROWTH = 4;

/** What is needed to add rows. */
export interface RowSource {
  /** Reads the zip with this name; undefined when it has to be read each time instead. */
  readonly readRow: (zipName: string) => RunRow | undefined;
  /** What is beside a run that has no row yet, by id. */
  readonly beside: ReadonlyMap<string, number>;
  readonly keepSegment: (built: BuiltSegment) => NamedSegment;
}

/**
 * Makes rows of zips that have none, in a segment of their own together with the smallest of those
 * there are: few segments have to be read, and few rows to be written again.
 */
export function addRows(content: IndexContent, source: RowSource): IndexContent {
  const zips = content.others.filter((name) => name.endsWith(ZIP_META_SUFFIX));
  const kept = keptSegments(content.segments, zips.length);
  const keptRows = countRows(kept);
  const collector = new RowCollector(source.keepSegment, keptRows);
  const added = new Set<string>();
  for (const name of zips) {
    const run = source.readRow(name);
    if (run === undefined) continue;
    added.add(name);
    collector.add(run, BESIDE.zip | (source.beside.get(run.facts.id) ?? 0), undefined);
  }
  if (added.size === 0) return content;
  const knownMoves = content.moves.toMap();
  let row = keptRows;
  for (const { segment } of content.segments.slice(kept.length)) {
    for (let index = 0; index < segment.rowCount; index++, row++) {
      const beside = content.rows.at(row);
      if (beside !== 0) collector.add(rowAt(segment, index), beside, knownMoves.get(row));
    }
  }
  collector.finish();
  const keptMoves = [...knownMoves.values()].filter((move) => move.row < keptRows);
  return {
    segments: [...kept, ...collector.segments],
    rows: RowFlags.of(Buffer.concat([content.rows.all().subarray(0, keptRows), ...collector.rows])),
    moves: KnownMoves.of([...keptMoves, ...collector.moves]),
    others: content.others.filter((name) => !added.has(name)),
    movedOthers: content.movedOthers.filter((id) => !added.has(id + ZIP_META_SUFFIX)),
  };
}

/** The segments that stay as they are when so many rows come. */
function keptSegments(segments: readonly NamedSegment[], newRows: number): readonly NamedSegment[] {
  let count = segments.length;
  let rows = newRows;
  while (count > 0) {
    const last = segments[count - 1]?.segment.rowCount ?? 0;
    if (last > SMALL_SEGMENT_ROWS && last >= rows * GROWTH) break;
    rows += last;
    count -= 1;
  }
  return segments.slice(0, count);
}

export function countRows(segments: readonly NamedSegment[]): number {
  return segments.reduce((sum, { segment }) => sum + segment.rowCount, 0);
}

/** A row as it was when it was added. */
function rowAt(segment: Segment, row: number): RunRow {
  const configText = segment.configTextAt(row);
  const summaryText = segment.summaryTextAt(row);
  const facts = {
    id: segment.idAt(row),
    opref: segment.operationAt(row),
    formerName: segment.formerNameAt(row),
    status: segment.statusAt(row),
    exitCode: segment.numberAt('exitCode', row),
    initialized: segment.numberAt('initialized', row),
    staged: segment.numberAt('staged', row),
    started: segment.numberAt('started', row),
    stopped: segment.numberAt('stopped', row),
    fingerprint: segment.fingerprintAt(row),
  };
  return {
    facts,
    configText,
    summaryText,
    config: parseMapOrEmpty(configText),
    summary: parseMapOrEmpty(summaryText),
    sizeBytes: segment.numberAt('sizeBytes', row) ?? 0,
    readMs: segment.numberAt('readMs', row) ?? 0,
  };
}

/** Collects rows into segments, with what is kept of them besides. */
class RowCollector {
  readonly segments: NamedSegment[] = [];
  readonly rows: Uint8Array[] = [];
  readonly moves: KnownMove[] = [];
  readonly #keepSegment: RowSource['keepSegment'];
  #firstRow: number;
  #builder = new SegmentBuilder();
  #beside: number[] = [];
  #moves = new Map<number, KnownMove>();

  constructor(keepSegment: RowSource['keepSegment'], firstRow: number) {
    this.#keepSegment = keepSegment;
    this.#firstRow = firstRow;
  }

  add(row: RunRow, beside: number, move: KnownMove | undefined): void {
    if (move !== undefined) this.#moves.set(this.#builder.rowCount, move);
    this.#builder.add(row);
    this.#beside.push(beside);
    if (this.#builder.isFull) this.finish();
  }

  finish(): void {
    const { rowCount } = this.#builder;
    if (rowCount === 0) return;
    const built = this.#builder.build();
    // It holds as much as the segment does.
    this.#builder = new SegmentBuilder();
    const rows = new Uint8Array(rowCount);
    for (const [index, beside] of this.#beside.entries()) rows[built.ranks[index] ?? 0] = beside;
    for (const [index, move] of this.#moves) {
      this.moves.push({ ...move, row: this.#firstRow + (built.ranks[index] ?? 0) });
    }
    this.rows.push(rows);
    this.segments.push(this.#keepSegment(built));
    this.#firstRow += rowCount;
    this.#beside = [];
    this.#moves = new Map();
  }
}
