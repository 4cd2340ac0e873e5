import { nearest } from '../values/nearest.ts';
import { isList, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { ValuePath } from './data-text.ts';
import {
  expectation,
  formatPath,
  isNonFinite,
  listWords,
  typeOf,
  typesOf,
} from './schema-words.ts';
import type { Schema } from './schema.ts';

/** Something a schema does not allow. */
export interface Finding {
  readonly keyword: keyof Schema;
  readonly path: ValuePath;
  /** A whole sentence that begins with the path. */
  readonly message: string;
  /** The way to the keyword through the schema, references included, as a JSON pointer. */
  readonly keywordLocation: string;
  /** The keyword's own place in the schema, as a JSON pointer. */
  readonly schemaLocation: string;
}

export interface CheckOptions {
  /** Says what is wrong with a text of a format ("is not …"), or nothing. */
  readonly formats?: Readonly<Record<string, (text: string) => string | undefined>>;
  /** Whether NaN and the infinities, which JSON does not have, count as numbers. */
  readonly allowNonFinite?: boolean;
}

/** Everything in `value` that `schema` does not allow, outer values before those inside them. */
export function checkSchema(
  value: Value,
  schema: Schema,
  options: CheckOptions = {},
): readonly Finding[] {
  return new SchemaCheck(schema, options).check(value, schema, ROOT);
}

/** A value's path, and the two ways of naming the schema it is held against. */
interface At {
  readonly path: ValuePath;
  readonly keywordLocation: string;
  readonly schemaLocation: string;
}

const ROOT: At = { path: [], keywordLocation: '', schemaLocation: '' };

class SchemaCheck {
  readonly #root: Schema;
  readonly #options: CheckOptions;

  constructor(root: Schema, options: CheckOptions) {
    this.#root = root;
    this.#options = options;
  }

  check(value: Value, schema: Schema, at: At): Finding[] {
    if (schema.$ref !== undefined) {
      const keywordLocation = `${at.keywordLocation}/$ref`;
      const schemaLocation = schema.$ref.slice(1);
      return this.check(value, this.#resolve(schema), { ...at, keywordLocation, schemaLocation });
    }
    if (!this.#hasType(value, schema)) {
      return [finding('type', at, this.#typeMessage(value, schema, at))];
    }
    const found: Finding[] = [];
    if (schema.anyOf !== undefined) found.push(...this.#checkAnyOf(value, schema, at));
    if (typeof value === 'string') found.push(...this.#checkString(value, schema, at));
    else if (isList(value)) found.push(...this.#checkList(value, schema, at));
    else if (isMap(value)) found.push(...this.#checkMap(value, schema, at));
    return found;
  }

  readonly #resolve = (schema: Schema): Schema => {
    if (schema.$ref === undefined) return schema;
    const target = this.#root.$defs?.[schema.$ref.replace('#/$defs/', '')];
    if (target === undefined) throw new Error(`The schema has no ${schema.$ref}`);
    return target;
  };

  #hasType(value: Value, schema: Schema): boolean {
    if (schema.type === undefined) return true;
    if (!typesOf(schema, this.#resolve).includes(typeOf(value))) return false;
    return this.#options.allowNonFinite === true || !isNonFinite(value);
  }

  #typeMessage(value: Value, schema: Schema, at: At): string {
    if (at.path.length === 0) return `The instance must be of type ${JSON.stringify(schema.type)}`;
    return `${formatPath(at.path)} ${expectation(schema, this.#resolve, value)}`;
  }

  /** Nothing when one alternative fits; otherwise what the alternative that was meant has to say. */
  #checkAnyOf(value: Value, schema: Schema, at: At): readonly Finding[] {
    const results: (readonly Finding[])[] = [];
    for (const [index, alternative] of (schema.anyOf ?? []).entries()) {
      const found = this.check(value, alternative, inSchema(at, 'anyOf', index));
      if (found.length === 0) return [];
      const types = typesOf(alternative, this.#resolve);
      if (types.length === 0 || types.includes(typeOf(value))) results.push(found);
    }
    return closest(results) ?? [finding('anyOf', at, this.#typeMessage(value, schema, at))];
  }

  #checkString(value: string, schema: Schema, at: At): Finding[] {
    const label = formatPath(at.path);
    const choices = schema.const === undefined ? schema.enum : [schema.const];
    if (choices !== undefined && !choices.includes(value)) {
      const keyword = schema.const === undefined ? 'enum' : 'const';
      const known = choices.filter((choice) => choice !== '').map((choice) => `"${choice}"`);
      const message = `${label} is ${JSON.stringify(value)}, but must be ${listWords(known, 'or')}`;
      return [finding(keyword, at, message)];
    }
    if (value.length < (schema.minLength ?? 0)) {
      return [finding('minLength', at, `${label} must not be empty`)];
    }
    if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) {
      const problem = schema.patternErrorMessage ?? `must match ${schema.pattern}`;
      return [finding('pattern', at, `${label} ${problem}`)];
    }
    const problem = this.#options.formats?.[schema.format ?? '']?.(value);
    return problem === undefined ? [] : [finding('format', at, `${label} ${problem}`)];
  }

  #checkList(value: readonly Value[], schema: Schema, at: At): Finding[] {
    if (value.length < (schema.minItems ?? 0)) {
      return [finding('minItems', at, `${formatPath(at.path)} must not be an empty list`)];
    }
    const { items } = schema;
    if (items === undefined) return [];
    return value.flatMap((item, index) => this.check(item, items, inValue(at, index, 'items')));
  }

  #checkMap(value: ValueMap, schema: Schema, at: At): Finding[] {
    const missing = (schema.required ?? []).filter((key) => !Object.hasOwn(value, key));
    const found = missing.map((key) =>
      finding('required', at, `${formatPath(at.path)} needs the key ${JSON.stringify(key)}`),
    );
    for (const key of Object.keys(value)) {
      found.push(...this.#checkProperty(key, value[key] ?? null, schema, at));
    }
    return found;
  }

  #checkProperty(key: string, value: Value, schema: Schema, at: At): Finding[] {
    const property = ownProperty(schema.properties, key);
    if (property !== undefined) {
      return this.check(value, property, inValue(at, key, 'properties', key));
    }
    if (schema.propertyNames !== undefined) {
      const named = { ...inSchema(at, 'propertyNames'), path: [...at.path, key] };
      const found = this.check(key, schema.propertyNames, named);
      if (found.length > 0) return found.map(aboutKey);
    }
    for (const [pattern, inner] of Object.entries(schema.patternProperties ?? {})) {
      if (!new RegExp(pattern, 'u').test(key)) continue;
      return this.check(value, inner, inValue(at, key, 'patternProperties', pattern));
    }
    const { additionalProperties } = schema;
    if (additionalProperties === undefined) return [];
    const inside = inValue(at, key, 'additionalProperties');
    if (additionalProperties !== false) return this.check(value, additionalProperties, inside);
    const message = unknownKeyMessage(inside.path, key, schema);
    return [{ ...finding('additionalProperties', at, message), path: inside.path }];
  }
}

function aboutKey(found: Finding): Finding {
  return { ...found, keyword: 'propertyNames' };
}

/** `properties` has the prototype of every object literal, whose names are no keys of ours. */
function ownProperty(
  properties: Readonly<Record<string, Schema>> | undefined,
  key: string,
): Schema | undefined {
  return properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
}

/** Up to so many known keys are all named when none is like the unknown one. */
const MAX_NAMED_KEYS = 6;

function unknownKeyMessage(path: ValuePath, key: string, schema: Schema): string {
  const message = `${formatPath(path)} is not a known key`;
  const known = Object.keys(schema.properties ?? {});
  const suggestions = nearest(key, known).map((name) => JSON.stringify(name));
  if (suggestions.length > 0) return `${message}: did you mean ${listWords(suggestions, 'or')}?`;
  const canBeListed = known.length > 0 && known.length <= MAX_NAMED_KEYS;
  if (!canBeListed || schema.patternProperties !== undefined) return message;
  return `${message}: only ${listWords(known, 'and')} can be here`;
}

/**
 * The findings of the alternative that a value was probably meant to be: the one it is least far
 * from. Undefined when there is none, or when several are equally far.
 */
function closest(results: readonly (readonly Finding[])[]): readonly Finding[] | undefined {
  const ranked = results
    .map((found) => ({ found, distance: distanceOf(found) }))
    .sort((a, b) => a.distance - b.distance);
  const [first, second] = ranked;
  return first?.distance === second?.distance ? undefined : first?.found;
}

function distanceOf(found: readonly Finding[]): number {
  return found.reduce((sum, each) => sum + (DISTANCES[each.keyword] ?? 2), 0);
}

/** How much a finding says that another alternative was meant, where it is not an ordinary mistake. */
const DISTANCES: Partial<Record<keyof Schema, number>> = {
  const: 100,
  required: 10,
  additionalProperties: 1,
};

function inSchema(at: At, ...steps: readonly (string | number)[]): At {
  const pointer = formatPointer(steps);
  return {
    path: at.path,
    keywordLocation: at.keywordLocation + pointer,
    schemaLocation: at.schemaLocation + pointer,
  };
}

function inValue(at: At, step: string | number, ...steps: readonly string[]): At {
  return { ...inSchema(at, ...steps), path: [...at.path, step] };
}

function finding(keyword: keyof Schema, at: At, message: string): Finding {
  return {
    keyword,
    path: at.path,
    message,
    keywordLocation: `${at.keywordLocation}/${keyword}`,
    schemaLocation: `${at.schemaLocation}/${keyword}`,
  };
}

/** A JSON pointer: each step after a slash, with `~` and `/` escaped. */
export function formatPointer(path: ValuePath): string {
  return path
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
