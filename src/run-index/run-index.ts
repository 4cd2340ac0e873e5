import { systemClock } from '../platform/clock.ts';
import { readChangeTime } from '../platform/change-time.ts';
import { hasLocalTimes, isSettled, readFileStamp } from '../platform/file-stamp.ts';
import type { FileStamp } from '../platform/file-stamp.ts';
import { join } from '../platform/paths.ts';
import { sectionsInMemory } from '../platform/section-file.ts';
import { containerOfMetadata } from '../run/containers.ts';
import type { Container } from '../run/containers.ts';
import { attemptsNameId, isZipMeta, metaNameId, metaPathOf } from '../run/layout.ts';
import { emptyMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';
import { addRows, countRows } from './add-rows.ts';
import { BESIDE, scanDirectory } from './directory-scan.ts';
import { rowsWith } from './index-content.ts';
import type { IndexContent, NamedSegment } from './index-content.ts';
import {
  discardIndex,
  indexFolders,
  openSegment,
  readStoredIndex,
  storeIndexState,
  unlessUnusable,
  writeSegment,
} from './index-folder.ts';
import type { StoredIndex } from './index-folder.ts';
import type { IndexState } from './index-state.ts';
import { KnownMoves } from './known-moves.ts';
import { areMovesUnchanged, readMovedRows } from './moved-rows.ts';
import { RowAttributes } from './row-attributes.ts';
import { RowFlags } from './row-flags.ts';
import { RowLookup } from './row-lookup.ts';
import type { RunRow } from './run-row.ts';
import type { BuiltSegment } from './segment-builder.ts';
import { Segment } from './segment.ts';

/** The runs of a runs directory as they are now: rows for finalized runs, names for the others. */
export interface RunIndex {
  /** Rows are counted on from one segment to the next. */
  readonly segments: readonly Segment[];
  readonly rows: RowFlags;
  /** Where rows are that were ever moved; the others are active. */
  readonly moves: Pick<KnownMoves, 'size' | 'containerOf' | 'rowsIn'>;
  /** Runs whose metadata has to be read each time. */
  readonly others: readonly OtherRun[];
  /** What people say of the run of a row with this id now. */
  readonly attributesOf: (id: string) => ValueMap;
  /** Says that {@link RunIndex.attributesOf} will be asked of most runs. */
  readonly expectAttributes: () => void;
  /** Whether times of change of files say something. */
  readonly hasLocalTimes: boolean;
  /** Says that what the index has was found wrong: it is made anew the next time. */
  readonly discard: () => void;
}

export interface OtherRun {
  /** The name of its metadata in the runs directory. */
  readonly name: string;
  readonly container: Container;
}

/** Reads a run's zip into a row; undefined when it has to be read each time instead. */
export type RowReader = (zipPath: string) => RunRow | undefined;

/** Smaller runs directories are read as fast without an index. */
const MINIMUM_RUNS = 50;

export interface RunIndexOptions {
  /** From how many runs on an index is kept. */
  readonly minimumRuns?: number;
  /** Makes the index anew, whatever there is. */
  readonly isNew?: boolean;
}

/**
 * Opens the index of a runs directory after bringing it up to date with what is there; see
 * docs/run-index.md. Where none can be kept, there are rows all the same, made for this time.
 */
export function openRunIndex(
  runsDir: string,
  readRow: RowReader,
  { minimumRuns = MINIMUM_RUNS, isNew: isMadeAnew = false }: RunIndexOptions = {},
): RunIndex {
  const seenMs = systemClock();
  const stamp = readFileStamp(runsDir);
  if (stamp === undefined) return NO_RUNS;
  const isLocal = hasLocalTimes(runsDir);
  const folders = indexFolders(runsDir);
  const place = { runsDir, stamp, seenMs, isLocal, folders };
  const stored = isMadeAnew ? undefined : readStoredIndex(folders, stamp);
  if (stored !== undefined && isKnown(stored, place)) {
    if (areMovesUnchanged(runsDir, stored.state.moves)) return view(place, contentOf(stored));
  }
  // What did not prove right may be damaged.
  const isWhole = stored?.state.areMovesWhole() ?? false;
  return update(place, isWhole ? stored : undefined, { readRow, minimumRuns });
}

/** A runs directory that is looked at. */
interface IndexPlace {
  readonly runsDir: string;
  /** As it was before it was looked at, at this time. */
  readonly stamp: FileStamp;
  readonly seenMs: number;
  /** Whether times of change say something. */
  readonly isLocal: boolean;
  /** Where the index can be. */
  readonly folders: readonly string[];
}

/** Brings an index up to date, or makes it, and stores it. */
function update(
  place: IndexPlace,
  stored: StoredIndex | undefined,
  { readRow, minimumRuns }: Pick<Finding, 'readRow' | 'minimumRuns'>,
): RunIndex {
  const { runsDir, stamp, seenMs, isLocal, folders } = place;
  const known = stored !== undefined && isKnown(stored, place) ? stored : undefined;
  const found =
    known === undefined
      ? findContent(runsDir, stored, {
          readRow,
          minimumRuns,
          folders,
          youngSinceMs: isLocal && !isSettled(stamp.changedMs, seenMs) ? seenMs : undefined,
        })
      : contentOf(known);
  const { moves, isNew } = readMovedRows(runsDir, found, {
    isScanned: known === undefined,
    seenMs: isLocal ? seenMs : undefined,
  });
  const content = { ...found, moves };
  const isWorthKeeping = content.segments.length > 0 && (known === undefined || isNew);
  if (isWorthKeeping) store(content, stamp, isSettled(stamp.changedMs, seenMs), folders, stored);
  return view(place, content);
}

/** Whether the directory has the names that it had. */
function isKnown({ state }: StoredIndex, { stamp, isLocal }: IndexPlace): boolean {
  return isLocal && isUnchanged(state, stamp);
}

const NO_RUNS: RunIndex = {
  segments: [],
  rows: RowFlags.of(new Uint8Array()),
  moves: KnownMoves.of([]),
  others: [],
  attributesOf: () => emptyMap(),
  expectAttributes: () => undefined,
  hasLocalTimes: true,
  discard: () => undefined,
};

function isUnchanged(state: IndexState, { changedMs, modifiedMs }: FileStamp): boolean {
  return state.isSettled && state.changedMs === changedMs && state.modifiedMs === modifiedMs;
}

function contentOf({ state, segments }: StoredIndex): IndexContent {
  const { rows, others, movedOthers, moves } = state;
  return {
    segments: segments.map((segment, index) => ({ segment, name: state.segments[index] })),
    rows,
    others,
    movedOthers,
    moves,
  };
}

interface Finding {
  readonly readRow: RowReader;
  readonly minimumRuns: number;
  readonly folders: readonly string[];
  /** Now, where the directory was changed so lately that some of its zips can have been, too. */
  readonly youngSinceMs: number | undefined;
}

/** So many new zips are asked whether they are young; of more, reading those again takes less. */
const MAX_ASKED = 500;

/** Reads the names in the directory, and the zips that are new. */
function findContent(
  runsDir: string,
  stored: StoredIndex | undefined,
  { readRow, minimumRuns, folders, youngSinceMs }: Finding,
): IndexContent {
  const before = stored === undefined ? NOTHING : contentOf(stored);
  const { segments, rows: rowsBefore } = before;
  const lookup =
    segments.length === 0
      ? undefined
      : new RowLookup(
          segments.map(({ segment }) => segment),
          (row) => rowsBefore.at(row) !== 0,
        );
  const { rows, others, beside } = scanDirectory(runsDir, countRows(segments), lookup);
  const moved = [...beside].filter(([, what]) => (what & BESIDE.move) !== 0);
  const content = {
    ...before,
    rows: RowFlags.of(rows),
    others,
    movedOthers: moved.map(([id]) => id),
  };
  const zipCount = others.filter(isZipMeta).length;
  if (zipCount < (stored === undefined ? minimumRuns : 1)) return content;
  // Joining paths normalizes them: that takes as long as some zips do.
  const prefix = join(runsDir, '/');
  // One that may change again at the same time would be read for each list that shows it, for ever.
  const isYoung = (path: string): boolean =>
    youngSinceMs !== undefined &&
    zipCount <= MAX_ASKED &&
    !isSettled(readChangeTime(path), youngSinceMs);
  return addRows(content, {
    beside,
    readRow: (name) => (isYoung(prefix + name) ? undefined : readRow(prefix + name)),
    keepSegment: (built) => keepSegment(built, stored === undefined ? folders : [stored.folder]),
  });
}

const NOTHING: IndexContent = {
  segments: [],
  rows: RowFlags.of(new Uint8Array()),
  others: [],
  movedOthers: [],
  moves: KnownMoves.of([]),
};

/** Writes a segment into the first of the folders that can be written to. */
function keepSegment(built: BuiltSegment, folders: readonly string[]): NamedSegment {
  for (const folder of folders) {
    const kept = unlessUnusable(() => {
      const name = writeSegment(folder, built);
      return { name, segment: openSegment(folder, name) };
    });
    if (kept !== undefined) return kept;
  }
  const { header, sections } = built;
  return { segment: new Segment(sectionsInMemory(header, sections)), name: undefined };
}

/** Stores what is there now. Where that cannot be done everything works, only not as fast. */
function store(
  content: IndexContent,
  { inode, changedMs, modifiedMs }: FileStamp,
  isSettled: boolean,
  folders: readonly string[],
  stored: StoredIndex | undefined,
): void {
  const names = content.segments.map(({ name }) => name);
  if (!names.every((name) => name !== undefined)) return;
  const { rows, others, movedOthers, moves } = content;
  const goneCount = rows.all().reduce((sum, beside) => sum + (beside === 0 ? 1 : 0), 0);
  const stamp = { inode, changedMs, modifiedMs, isSettled, goneCount };
  const state = { ...stamp, segments: names, rows, others, movedOthers, moves };
  for (const folder of stored === undefined ? folders : [stored.folder]) {
    const isStored = unlessUnusable(() => {
      storeIndexState(folder, state);
      return true;
    });
    if (isStored === true) return;
  }
}

function view({ runsDir, folders, isLocal }: IndexPlace, content: IndexContent): RunIndex {
  const { segments, rows, moves, others, movedOthers } = content;
  const moved = new Set(movedOthers);
  const attributes = new RowAttributes({
    prefix: join(runsDir, '/'),
    folders: isLocal ? folders : [],
    rows: () => rowsWith(BESIDE.user, content),
  });
  return {
    segments: segments.map(({ segment }) => segment),
    rows,
    moves,
    others: others.map((name) => {
      const attempted = attemptsNameId(name);
      const path =
        attempted === undefined ? join(runsDir, name) : metaPathOf(join(runsDir, attempted));
      return { name, container: containerOfMetadata(path, moved.has(metaNameId(path))) };
    }),
    attributesOf: (id) => attributes.of(id),
    expectAttributes: () => {
      attributes.expectMany();
    },
    hasLocalTimes: isLocal,
    discard: () => {
      for (const folder of folders) discardIndex(folder);
    },
  };
}
