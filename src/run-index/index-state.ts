import { Buffer } from 'node:buffer';
import { SectionFileError, openSectionFile, writeSectionFile } from '../platform/section-file.ts';
import { RowFlags } from './row-flags.ts';
import { UUID_LENGTH } from './uuid.ts';
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
  /** By row. */
  readonly moves: ReadonlyMap<number, KnownMove>;
}

/** Where the moves of a row had put it when they were read. */
export interface KnownMove {
  readonly row: number;
  readonly id: string;
  /** When the folder of moves was changed; NaN when it could have been changed again at the same time. */
  readonly changedMs: number;
  readonly container: string;
}

/** Another format has another number, and so has another meaning of what is kept. */
const VERSION = 6;

type StateHeader = Omit<IndexState, 'rows' | 'moves'> & {
  readonly version: number;
  readonly rowCount: number;
  readonly unmovedCount: number;
  readonly containers: readonly string[];
};

/** Throws SectionFileError when there is no state of this version that is whole, and system errors. */
export function readIndexState(path: string): IndexState {
  const file = openSectionFile(path);
  const { version, containers, rowCount, unmovedCount, ...header } = file.header as StateHeader;
  if (version !== VERSION) throw new SectionFileError(`${path} has another version`);
  const moved = new Uint32Array(file.read('moved'));
  const changed = new Float64Array(file.read('movedMs'));
  const codes = new Uint32Array(file.read('containers'));
  const ids = Buffer.from(file.read('movedIds')).toString('latin1');
  const moves = new Map<number, KnownMove>();
  for (let index = 0; index < moved.length; index++) {
    const row = moved[index] ?? 0;
    moves.set(row, {
      row,
      id: ids.slice(index * UUID_LENGTH, (index + 1) * UUID_LENGTH),
      changedMs: changed[index] ?? Number.NaN,
      container: containers[codes[index] ?? 0] ?? 'active',
    });
  }
  const rows = new RowFlags(
    rowCount,
    unmovedCount,
    (block) => new Uint8Array(file.read(`rows@${block}`)),
  );
  return { ...header, rows, moves };
}

/** Writes a state to a path that does not exist. */
export function writeIndexState(path: string, { rows, moves: byRow, ...state }: IndexState): void {
  const moves = [...byRow.values()];
  const containers = [...new Set(moves.map(({ container }) => container))];
  const codes = new Map(containers.map((container, code) => [container, code]));
  // As texts: putting thousands of them together takes longer than reading more bytes.
  const ids = Buffer.from(moves.map(({ id }) => id).join(''), 'latin1');
  const { length: rowCount, unmovedCount } = rows;
  const header: StateHeader = { version: VERSION, rowCount, unmovedCount, containers, ...state };
  const sections = new Map<string, readonly Uint8Array[]>([
    ...rows
      .blocks()
      .map((flags, block): [string, readonly Uint8Array[]] => [`rows@${block}`, [flags]]),
    ['moved', [bytesOf(Uint32Array.from(moves, ({ row }) => row))]],
    ['movedIds', [ids]],
    ['movedMs', [bytesOf(Float64Array.from(moves, ({ changedMs }) => changedMs))]],
    [
      'containers',
      [bytesOf(Uint32Array.from(moves, ({ container }) => codes.get(container) ?? 0))],
    ],
  ]);
  writeSectionFile(path, header, sections);
}
