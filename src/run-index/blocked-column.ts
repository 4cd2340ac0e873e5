/** How rows are divided into what is read together. */
export class Blocks {
  readonly #firstRows: number;
  readonly #rows: number;

  /** @param firstRows in the first block, `rows` in each of the others; the last one can have fewer. */
  constructor(firstRows: number, rows: number) {
    this.#firstRows = firstRows;
    this.#rows = rows;
  }

  /** The block that a row is in. */
  numberOf(row: number): number {
    return row < this.#firstRows ? 0 : 1 + Math.floor((row - this.#firstRows) / this.#rows);
  }

  /** The first row of a block. */
  startOf(block: number): number {
    return block === 0 ? 0 : this.#firstRows + (block - 1) * this.#rows;
  }

  /** How many blocks so many rows have. */
  countOf(rowCount: number): number {
    return rowCount === 0 ? 0 : this.numberOf(rowCount - 1) + 1;
  }
}

/** A column that is read block by block, each when a row of it is first asked for. */
export class BlockedColumn<Block extends Float64Array | Uint32Array | Uint8Array> {
  readonly #read: (block: number) => Block;
  readonly #places: Blocks;
  readonly #blocks: (Block | undefined)[] = [];

  constructor(places: Blocks, read: (block: number) => Block) {
    this.#places = places;
    this.#read = read;
  }

  /** The block that a row is in. */
  blockOf(row: number): Block {
    const number = this.#places.numberOf(row);
    return (this.#blocks[number] ??= this.#read(number));
  }

  numberAt(row: number): number | undefined {
    const number = this.#places.numberOf(row);
    const block = (this.#blocks[number] ??= this.#read(number));
    return block[row - this.#places.startOf(number)];
  }
}
