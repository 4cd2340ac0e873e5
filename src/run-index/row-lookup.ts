import type { Segment } from './segment.ts';
import { UUID_BYTES, readUuid } from './uuid.ts';

/** Finds rows by the UUIDs that names begin with, among rows of several segments counted on. */
export class RowLookup {
  readonly #ids: Uint32Array;
  readonly #slots: Int32Array;
  readonly #mask: number;
  readonly #bytes = new Uint8Array(UUID_BYTES);
  readonly #words = new Uint32Array(this.#bytes.buffer);

  /** @param isWanted whether a row is to be found. */
  constructor(segments: readonly Segment[], isWanted: (row: number) => boolean) {
    const rowCount = segments.reduce((sum, segment) => sum + segment.rowCount, 0);
    const ids = new Uint8Array(rowCount * UUID_BYTES);
    let start = 0;
    for (const segment of segments) {
      ids.set(segment.allIds(), start);
      start += segment.rowCount * UUID_BYTES;
    }
    this.#ids = new Uint32Array(ids.buffer);
    const slotCount = 2 ** Math.ceil(Math.log2(rowCount * 2 + 2));
    this.#mask = slotCount - 1;
    this.#slots = new Int32Array(slotCount).fill(FREE);
    for (let row = 0; row < rowCount; row++) if (isWanted(row)) this.#insert(row);
  }

  #insert(row: number): void {
    let slot = (this.#ids[row * WORDS] ?? 0) & this.#mask;
    while (this.#slots[slot] !== FREE) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = row;
  }

  /** The row of the UUID that a name begins with; undefined when there is none. */
  find(name: string): number | undefined {
    if (!readUuid(name, this.#bytes)) return undefined;
    let slot = (this.#words[0] ?? 0) & this.#mask;
    for (;;) {
      const row = this.#slots[slot] ?? FREE;
      if (row === FREE) return undefined;
      if (this.#isAt(row)) return row;
      slot = (slot + 1) & this.#mask;
    }
  }

  #isAt(row: number): boolean {
    for (let word = 0; word < WORDS; word++) {
      if (this.#ids[row * WORDS + word] !== this.#words[word]) return false;
    }
    return true;
  }
}

const FREE = -1;
const WORDS = UUID_BYTES / 4;
