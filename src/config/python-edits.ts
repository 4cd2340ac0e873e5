import { formatPythonValue } from '../values/python-text.ts';
import { isList, isMap, valuesEqual } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { ConfigTextError, formatKey } from './config-format.ts';
import type { ConfigEntry } from './config-format.ts';
import type { PythonAssignment } from './python-assignments.ts';
import { pythonError } from './python-characters.ts';
import type { PythonLiteral } from './python-literals.ts';
import { formatStringLike } from './python-string-literal.ts';

/** An entry with the place of its value in Python source: UTF-16 offsets, `end` exclusive. */
export interface PlacedEntry {
  readonly entry: ConfigEntry;
  readonly start: number;
  readonly end: number;
}

/** What is to be done to a text, and what it does to its entries. */
export interface EditPlan {
  /** In order and apart from each other. */
  readonly edits: readonly Edit[];
  /** The keys whose values may be others afterwards: those edited, around an edit, or inside one. */
  readonly touched: ReadonlySet<string>;
}

/** Text to put in place of `[start, end)`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Of several assignments to a name only the last; the others have no effect that outlives them. */
export function keepLast<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
  const last = new Map(items.map((item, index) => [nameOf(item), index]));
  return items.filter((item, index) => last.get(nameOf(item)) === index);
}

/** The entries of assignments to different names: each value, and behind a list or dictionary its parts. */
export function placeEntries(assignments: readonly PythonAssignment[]): PlacedEntry[] {
  const placed: PlacedEntry[] = [];
  for (const { name, literal, typeHint } of assignments) {
    addEntries(placed, formatKey([name]), literal, typeHint);
  }
  return placed;
}

function addEntries(
  placed: PlacedEntry[],
  key: string,
  { start, end, value, parts }: PythonLiteral,
  typeHint?: string,
): void {
  if (value !== undefined) {
    const hint = typeHint === undefined ? {} : { typeHint };
    placed.push({ entry: { key, value, isContainer: parts !== undefined, ...hint }, start, end });
  }
  for (const [part, literal] of parts ?? []) {
    addEntries(placed, `${key}.${formatKey([part])}`, literal);
  }
}

/**
 * How `text` is edited to give entries new values; a value that an entry has already is left alone.
 * Inside a replaced list or dictionary nothing else is edited. Throws {@link ConfigTextError} when names
 * that share one value (`a = b = 1`) would get different ones.
 */
export function planEdits(
  text: string,
  placed: readonly PlacedEntry[],
  changes: ReadonlyMap<string, Value>,
): EditPlan {
  const edits: Edit[] = [];
  const lineEnd = /\r\n?|\n/.exec(text)?.[0] ?? '\n';
  let editedTo = 0;
  for (const sharing of groupByPlace(placed).values()) {
    const [first] = sharing;
    if (first === undefined || first.start < editedTo) continue;
    if (!sharing.some(({ entry }) => isChanged(entry, changes))) continue;
    const value = wantedValue(first.entry, changes);
    if (!sharing.every(({ entry }) => valuesEqual(wantedValue(entry, changes), value))) {
      const keys = sharing.map(({ entry }) => entry.key).join(' and ');
      throw pythonError(text, first.start, `${keys} share one value: set all of them, to the same`);
    }
    const { start, end } = first;
    edits.push({ start, end, text: formatLike(value, first, text, lineEnd) });
    editedTo = end;
  }
  const touched = placed.filter((entry) => edits.some((edit) => overlaps(entry, edit)));
  return { edits, touched: new Set(touched.map(({ entry }) => entry.key)) };
}

/** Values that several names share start at the same place, and no others do. */
function groupByPlace(placed: readonly PlacedEntry[]): Map<number, PlacedEntry[]> {
  const groups = new Map<number, PlacedEntry[]>();
  for (const entry of placed) {
    const group = groups.get(entry.start);
    if (group === undefined) groups.set(entry.start, [entry]);
    else group.push(entry);
  }
  return groups;
}

function wantedValue(entry: ConfigEntry, changes: ReadonlyMap<string, Value>): Value {
  const value = changes.get(entry.key);
  return value === undefined ? entry.value : value;
}

function isChanged(entry: ConfigEntry, changes: ReadonlyMap<string, Value>): boolean {
  return !valuesEqual(wantedValue(entry, changes), entry.value);
}

function overlaps(entry: PlacedEntry, edit: Edit): boolean {
  return entry.start < edit.end && edit.start < entry.end;
}

/** Source for `value`; a text that replaces a text keeps its quotes. */
function formatLike(
  value: Value,
  { entry, start, end }: PlacedEntry,
  text: string,
  lineEnd: string,
): string {
  if (typeof value === 'string' && typeof entry.value === 'string') {
    return formatStringLike(value, text.slice(start, end).replace(/^[(\s\\]+/, ''), lineEnd);
  }
  return formatPythonValue(value);
}

/** The text with the edits made. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Throws {@link ConfigTextError} for a key that is not among the entries, and for values nested too deeply. */
export function checkChanges(
  entries: readonly ConfigEntry[],
  changes: ReadonlyMap<string, Value>,
): void {
  const keys = new Set(entries.map((entry) => entry.key));
  for (const [key, value] of changes) {
    if (!keys.has(key)) throw new ConfigTextError(`There is no ${key} to set`);
    if (!isShallow(value, MAX_WRITTEN_DEPTH)) {
      throw new ConfigTextError(`The value for ${key} is nested too deeply for Python`);
    }
  }
}

/** Python reads 200 brackets inside each other; some are left for those around the value. */
const MAX_WRITTEN_DEPTH = 190;

function isShallow(value: Value, depth: number): boolean {
  if (!isList(value) && !isMap(value)) return true;
  return depth > 0 && Object.values(value).every((part: Value) => isShallow(part, depth - 1));
}

/**
 * Checks the entries read back from an edited text: the values asked for, and of the others all that
 * were not touched. Throws {@link ConfigTextError} when that is not so.
 */
export function checkReadBack(
  before: readonly ConfigEntry[],
  after: readonly ConfigEntry[],
  changes: ReadonlyMap<string, Value>,
  touched: ReadonlySet<string>,
): void {
  const values = new Map(after.map((entry) => [entry.key, entry.value]));
  for (const { key, value } of before) {
    const asked = changes.get(key);
    if (asked === undefined && touched.has(key)) continue;
    const found = values.get(key);
    if (found !== undefined && valuesEqual(found, asked === undefined ? value : asked)) continue;
    throw new ConfigTextError(
      asked === undefined
        ? `Setting ${[...changes.keys()].join(', ')} would change ${key}`
        : `${key} cannot be set to ${formatPythonValue(asked)} here`,
    );
  }
  const known = new Set(before.map((entry) => entry.key));
  const added = after.find(({ key }) => !known.has(key) && !isBelow(key, changes));
  if (added !== undefined) throw new ConfigTextError(`Setting values would add ${added.key}`);
}

/** Whether a key that was set is a beginning of `key`. */
function isBelow(key: string, changes: ReadonlyMap<string, Value>): boolean {
  for (let dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
    if (changes.has(key.slice(0, dot))) return true;
  }
  return false;
}
