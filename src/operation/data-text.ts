import type { Value } from '../values/value.ts';

/** The languages structured files are written in; JSON may have comments and trailing commas. */
export type DataFormat = 'toml' | 'json' | 'yaml';

/** Where a value is in structured data: map keys and list positions from the root. */
export type ValuePath = readonly (string | number)[];

/** A place in a text, both counted from 1; columns are UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What a structured text says. */
export interface ParsedData {
  readonly value: Value;
  /** Where the text has a date, which {@link Value} has no kind for; `value` holds its text there. */
  readonly dates: readonly ValuePath[];
}

/** Deeper texts are refused, so that none can exhaust the stack. */
export const MAX_DATA_DEPTH = 100;

/** Why a text cannot be read, with the place if it is known. The message ends with the place. */
export class DataTextError extends Error {
  override readonly name = 'DataTextError';
  readonly problem: string;
  readonly place: Place | undefined;

  constructor(problem: string, place?: Place, options?: ErrorOptions) {
    const where = place === undefined ? '' : ` (at line ${place.line}, column ${place.column})`;
    super(problem + where, options);
    this.problem = problem;
    this.place = place;
  }
}

/** Throws when a list or map this many levels below the root is too deep to read. */
export function checkDepth(depth: number, place?: Place): void {
  if (depth > MAX_DATA_DEPTH) failTooDeep(place);
}

/** Throws for the list or map at `place`. */
export function failTooDeep(place?: Place): never {
  throw new DataTextError(`Nested deeper than ${MAX_DATA_DEPTH} levels`, place);
}

/** Where the keys and values of a text are, filled by a parser. */
export class Places {
  readonly #keys = new Map<string, Place>();
  readonly #values = new Map<string, Place>();

  /** Notes a key by the path of its value. Of several places the first counts. */
  addKey(path: ValuePath, place: Place): void {
    addOnce(this.#keys, path, place);
  }

  addValue(path: ValuePath, place: Place): void {
    addOnce(this.#values, path, place);
  }

  /** Where the key of the value at `path` is; for what is not in the text, the nearest thing around it. */
  ofKey(path: ValuePath): Place {
    return this.#keys.get(JSON.stringify(path)) ?? this.ofValue(path);
  }

  /** Where the value at `path` starts; for what is not in the text, the nearest thing around it. */
  ofValue(path: ValuePath): Place {
    for (let length = path.length; length >= 0; length--) {
      const id = JSON.stringify(path.slice(0, length));
      const place = this.#values.get(id) ?? this.#keys.get(id);
      if (place !== undefined) return place;
    }
    return { line: 1, column: 1 };
  }
}

function addOnce(places: Map<string, Place>, path: ValuePath, place: Place): void {
  const id = JSON.stringify(path);
  if (!places.has(id)) places.set(id, place);
}
