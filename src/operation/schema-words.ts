import { isList, isMap } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import type { ValuePath } from './data-text.ts';
import type { JsonType, Schema } from './schema.ts';

/** The type of a value in the terms of JSON Schema; every number is a `number`. */
export function typeOf(value: Value): JsonType {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (isList(value)) return 'array';
  return isMap(value) ? 'object' : 'number';
}

/** Whether a value is NaN or an infinity, which JSON does not have. */
export function isNonFinite(value: Value): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}

/** A path as people write it, `train.exec.run[1]`; keys that would be misread are in quotes. */
export function formatPath(path: ValuePath): string {
  if (path.length === 0) return 'The file';
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else {
      const name = /^[$\w-]+$/.test(step) ? step : JSON.stringify(step);
      text += text === '' ? name : `.${name}`;
    }
  }
  return text;
}

/** What a value must be, and what it is instead: "must be text or a list, not a number". */
export function expectation(
  schema: Schema,
  resolve: (schema: Schema) => Schema,
  value: Value,
): string {
  const wanted = schema.errorMessage ?? `must be ${listWords(typeWords(schema, resolve), 'or')}`;
  const type = typeOf(value);
  const given = typeof value === 'boolean' ? String(value) : TYPE_WORDS[type];
  if (!typesOf(schema, resolve).includes(type)) return `${wanted}, not ${given}`;
  return isNonFinite(value) ? 'must be a finite number' : wanted;
}

/** Words joined as in a sentence: `a`, `a or b`, `a, b or c`. */
export function listWords(words: readonly string[], conjunction: 'or' | 'and'): string {
  const last = words.at(-1) ?? '';
  if (words.length < 2) return last;
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

const TYPE_WORDS: Readonly<Record<JsonType, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'a map of keys',
};

function typeWords(schema: Schema, resolve: (schema: Schema) => Schema): readonly string[] {
  return [...new Set(typesOf(schema, resolve))].map((type) => TYPE_WORDS[type]);
}

/** The types that a schema can allow; none when it does not restrict them. */
export function typesOf(schema: Schema, resolve: (schema: Schema) => Schema): readonly JsonType[] {
  const resolved = resolve(schema);
  if (resolved.type === undefined) {
    return (resolved.anyOf ?? []).flatMap((each) => typesOf(each, resolve));
  }
  return typeof resolved.type === 'string' ? [resolved.type] : resolved.type;
}
