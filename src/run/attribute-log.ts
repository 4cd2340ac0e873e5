import { join } from '../platform/paths.ts';
import { readShortText } from '../platform/regular-file.ts';
import { fail } from '../failures/failures.ts';
import { nextAttributeTimeMillis } from '../platform/clock.ts';
import {
  isSystemError,
  listDirectoryNames,
  makeReadOnly,
  pathExists,
  writeFileDurable,
} from '../platform/files.ts';
import { timeSortableId } from '../platform/ids.ts';
import { refuseLink } from './own-place.ts';
import { JsonTextError, formatJsonCompact, parseJson } from '../values/json-text.ts';
import { compareCodePoints } from '../values/order.ts';
import { emptyMap, isList, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';

/** One change to the attributes people give a run. Entries are only ever added, so two copies of a log merge by union. */
export interface AttributeChange {
  /** The login name of who made it. */
  readonly author: string;
  readonly set: ValueMap;
  readonly delete: readonly string[];
}

/** Adds one entry; nothing happens when the change is empty, or only deletes and there is no log yet. */
export function logAttributes(logDir: string, change: AttributeChange): void {
  const isSetting = Object.keys(change.set).length > 0;
  if (!isSetting && change.delete.length === 0) return;
  if (!isSetting && !pathExists(logDir)) return;
  refuseLink(logDir);
  const path = join(logDir, `${timeSortableId(nextAttributeTimeMillis())}.json`);
  const entry = { author: change.author, set: change.set, delete: [...change.delete] };
  writeFileDurable(path, formatJsonCompact(entry));
  makeReadOnly(path);
}

/** Starts the log of a new run. Fails with `attributes-exist` when there is one. */
export function logInitialAttributes(logDir: string, author: string, set: ValueMap): void {
  if (Object.keys(set).length === 0) return;
  if (pathExists(logDir)) fail({ reason: 'attributes-exist', path: logDir });
  logAttributes(logDir, { author, set, delete: [] });
}

/** A log as it was read. */
export interface AttributeLog {
  /** In order of time; entries that cannot be read are left out. */
  readonly changes: readonly AttributeChange[];
  /** The names of all entries. */
  readonly entryNames: readonly string[];
  /** Whether the log and each entry could be read: what an entry says that is no change may be nothing. */
  readonly isWhole: boolean;
}

/** Reads a log; of one that does not exist nothing. */
export function readAttributeLog(logDir: string): AttributeLog {
  let isWhole = true;
  const onUnread = (): void => {
    isWhole = false;
  };
  const entryNames = listNames(logDir, onUnread)
    .filter((name) => name.endsWith('.json'))
    .sort(compareCodePoints);
  const changes = entryNames.flatMap((name) => {
    const change = parseChange(readValue(join(logDir, name), onUnread));
    return change === undefined ? [] : [change];
  });
  return { changes, entryNames, isWhole };
}

/** The changes in order of time; entries that cannot be read are left out. */
export function readAttributeChanges(logDir: string): readonly AttributeChange[] {
  return readAttributeLog(logDir).changes;
}

/** A folder this user may not read has nothing to say, and keeps no run from being listed. */
function listNames(folder: string, onUnread?: () => void): string[] {
  try {
    return listDirectoryNames(folder);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    onUnread?.();
    return [];
  }
}

function parseChange(entry: Value | undefined): AttributeChange | undefined {
  if (!isMap(entry)) return undefined;
  const { author, set, delete: deleted } = entry;
  return {
    author: typeof author === 'string' ? author : '__unknown__',
    set: isMap(set) ? set : emptyMap(),
    delete: isList(deleted) ? deleted.filter((name) => typeof name === 'string') : [],
  };
}

/**
 * The attributes as they are now: later entries win, and within one entry deletion wins.
 * @param before what they were before the first change.
 */
export function replayAttributes(
  changes: readonly AttributeChange[],
  before: ValueMap = emptyMap(),
): ValueMap {
  const attributes = Object.assign(emptyMap(), before);
  for (const change of changes) {
    Object.assign(attributes, change.set);
    for (const name of change.delete) delete attributes[name];
  }
  return attributes;
}

/** Attributes as early runs keep them: a file each, its name the attribute's (with or without `.json`). */
export function readOlderAttributes(folder: string): ValueMap {
  const attributes = emptyMap();
  for (const name of listNames(folder)) {
    const value = readValue(join(folder, name));
    if (value !== undefined) attributes[name.replace(/\.json$/, '')] = value;
  }
  return attributes;
}

/** The value in a JSON file; undefined when it cannot be read or is no JSON. */
function readValue(path: string, onUnread?: () => void): Value | undefined {
  const text = readText(path);
  if (text === undefined) onUnread?.();
  try {
    return text === undefined ? undefined : parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readShortText(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}
