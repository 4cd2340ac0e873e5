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
