import type { KnownMove } from './index-state.ts';
import type { Segment } from './segment.ts';

/** A segment with the name of its file; without one where no file could be written. */
export interface NamedSegment {
  readonly segment: Segment;
  readonly name: string | undefined;
}

/** What an index has, on its way from what was stored to what is there now. */
export interface IndexContent {
  readonly segments: readonly NamedSegment[];
  /** For each row what is beside its run, a sum of `BESIDE`; 0 for a run that is gone. */
  readonly rows: Uint8Array;
  /** What is known of moves; it has to be looked at again. */
  readonly moves: ReadonlyMap<number, KnownMove>;
  /** Names of metadata that has no row. */
  readonly others: readonly string[];
  /** Ids that have no row and a folder of moves. */
  readonly movedOthers: readonly string[];
}
