import type { FilterBound } from '../filter/filter-comparisons.ts';
import { digestKey, fingerprintKey } from '../run-index/fingerprint-key.ts';
import type { RunFilter } from './filter-runs.ts';
import { RecordBlock } from './run-block.ts';
import type { RunBlock } from './run-block.ts';
import type { RunRecord } from './run-record.ts';

/** A run and its index in a sequence. */
export interface SequenceItem {
  readonly index: number;
  readonly run: RunRecord;
}

/** Where the runs of a sequence come from. */
export interface RunSource {
  readonly length: number;
  /** Makes a run, anew each time it is asked. It has its id, whatever becomes of the source. */
  make(index: number): RunRecord;
  /** A run to look at, until it is asked for the next one: of very many, making each takes longer. */
  glance?(index: number): RunRecord;
  /** The runs at these indexes, to be read field by field. */
  block?(indexes: readonly number[]): RunBlock;
  /** The runs whose fingerprint has a key, see `fingerprintKey`, in order. */
  withFingerprint?(key: number): readonly RunRecord[];
  candidates?(bounds: readonly FilterBound[]): Candidates;
}

/** Indexes of runs for which everything can hold that has to; it does for no others. Both lists are in order. */
export interface Candidates {
  /** Runs of which the source could tell. */
  readonly told: readonly number[];
  /** Whether everything holds for all of those. */
  readonly isSure: boolean;
  readonly untold: readonly number[];
}

function inOrder(a: readonly number[], b: readonly number[]): readonly number[] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  return [...a, ...b].sort((one, other) => one - other);
}

/** So many runs are read together: more are more to keep, of fewer each takes longer. */
const RUNS_OF_BLOCK = 256;

/**
 * Runs of a list, newest first, each made when it is asked for: of 100,000 runs a list shows 20. The
 * same index always gives the same object.
 */
export class RunSequence {
  readonly #recover: ((error: unknown) => RunSource) | undefined;
  readonly #made = new Map<number, RunRecord>();
  #source: RunSource;
  #all: readonly RunRecord[] | undefined;

  /** @param recover another source of the same runs after one that failed; throws what is no failure of it. */
  constructor(source: RunSource, recover?: (error: unknown) => RunSource) {
    this.#source = source;
    this.#recover = recover;
  }

  static of(runs: readonly RunRecord[] | RunSequence): RunSequence {
    if (runs instanceof RunSequence) return runs;
    return new RunSequence({
      length: runs.length,
      make: (index) => {
        const run = runs[index];
        if (run === undefined) throw new RangeError(`there is no run ${index}`);
        return run;
      },
    });
  }

  get length(): number {
    return this.#source.length;
  }

  /** Undefined beyond the end. */
  at(index: number): RunRecord | undefined {
    if (index < 0 || index >= this.length) return undefined;
    if (this.#all !== undefined) return this.#all[index];
    return this.#recovering(() => {
      const run = this.#run(index);
      this.#made.set(index, run);
      return run;
    });
  }

  /** The runs from one index up to another, as `Array.slice` counts them. */
  items(start: number, end: number): readonly SequenceItem[] {
    const first = start < 0 ? Math.max(0, this.length + start) : start;
    const last = end < 0 ? this.length + end : Math.min(end, this.length);
    return this.itemsAt(Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at));
  }

  /** The runs at these indexes. */
  itemsAt(indexes: readonly number[]): readonly SequenceItem[] {
    return indexes.flatMap((index) => {
      const run = this.at(index);
      return run === undefined ? [] : [{ index, run }];
    });
  }

  /** The indexes of the runs that are wanted, in order. */
  filter(isWanted: RunFilter): readonly number[] {
    return this.#recovering(() => {
      const { all = [], isComplete = false } = isWanted.bounds ?? {};
      const candidates = all.length > 0 ? this.#source.candidates?.(all) : undefined;
      const isWantedAt = (index: number): boolean => isWanted(this.#glance(index));
      if (candidates === undefined) {
        const wanted: number[] = [];
        for (let index = 0; index < this.length; index++) if (isWantedAt(index)) wanted.push(index);
        return wanted;
      }
      const { told, isSure, untold } = candidates;
      const wanted = isComplete && isSure ? told : told.filter(isWantedAt);
      return inOrder(wanted, untold.filter(isWantedAt));
    });
  }

  /**
   * The runs that may have a fingerprint with this digest of all but the source; without one, those that
   * have no fingerprint or one of another version. Newest first.
   */
  withFingerprint(digestWithoutSource: string | undefined): readonly RunRecord[] {
    const key = digestWithoutSource === undefined ? 0 : digestKey(digestWithoutSource);
    return this.#recovering(
      () =>
        this.#source.withFingerprint?.(key) ??
        this.toArray().filter((run) => fingerprintKey(run.fingerprint) === key),
    );
  }

  /** All runs, some at a time. */
  *blocks(): Generator<RunBlock, undefined> {
    for (let start = 0; start < this.length; start += RUNS_OF_BLOCK) {
      const length = Math.min(RUNS_OF_BLOCK, this.length - start);
      yield this.#block(Array.from({ length }, (_, index) => start + index));
    }
    return undefined;
  }

  #block(indexes: readonly number[]): RunBlock {
    return this.#recovering(() => {
      const block = this.#all === undefined ? this.#source.block?.(indexes) : undefined;
      const at = (place: number): RunRecord =>
        this.#recovering(() => this.#run(indexes[place] ?? this.length));
      return block ?? new RecordBlock(indexes.length, at);
    });
  }

  /** All runs, for those who need them all. */
  toArray(): readonly RunRecord[] {
    return (this.#all ??= this.#recovering(() =>
      Array.from({ length: this.length }, (_, index) => this.#run(index)),
    ));
  }

  #run(index: number): RunRecord {
    return this.#all?.[index] ?? this.#made.get(index) ?? this.#source.make(index);
  }

  #glance(index: number): RunRecord {
    const kept = this.#all?.[index] ?? this.#made.get(index);
    return kept ?? this.#source.glance?.(index) ?? this.#source.make(index);
  }

  #recovering<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (this.#recover === undefined) throw error;
      this.#source = this.#recover(error);
      return action();
    }
  }
}
