import type { ValueGroup } from '../run-index/run-row.ts';
import type { Value } from '../values/value.ts';
import type { RunRecord } from './run-record.ts';
import { addNames, ownValue } from './run-values.ts';

/**
 * Some runs that follow each other in a list, to be read field by field: of very many, a short loop over one
 * field takes a fraction of asking each run for all of its fields.
 */
export interface RunBlock {
  readonly length: number;
  /** The run at an index of the block, to be looked at until another one is asked for. */
  at(index: number): RunRecord;
  /** What each run has under a key of its record. */
  column<Key extends keyof RunRecord>(key: Key): readonly RunRecord[Key][];
  /** What each run has under exactly this name in its configuration or in a part of its summary. */
  values(group: ValueGroup, name: string): readonly (Value | undefined)[];
  /** Adds the names of all values that any of the runs has in a group. */
  addNames(group: ValueGroup, names: Set<string>): void;
}

/** A block of runs of which those with the same number are read together, each wherever it is. */
export function blockOfParts<Item>(
  items: readonly Item[],
  numberOf: (item: Item) => number,
  blockOf: (items: readonly Item[], number: number) => RunBlock,
): RunBlock {
  const parts = new Map<number, { readonly items: Item[]; readonly places: number[] }>();
  for (const [place, item] of items.entries()) {
    const number = numberOf(item);
    const part = parts.get(number) ?? { items: [], places: [] };
    part.items.push(item);
    part.places.push(place);
    parts.set(number, part);
  }
  const blocks = [...parts].map(([number, part]) => ({
    block: blockOf(part.items, number),
    places: part.places,
  }));
  const [only] = blocks;
  return only !== undefined && blocks.length === 1 ? only.block : new MixedBlock(blocks);
}

/** A part of a block, and where its runs are in that. */
interface BlockPart {
  readonly block: RunBlock;
  readonly places: readonly number[];
}

class MixedBlock implements RunBlock {
  readonly length: number;
  readonly #parts: readonly BlockPart[];

  constructor(parts: readonly BlockPart[]) {
    this.length = parts.reduce((sum, { places }) => sum + places.length, 0);
    this.#parts = parts;
  }

  at(index: number): RunRecord {
    for (const { block, places } of this.#parts) {
      const place = places.indexOf(index);
      if (place >= 0) return block.at(place);
    }
    throw new RangeError(`there is no run ${index}`);
  }

  column<Key extends keyof RunRecord>(key: Key): readonly RunRecord[Key][] {
    return this.#gather((block) => block.column(key));
  }

  values(group: ValueGroup, name: string): readonly (Value | undefined)[] {
    return this.#gather((block) => block.values(group, name));
  }

  addNames(group: ValueGroup, names: Set<string>): void {
    for (const { block } of this.#parts) block.addNames(group, names);
  }

  #gather<T>(read: (block: RunBlock) => readonly T[]): readonly T[] {
    const all: T[] = [];
    all.length = this.length;
    for (const { block, places } of this.#parts) {
      for (const [index, value] of read(block).entries()) all[places[index] ?? 0] = value;
    }
    return all;
  }
}

/** Runs that are asked one by one. */
export class RecordBlock implements RunBlock {
  readonly length: number;
  readonly at: (index: number) => RunRecord;

  constructor(length: number, at: (index: number) => RunRecord) {
    this.length = length;
    this.at = at;
  }

  column<Key extends keyof RunRecord>(key: Key): readonly RunRecord[Key][] {
    return this.#map((run) => run[key]);
  }

  values(group: ValueGroup, name: string): readonly (Value | undefined)[] {
    return this.#map((run) => ownValue(run, group, name));
  }

  addNames(group: ValueGroup, names: Set<string>): void {
    for (let index = 0; index < this.length; index++) addNames(this.at(index), group, names);
  }

  #map<T>(read: (run: RunRecord) => T): T[] {
    return Array.from({ length: this.length }, (_, index) => read(this.at(index)));
  }
}
