import { haveChangeTimes, readChangeTime } from '../platform/change-time.ts';
import { fromWorkingDirectory } from '../platform/working-directory.ts';
import { isSystemError } from '../platform/files.ts';
import { isSettled } from '../platform/file-stamp.ts';
import { readReachableContainer } from '../run/containers.ts';
import { MOVE_SUFFIX } from '../run/layout.ts';
import { BESIDE } from './directory-scan.ts';
import { rowsWith } from './index-content.ts';
import type { IndexContent } from './index-content.ts';
import { KnownMoves } from './known-moves.ts';
import type { KnownMove } from './known-moves.ts';
import { UUID_LENGTH } from './uuid.ts';

/** Where the rows with moves are now. */
export interface MovedRows {
  readonly moves: KnownMoves;
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
  const { moves } = content;
  const prefix = prefixOf(runsDir);
  const known = moves.toMap();
  const rows = isScanned ? rowsWith(BESIDE.move, content) : known.values();
  const found: KnownMove[] = [];
  let isNew = false;
  for (const { row, id } of rows) {
    const before = known.get(row);
    const now = look(prefix + id + MOVE_SUFFIX, { row, id }, before, seenMs);
    found.push(now);
    isNew ||= now !== before;
  }
  return { moves: isNew || isScanned ? KnownMoves.of(found) : moves, isNew };
}

/** What is known of a row, if it is still so; else what its moves say now. */
function look(
  path: string,
  { row, id }: { readonly row: number; readonly id: string },
  known: KnownMove | undefined,
  seenMs: number | undefined,
): KnownMove {
  const changedMs = readChangeTime(path);
  if (known !== undefined && seenMs !== undefined && known.changedMs === changedMs) return known;
  const isSure = seenMs !== undefined && isSettled(changedMs, seenMs);
  const container = readReachableContainer(path);
  return { row, id, changedMs: isSure ? changedMs : Number.NaN, container };
}

function prefixOf(runsDir: string): string {
  return `${runsDir.replace(/\/$/, '')}/`;
}

/** Whether all folders of moves have the time of change that is known. */
export function areMovesUnchanged(
  runsDir: string,
  { columns: { ids, changedMs } }: KnownMoves,
): boolean {
  const runsPrefix = prefixOf(runsDir);
  const prefix = fromWorkingDirectory(runsPrefix);
  const paths = { prefix, parts: ids, partBytes: UUID_LENGTH, suffix: MOVE_SUFFIX };
  try {
    return haveChangeTimes(paths, changedMs, runsPrefix);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return false;
  }
}
