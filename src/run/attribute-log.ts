import { join } from 'node:path';
import { fail } from '../failures.ts';
import { nextAttributeTimeMillis } from '../platform/clock.ts';
import {
  listDirectory,
  makeReadOnly,
  pathExists,
  readTextIfExists,
  writeFileAtomic,
} from '../platform/files.ts';
import { timeSortableId } from '../platform/ids.ts';
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
  const path = join(logDir, `${timeSortableId(nextAttributeTimeMillis())}.json`);
  const entry = { author: change.author, set: change.set, delete: [...change.delete] };
  writeFileAtomic(path, formatJsonCompact(entry));
  makeReadOnly(path);
}

/** Starts the log of a new run. Fails with `attributes-exist` when there is one. */
export function logInitialAttributes(logDir: string, author: string, set: ValueMap): void {
  if (Object.keys(set).length === 0) return;
  if (pathExists(logDir)) fail({ reason: 'attributes-exist', path: logDir });
  logAttributes(logDir, { author, set, delete: [] });
}

/** The changes in order of time; entries that cannot be read are left out. */
export function readAttributeChanges(logDir: string): AttributeChange[] {
  return listDirectory(logDir)
    .map((entry) => entry.name)
    .filter((name) => name.endsWith('.json'))
    .sort(compareCodePoints)
    .flatMap((name) => {
      const text = readTextIfExists(join(logDir, name));
      const change = text === undefined ? undefined : parseChange(text);
      return change === undefined ? [] : [change];
    });
}

function parseChange(text: string): AttributeChange | undefined {
  const entry = parseOrUndefined(text);
  if (!isMap(entry)) return undefined;
  const { author, set, delete: deleted } = entry;
  return {
    author: typeof author === 'string' ? author : '__unknown__',
    set: isMap(set) ? set : emptyMap(),
    delete: isList(deleted) ? deleted.filter((name) => typeof name === 'string') : [],
  };
}

/** The attributes as they are now: later entries win, and within one entry deletion wins. */
export function replayAttributes(changes: readonly AttributeChange[]): ValueMap {
  const attributes = emptyMap();
  for (const change of changes) {
    Object.assign(attributes, change.set);
    for (const name of change.delete) delete attributes[name];
  }
  return attributes;
}

/** The attributes of a log as they are now. */
export function readAttributes(logDir: string): ValueMap {
  return replayAttributes(readAttributeChanges(logDir));
}

/** Attributes as early runs keep them: a file each, its name the attribute's (with or without `.json`). */
export function readOlderAttributes(folder: string): ValueMap {
  const attributes = emptyMap();
  for (const { name } of listDirectory(folder)) {
    const text = readTextIfExists(join(folder, name));
    const value = text === undefined ? undefined : parseOrUndefined(text);
    if (value !== undefined) attributes[name.replace(/\.json$/, '')] = value;
  }
  return attributes;
}

function parseOrUndefined(text: string): Value | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return undefined;
  }
}
