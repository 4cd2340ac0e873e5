import { SectionFileError, openSectionFile, writeSectionFile } from '../platform/section-file.ts';
import { KnownMoves } from './known-moves.ts';
import { RowFlags } from './row-flags.ts';
import { bytesOf } from './value-column.ts';

/** What is known of a runs directory besides the rows, and when it was looked at. */
export interface IndexState {
  /** The directory as it was before its names were read. */
  readonly inode: number;
  readonly changedMs: number;
  readonly modifiedMs: number;
  /** Whether the names are as they were as long as the times are: see `isSettled`. */
  readonly isSettled: boolean;
  /** Rows of runs that are gone. */
  readonly goneCount: number;
  /** Files of rows, the larger ones first. Rows are counted on from one to the next. */
  readonly segments: readonly string[];
  readonly rows: RowFlags;
  /** Names of metadata that has no row. */
  readonly others: readonly string[];
  /** Ids that have no row and a folder of moves. */
  readonly movedOthers: readonly string[];
  readonly moves: KnownMoves;
}

/** A state as it was read. */
export interface StoredState extends IndexState {
  /** Whether ids and times of moves are what was written. Whoever finds them all in the directory need not ask. */
  readonly areMovesWhole: () => boolean;
}

/** Another format has another number, and so has another meaning of what is kept. */
const VERSION = 8;

type StateHeader = Omit<IndexState, 'rows' | 'moves'> & {
  readonly version: number;
  readonly rowCount: number;
  readonly unmovedCount: number;
  readonly containers: readonly string[];
};

/** Throws SectionFileError when there is no state of this version that is whole, and system errors. */
export function readIndexState(path: string): StoredState {
  const file = openSectionFile(path);
  const { version, containers, rowCount, unmovedCount, ...header } = file.header as StateHeader;
  if (version !== VERSION) throw new SectionFileError(`${path} has another version`);
  const [ids, times] = [file.readUnchecked('movedIds'), file.readUnchecked('movedMs')];
  const moves = new KnownMoves({
    rows: new Uint32Array(file.read('moved')),
    ids: new Uint8Array(ids.content),
    changedMs: new Float64Array(times.content),
    codes: new Uint32Array(file.read('containers')),
    containers,
  });
  const rows = new RowFlags(
    rowCount,
    unmovedCount,
    (block) => new Uint8Array(file.read(`rows@${block}`)),
  );
  return { ...header, rows, moves, areMovesWhole: () => ids.isWhole() && times.isWhole() };
}

/** Writes a state to a path that does not exist. */
export function writeIndexState(path: string, { rows, moves, ...state }: IndexState): void {
  const { containers, ...moved } = moves.columns;
  const { length: rowCount, unmovedCount } = rows;
  const header: StateHeader = { version: VERSION, rowCount, unmovedCount, containers, ...state };
  const sections = new Map<string, readonly Uint8Array[]>([
    ...rows
      .blocks()
      .map((flags, block): [string, readonly Uint8Array[]] => [`rows@${block}`, [flags]]),
    ['moved', [bytesOf(moved.rows)]],
    // As texts: putting thousands of them together takes longer than reading more bytes.
    ['movedIds', [moved.ids]],
    ['movedMs', [bytesOf(moved.changedMs)]],
    ['containers', [bytesOf(moved.codes)]],
  ]);
  writeSectionFile(path, header, sections);
}
