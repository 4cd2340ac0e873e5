import type { RunRecord } from './run-record.ts';

/** A run and its index in a sequence. */
export interface SequenceItem {
  readonly index: number;
  readonly run: RunRecord;
}

/** Where the runs of a sequence come from. */
export interface RunSource {
  readonly length: number;
  /** Makes a run, anew each time it is asked. */
  make(index: number): RunRecord;
}

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
      // With its id a run can be found, whatever becomes of the source.
      if (run.id !== '') this.#made.set(index, run);
      return run;
    });
  }

  /** The runs from one index up to another, as `Array.slice` counts them. */
  items(start: number, end: number): readonly SequenceItem[] {
    const first = start < 0 ? Math.max(0, this.length + start) : start;
    const last = end < 0 ? this.length + end : Math.min(end, this.length);
    const items: SequenceItem[] = [];
    for (let index = first; index < last; index++) {
      const run = this.at(index);
      if (run !== undefined) items.push({ index, run });
    }
    return items;
  }

  /** The runs that are wanted. The others are forgotten again. */
  filter(isWanted: (run: RunRecord) => boolean): readonly SequenceItem[] {
    return this.#recovering(() => {
      const wanted: SequenceItem[] = [];
      for (let index = 0; index < this.length; index++) {
        const run = this.#run(index);
        if (!isWanted(run)) continue;
        if (run.id !== '') this.#made.set(index, run);
        wanted.push({ index, run });
      }
      return wanted;
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
