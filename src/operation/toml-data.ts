import { parse, TomlError } from 'smol-toml';
import type { TomlValue } from 'smol-toml';

import { emptyMap, float, integer } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { checkDepth, DataTextError, MAX_DATA_DEPTH } from './data-text.ts';
import type { ParsedData, ValuePath } from './data-text.ts';

/** Parses TOML 1.0. Throws {@link DataTextError}. */
export function parseTomlData(text: string): ParsedData {
  const dates: ValuePath[] = [];
  const root = parseToml(text);
  return { value: toValue(root, [], dates), dates };
}

function parseToml(text: string): TomlValue {
  try {
    return parse(text, { integersAsBigInt: true, maxDepth: MAX_DATA_DEPTH });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column } = error;
    throw new DataTextError(problemOf(error), { line, column }, { cause: error });
  }
}

/** The first line of the parser's message without its preamble: the excerpt of the file that follows is left out. */
function problemOf(error: TomlError): string {
  const problem = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
  return problem.charAt(0).toUpperCase() + problem.slice(1);
}

function toValue(value: TomlValue, path: ValuePath, dates: ValuePath[]): Value {
  if (typeof value === 'bigint') return integer(value.toString());
  if (typeof value === 'number') return float(value);
  if (typeof value !== 'object') return value;
  if (value instanceof Date) {
    dates.push(path);
    return value.toISOString();
  }
  // Dotted keys nest without brackets, which the parser's own limit does not count.
  checkDepth(path.length);
  if (Array.isArray(value)) {
    return value.map((item: TomlValue, index) => toValue(item, [...path, index], dates));
  }
  const map = emptyMap();
  for (const key of Object.keys(value)) {
    map[key] = toValue(value[key] ?? '', [...path, key], dates);
  }
  return map;
}
