/** A column that is read block by block, each when a row of it is first asked for. */
export class BlockedColumn<Block extends Float64Array | Uint32Array | Uint8Array> {
  readonly #read: (block: number) => Block;
  readonly #blockRows: number;
  readonly #blocks: (Block | undefined)[] = [];

  /** @param blockRows a power of two. */
  constructor(blockRows: number, read: (block: number) => Block) {
    this.#blockRows = blockRows;
    this.#read = read;
  }

  /** The block that a row is in. */
  blockOf(row: number): Block {
    const number = Math.floor(row / this.#blockRows);
    return (this.#blocks[number] ??= this.#read(number));
  }

  numberAt(row: number): number | undefined {
    return this.blockOf(row)[row % this.#blockRows];
  }
}
