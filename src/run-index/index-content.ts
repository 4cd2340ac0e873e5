import type { KnownMoves } from './known-moves.ts';
import type { RowFlags } from './row-flags.ts';
import type { Segment } from './segment.ts';

/** A segment with the name of its file; without one where no file could be written. */
export interface NamedSegment {
  readonly segment: Segment;
  readonly name: string | undefined;
}

/** What an index has, on its way from what was stored to what is there now. */
export interface IndexContent {
  readonly segments: readonly NamedSegment[];
  readonly rows: RowFlags;
  /** What is known of moves; it has to be looked at again. */
  readonly moves: KnownMoves;
  /** Names of metadata that has no row. */
  readonly others: readonly string[];
  /** Ids that have no row and a folder of moves. */
  readonly movedOthers: readonly string[];
}

/** The rows whose run has something beside it, one of `BESIDE`, in order. */
export function* rowsWith(
  beside: number,
  { segments, rows }: Pick<IndexContent, 'segments' | 'rows'>,
): Generator<{ readonly row: number; readonly id: string }> {
  let firstRow = 0;
  for (const { segment } of segments) {
    for (let index = 0; index < segment.rowCount; index++) {
      const row = firstRow + index;
      if ((rows.at(row) & beside) !== 0) yield { row, id: segment.idAt(index) };
    }
    firstRow += segment.rowCount;
  }
}
