import { basename } from 'node:path';
import { hasLocalTimes, readFileStamp } from '../platform/file-stamp.ts';
import type { FileStamp } from '../platform/file-stamp.ts';
import {
  isSystemError,
  listDirectory,
  removeFile,
  renamePath,
  statIfExists,
} from '../platform/files.ts';
import { newUuid } from '../platform/ids.ts';
import { join } from '../platform/paths.ts';
import { SectionFileError, openSectionFile, writeSectionFile } from '../platform/section-file.ts';
import { userCacheFolder } from '../platform/user-cache.ts';
import { INDEX_DIR } from '../run/layout.ts';
import { readIndexState, writeIndexState } from './index-state.ts';
import type { IndexState, StoredState } from './index-state.ts';
import { readKnownAttributes, writeKnownAttributes } from './known-attributes.ts';
import type { KnownAttributes } from './known-attributes.ts';
import type { BuiltSegment } from './segment-builder.ts';
import { Segment } from './segment.ts';

/** Files that nobody refers to are kept for so long: somebody may be about to. */
const UNUSED_FILE_AGE_MS = 60_000;

const STATE = 'state';
const ATTRIBUTES = 'attributes';

/** The index of a runs directory that was read. */
export interface StoredIndex {
  readonly folder: string;
  readonly state: StoredState;
  readonly segments: readonly Segment[];
}

/**
 * Folders an index of a runs directory can be in: beside the runs, and in the user's own cache where
 * that cannot be written to or is on another machine.
 */
export function indexFolders(runsDir: string): readonly string[] {
  const own = userCacheFolder();
  const stamp = readFileStamp(runsDir);
  const beside = hasLocalTimes(runsDir) ? [join(runsDir, INDEX_DIR)] : [];
  if (own === undefined || stamp === undefined) return beside;
  return [...beside, join(own, 'indexes', `${stamp.device}-${stamp.inode}`)];
}

/** The index of a runs directory in the first of the folders that has one that can be used. */
export function readStoredIndex(
  folders: readonly string[],
  { inode }: FileStamp,
): StoredIndex | undefined {
  for (const folder of folders) {
    const stored = unlessUnusable(() => {
      const state = readIndexState(join(folder, STATE));
      // A copy of a runs directory has a copy of its index, which is another's.
      if (state.inode !== inode || isWasteful(state)) return undefined;
      return { folder, state, segments: openSegments(folder, state) };
    });
    if (stored !== undefined) return stored;
  }
  return undefined;
}

/** Whether so many runs are gone that making the index anew is better than going on with it. */
function isWasteful({ rows, goneCount }: IndexState): boolean {
  return goneCount > MINIMUM_WASTE && goneCount > rows.length / 4;
}

const MINIMUM_WASTE = 1000;

function openSegments(folder: string, { segments, rows }: IndexState): readonly Segment[] {
  const opened = segments.map((name) => openSegment(folder, name));
  const rowCount = opened.reduce((sum, segment) => sum + segment.rowCount, 0);
  if (rowCount !== rows.length) throw new SectionFileError(`rows are missing in ${folder}`);
  return opened;
}

export function openSegment(folder: string, name: string): Segment {
  return new Segment(openSectionFile(join(folder, basename(name))));
}

/** Writes a segment under a new name. Nobody looks at it before a state names it. */
export function writeSegment(folder: string, { header, sections }: BuiltSegment): string {
  const name = `${newUuid()}.rows`;
  writeSectionFile(join(folder, name), header, sections);
  return name;
}

/** Makes a state the present one, in one step, and removes files that have had no use for a while. */
export function storeIndexState(folder: string, state: IndexState): void {
  replaceFile(folder, STATE, (path) => {
    writeIndexState(path, state);
  });
  removeUnusedFiles(folder, state);
}

/** What is known of what people say, in the first of the folders that has it. */
export function readStoredAttributes(folders: readonly string[]): KnownAttributes | undefined {
  for (const folder of folders) {
    const known = unlessUnusable(() => readKnownAttributes(join(folder, ATTRIBUTES)));
    if (known !== undefined) return known;
  }
  return undefined;
}

/** Stores it in the first of the folders that can be written to. */
export function storeAttributes(folders: readonly string[], known: KnownAttributes): void {
  for (const folder of folders) {
    const isStored = unlessUnusable(() => {
      replaceFile(folder, ATTRIBUTES, (path) => {
        writeKnownAttributes(path, known);
      });
      return true;
    });
    if (isStored === true) return;
  }
}

/** Puts a file into the place of another in one step. */
function replaceFile(folder: string, name: string, write: (path: string) => void): void {
  const temporary = join(folder, `${name}.${newUuid()}.tmp`);
  try {
    write(temporary);
    renamePath(temporary, join(folder, name));
  } catch (error) {
    removeFile(temporary);
    throw error;
  }
}

function removeUnusedFiles(folder: string, { segments }: IndexState): void {
  const used = new Set([STATE, ATTRIBUTES, ...segments]);
  const now = Date.now();
  for (const { name } of listDirectory(folder)) {
    if (used.has(name)) continue;
    const path = join(folder, name);
    const modified = statIfExists(path)?.mtimeMs ?? BigInt(now);
    if (now - Number(modified) > UNUSED_FILE_AGE_MS) removeFile(path);
  }
}

/** Forgets the index: it is made anew the next time. */
export function discardIndex(folder: string): void {
  unlessUnusable(() => {
    removeFile(join(folder, STATE));
  });
}

/** What an action gives; undefined when a file of the index is missing, damaged or out of reach. */
export function unlessUnusable<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof SectionFileError || isSystemError(error)) return undefined;
    throw error;
  }
}
