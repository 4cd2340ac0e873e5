import { BlockedColumn, Blocks } from './blocked-column.ts';
import { BESIDE } from './directory-scan.ts';

/** A page asks for more rows than it has, since some may not be shown; a flag is a byte. */
const BLOCK_ROWS = 4096;
const FLAG_BLOCKS = new Blocks(BLOCK_ROWS, BLOCK_ROWS);

/** For each row what is beside its run, a sum of `BESIDE`; 0 for a run that is gone. */
export class RowFlags {
  readonly length: number;
  /** How many runs are there and were never moved. */
  readonly unmovedCount: number;
  readonly #column: BlockedColumn<Uint8Array>;

  /** @param readBlock the flags of 4096 rows; it can fail. */
  constructor(length: number, unmovedCount: number, readBlock: (block: number) => Uint8Array) {
    this.length = length;
    this.unmovedCount = unmovedCount;
    this.#column = new BlockedColumn<Uint8Array>(FLAG_BLOCKS, readBlock);
  }

  static of(flags: Uint8Array): RowFlags {
    let unmovedCount = 0;
    for (const beside of flags) if (isUnmoved(beside)) unmovedCount += 1;
    return new RowFlags(flags.length, unmovedCount, (block) => blockOf(flags, block));
  }

  at(row: number): number {
    return this.#column.numberAt(row) ?? 0;
  }

  /** The flags of rows from `start` to `stop`. */
  between(start: number, stop: number): Uint8Array {
    const block = this.#column.blockOf(start);
    const from = start % BLOCK_ROWS;
    const flags = block.subarray(from, from + stop - start);
    if (flags.length === stop - start || from + flags.length < BLOCK_ROWS) return flags;
    const rest = this.between(start + flags.length, stop);
    const both = new Uint8Array(flags.length + rest.length);
    both.set(flags);
    both.set(rest, flags.length);
    return both;
  }

  /** The first row from `row` on whose run is gone; `stop` where there is none before. */
  nextGone(row: number, stop: number): number {
    for (let start = row; start < stop;) {
      const end = Math.min(stop, FLAG_BLOCKS.startOf(FLAG_BLOCKS.numberOf(start) + 1));
      const found = this.between(start, end).indexOf(0);
      if (found >= 0) return start + found;
      start = end;
    }
    return stop;
  }

  all(): Uint8Array {
    const flags = new Uint8Array(this.length);
    for (let row = 0; row < this.length; row += BLOCK_ROWS) {
      flags.set(this.#column.blockOf(row), row);
    }
    return flags;
  }

  /** The blocks that {@link all} is made of. */
  blocks(): readonly Uint8Array[] {
    const flags = this.all();
    const count = Math.ceil(flags.length / BLOCK_ROWS);
    return Array.from({ length: count }, (_, block) => blockOf(flags, block));
  }
}

/** Whether a run is there and was never moved. */
export function isUnmoved(beside: number): boolean {
  return beside !== 0 && beside < BESIDE.move;
}

function blockOf(flags: Uint8Array, block: number): Uint8Array {
  return flags.subarray(block * BLOCK_ROWS, (block + 1) * BLOCK_ROWS);
}
