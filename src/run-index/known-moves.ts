import { Buffer } from 'node:buffer';
import { UUID_LENGTH } from './uuid.ts';

/** Where the moves of a row had put it when they were read. */
export interface KnownMove {
  readonly row: number;
  readonly id: string;
  /** When the folder of moves was changed; NaN when it could have been changed again at the same time. */
  readonly changedMs: number;
  readonly container: string;
}

/** The moves of rows as columns: an object for each of thousands would take longer than looking at them. */
export interface MoveColumns {
  /** In order. */
  readonly rows: Uint32Array;
  /** The texts of ids, one after the other. */
  readonly ids: Uint8Array;
  readonly changedMs: Float64Array;
  /** The place of each row's container in {@link containers}. */
  readonly codes: Uint32Array;
  readonly containers: readonly string[];
}

/** What is known of the moves of rows, each row once. */
export class KnownMoves {
  readonly columns: MoveColumns;

  constructor(columns: MoveColumns) {
    this.columns = columns;
  }

  static of(moves: Iterable<KnownMove>): KnownMoves {
    const sorted = [...moves].sort((a, b) => a.row - b.row);
    const containers = [...new Set(sorted.map(({ container }) => container))];
    const codes = new Map(containers.map((container, code) => [container, code]));
    return new KnownMoves({
      rows: Uint32Array.from(sorted, ({ row }) => row),
      ids: Buffer.from(sorted.map(({ id }) => id).join(''), 'latin1'),
      changedMs: Float64Array.from(sorted, ({ changedMs }) => changedMs),
      codes: Uint32Array.from(sorted, ({ container }) => codes.get(container) ?? 0),
      containers,
    });
  }

  get size(): number {
    return this.columns.rows.length;
  }

  /** Where a row is; undefined for one that has no moves. */
  containerOf(row: number): string | undefined {
    const { rows } = this.columns;
    const place = firstFrom(rows, row);
    return rows[place] === row ? this.#containerAt(place) : undefined;
  }

  /** The rows whose container is wanted, in order. */
  rowsIn(isWanted: (container: string) => boolean): Uint32Array {
    const { rows, codes, containers } = this.columns;
    const wanted = containers.map(isWanted);
    const found = new Uint32Array(rows.length);
    let count = 0;
    for (let place = 0; place < rows.length; place++) {
      if (wanted[codes[place] ?? 0] === true) found[count++] = rows[place] ?? 0;
    }
    return found.subarray(0, count);
  }

  /** The move at a place of the columns. */
  at(place: number): KnownMove {
    const { rows, ids, changedMs } = this.columns;
    const start = place * UUID_LENGTH;
    return {
      row: rows[place] ?? 0,
      id: Buffer.from(ids.buffer, ids.byteOffset + start, UUID_LENGTH).toString('latin1'),
      changedMs: changedMs[place] ?? Number.NaN,
      container: this.#containerAt(place),
    };
  }

  /** All of them by row. */
  toMap(): Map<number, KnownMove> {
    const moves = Array.from({ length: this.size }, (_, place) => this.at(place));
    return new Map(moves.map((move) => [move.row, move]));
  }

  #containerAt(place: number): string {
    const { codes, containers } = this.columns;
    return containers[codes[place] ?? 0] ?? 'active';
  }
}

/** The place of the first of sorted numbers that is not less than `least`. */
export function firstFrom(sorted: ArrayLike<number>, least: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
