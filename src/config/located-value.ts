import { emptyMap } from '../values/value.ts';
import type { Scalar, Value } from '../values/value.ts';
import { ConfigTextError } from './config-format.ts';

/** A value found in a text, with its place. How deep values nest is limited by {@link checkDepth}. */
export type LocatedValue = LocatedScalar | LocatedList | LocatedMap;

export interface LocatedScalar {
  readonly kind: 'scalar';
  readonly value: Scalar;
  readonly place: Place;
  readonly typeHint?: string;
}

export interface LocatedList {
  readonly kind: 'list';
  /** Undefined is an item that cannot be read as a value; it keeps its position. */
  readonly items: (LocatedValue | undefined)[];
  readonly place: Place | undefined;
  readonly typeHint?: string;
}

export interface LocatedMap {
  readonly kind: 'map';
  /** In file order; without the parts that cannot be read. */
  readonly parts: Map<string, LocatedValue>;
  /** Whether a part could not be read. */
  isPartial: boolean;
  /** Undefined when the parts are not written in one piece, as in a TOML table. */
  readonly place: Place | undefined;
  readonly typeHint?: string;
}

/** Where a value is written: UTF-16 offsets, `end` exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
  /** Text that a replacement needs in front of it, such as the blank that an empty value does not have. */
  readonly lead?: string;
  /** Text that a replacement needs behind it. */
  readonly trail?: string;
}

/** Deeper nesting is refused in every format, so that no file can exhaust the stack. */
export const MAX_DEPTH = 512;

/** Throws {@link ConfigTextError} when `depth` collections inside each other are too many. */
export function checkDepth(depth: number, text: string, offset: number): void {
  if (depth > MAX_DEPTH) failTooDeep(text, offset);
}

/** Throws {@link ConfigTextError} for the collection at `offset`. */
export function failTooDeep(text: string, offset: number): never {
  throw errorAt(text, offset, `Nested deeper than ${MAX_DEPTH} levels`);
}

/** The error `problem` with the line and column of `offset`. */
export function errorAt(
  text: string,
  offset: number,
  problem: string,
  cause?: unknown,
): ConfigTextError {
  let line = 1;
  let lineStart = 0;
  for (;;) {
    const lineEnd = text.indexOf('\n', lineStart);
    if (lineEnd < 0 || lineEnd >= offset) break;
    line++;
    lineStart = lineEnd + 1;
  }
  const options = cause === undefined ? undefined : { cause };
  return new ConfigTextError(problem, line, offset - lineStart + 1, options);
}

/** A map to be filled with {@link setPart}. */
export function makeMap(place?: Place): LocatedMap {
  return { kind: 'map', parts: new Map(), isPartial: false, place };
}

/** Adds a named part, replacing an earlier one of the same name; undefined is a part that cannot be read. */
export function setPart(map: LocatedMap, name: string, part: LocatedValue | undefined): void {
  // A repeated name moves to the end, where it is written.
  if (map.parts.has(name)) map.parts.delete(name);
  if (part === undefined) map.isPartial = true;
  else map.parts.set(name, part);
}

/** The plain value; unread list items are null. */
export function plainValue(located: LocatedValue): Value {
  if (located.kind === 'scalar') return located.value;
  if (located.kind === 'list') {
    return located.items.map((item) => (item === undefined ? null : plainValue(item)));
  }
  const map = emptyMap();
  for (const [name, part] of located.parts) map[name] = plainValue(part);
  return map;
}

/** Whether all of it was read, so that {@link plainValue} tells everything about it. */
export function isComplete(located: LocatedValue): boolean {
  if (located.kind === 'scalar') return true;
  if (located.kind === 'list')
    return located.items.every((item) => item !== undefined && isComplete(item));
  return !located.isPartial && [...located.parts.values()].every(isComplete);
}
