import { readChangeTime } from '../platform/change-time.ts';
import { isSettled } from '../platform/file-stamp.ts';
import { readReachableContainer } from '../run/containers.ts';
import { MOVE_SUFFIX } from '../run/layout.ts';
import { BESIDE } from './directory-scan.ts';
import type { IndexContent } from './index-content.ts';
import type { KnownMove } from './index-state.ts';

/** Where the rows with moves are now. */
export interface MovedRows {
  readonly moves: ReadonlyMap<number, KnownMove>;
  /** Whether that is other than what was known. */
  readonly isNew: boolean;
}

/**
 * Looks at the moves of every row that has any: a move changes nothing but the folder of moves, so
 * each of them has to be asked when it was changed.
 * @param options `isScanned`: other rows may have moves than were known; `seenMs`: now, undefined when
 *   times of change say nothing.
 */
export function readMovedRows(
  runsDir: string,
  content: IndexContent,
  { isScanned, seenMs }: { readonly isScanned: boolean; readonly seenMs: number | undefined },
): MovedRows {
  const prefix = `${runsDir.replace(/\/$/, '')}/`;
  const look = (row: number, id: string, known: KnownMove | undefined): KnownMove => {
    const path = prefix + id + MOVE_SUFFIX;
    const changedMs = readChangeTime(path);
    if (known !== undefined && seenMs !== undefined && known.changedMs === changedMs) return known;
    const isSure = seenMs !== undefined && isSettled(changedMs, seenMs);
    const container = readReachableContainer(path);
    return { row, id, changedMs: isSure ? changedMs : Number.NaN, container };
  };
  const changed = new Map<number, KnownMove>();
  if (!isScanned) {
    content.moves.forEach((known, row) => {
      const now = look(row, known.id, known);
      if (now !== known) changed.set(row, now);
    });
    const isNew = changed.size > 0;
    return { moves: isNew ? new Map([...content.moves, ...changed]) : content.moves, isNew };
  }
  let isNew = false;
  const moves = new Map<number, KnownMove>();
  for (const { row, id } of rowsWithMoves(content)) {
    const known = content.moves.get(row);
    const now = look(row, id, known);
    moves.set(row, now);
    isNew ||= now !== known;
  }
  return { moves, isNew };
}

function* rowsWithMoves({
  segments,
  rows,
}: IndexContent): Generator<{ readonly row: number; readonly id: string }> {
  let firstRow = 0;
  for (const { segment } of segments) {
    for (let index = 0; index < segment.rowCount; index++) {
      const row = firstRow + index;
      if ((rows.at(row) & BESIDE.move) !== 0) yield { row, id: segment.idAt(index) };
    }
    firstRow += segment.rowCount;
  }
}
