import { valuesEqual } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { ConfigTextError, formatKey } from './config-format.ts';
import type { ConfigDocument, ConfigEntry } from './config-format.ts';
import { isComplete, plainValue } from './located-value.ts';
import type { LocatedValue, Place } from './located-value.ts';

/** What a format finds in a text. */
export interface ParsedText {
  /** The values; the root itself has no key and so cannot be set. */
  readonly root: LocatedValue;
  /**
   * Source text for `value` where `replaced` stands now, in the style of `replaced` where that works.
   * Throws {@link ConfigTextError} when the format has no text for the value.
   */
  write(value: Value, replaced: string): string;
}

/**
 * The document of a text. Replacements are spliced into the text, then the result is parsed again and
 * must hold the values asked for and otherwise those it held before. A byte order mark is kept.
 */
export function makeDocument(text: string, parse: (body: string) => ParsedText): ConfigDocument {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const body = text.slice(mark.length);
  const parsed = parse(body);
  const found: Found[] = [];
  findEntries(parsed.root, '', found);
  return {
    entries: found.map(makeEntry),
    set(changes) {
      const replacements = findReplacements(found, changes);
      if (replacements.length === 0) return text;
      const result = splice(body, replacements, parsed);
      verify(result, parsed.root, replacements, parse);
      return mark + result;
    },
  };
}

const BYTE_ORDER_MARK = '\uFEFF';

interface Found {
  readonly key: string;
  readonly located: LocatedValue;
  readonly place: Place;
}

interface Replacement extends Found {
  readonly value: Value;
}

/** Adds what is at and below `located` to `found`, a container before its parts. */
function findEntries(located: LocatedValue, key: string, found: Found[]): void {
  if (key !== '' && located.place !== undefined) found.push({ key, located, place: located.place });
  if (located.kind === 'scalar') return;
  const prefix = key === '' ? '' : `${key}.`;
  if (located.kind === 'list') {
    for (const [position, item] of located.items.entries()) {
      if (item !== undefined) findEntries(item, prefix + String(position), found);
    }
    return;
  }
  for (const [name, part] of located.parts) findEntries(part, prefix + formatKey([name]), found);
}

function makeEntry({ key, located }: Found): ConfigEntry {
  const { typeHint } = located;
  if (located.kind === 'scalar') {
    const { value } = located;
    return typeHint === undefined
      ? { key, value, isContainer: false }
      : { key, value, isContainer: false, typeHint };
  }
  return {
    key,
    // Made when asked for: in a deep file the values of all containers together are far bigger than it.
    get value() {
      return plainValue(located);
    },
    isContainer: true,
    ...(typeHint !== undefined && { typeHint }),
  };
}

/** The changes that need new text, in file order. */
function findReplacements(
  found: readonly Found[],
  changes: ReadonlyMap<string, Value>,
): Replacement[] {
  const wanted: Replacement[] = [];
  for (const place of found) {
    const value = changes.get(place.key);
    if (value !== undefined) wanted.push({ ...place, value });
  }
  if (wanted.length < changes.size) {
    const known = new Set(wanted.map(({ key }) => key));
    const unknown = [...changes.keys()].filter((key) => !known.has(key));
    throw new ConfigTextError(`There is no value ${unknown.join(', ')} to set`);
  }
  wanted.sort((a, b) => a.place.start - b.place.start || b.place.end - a.place.end);
  let outer: Replacement | undefined;
  for (const inner of wanted) {
    if (outer !== undefined && inner.place.start < outer.place.end) {
      throw new ConfigTextError(`${outer.key} and ${inner.key} cannot both be set`);
    }
    outer = inner;
  }
  return wanted.filter(({ located, value }) => !holds(located, value));
}

/** Whether a value is all that is written there; where a part could not be read nobody can tell. */
function holds(located: LocatedValue, value: Value): boolean {
  return isComplete(located) && valuesEqual(plainValue(located), value);
}

function splice(body: string, replacements: readonly Replacement[], parsed: ParsedText): string {
  let result = '';
  let copied = 0;
  for (const { place, value } of replacements) {
    const written = parsed.write(value, body.slice(place.start, place.end));
    result += body.slice(copied, place.start) + (place.lead ?? '') + written + (place.trail ?? '');
    copied = place.end;
  }
  return result + body.slice(copied);
}

function verify(
  result: string,
  root: LocatedValue,
  replacements: readonly Replacement[],
  parse: (body: string) => ParsedText,
): void {
  const replaced = new Map(replacements.map(({ located, value }) => [located, value]));
  const keys = replacements.map(({ key }) => key).join(', ');
  let actual: LocatedValue;
  try {
    actual = parse(result).root;
  } catch (error) {
    if (!(error instanceof ConfigTextError)) throw error;
    const problem = `The new value of ${keys} cannot be written: ${error.message}`;
    throw new ConfigTextError(problem, undefined, undefined, { cause: error });
  }
  if (!isSame(actual, root, replaced)) {
    throw new ConfigTextError(`The new value of ${keys} cannot be written in this place`);
  }
}

/** Whether `actual` holds what `before` did, but for the values of `replaced`. */
function isSame(
  actual: LocatedValue | undefined,
  before: LocatedValue | undefined,
  replaced: ReadonlyMap<LocatedValue, Value>,
): boolean {
  if (actual === undefined || before === undefined) return actual === before;
  const replacement = replaced.get(before);
  if (replacement !== undefined) return valuesEqual(plainValue(actual), replacement);
  switch (before.kind) {
    case 'scalar':
      return actual.kind === 'scalar' && valuesEqual(actual.value, before.value);
    case 'list':
      return (
        actual.kind === 'list' &&
        actual.items.length === before.items.length &&
        before.items.every((item, index) => isSame(actual.items[index], item, replaced))
      );
    case 'map': {
      if (actual.kind !== 'map' || actual.parts.size !== before.parts.size) return false;
      for (const [name, part] of before.parts) {
        if (!isSame(actual.parts.get(name), part, replaced)) return false;
      }
      return true;
    }
  }
}
