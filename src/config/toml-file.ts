import { ParseError, parseTOML } from 'toml-eslint-parser';
import type { AST } from 'toml-eslint-parser';
import { formatFloat } from '../values/number-text.ts';
import { float, integer, isFloat, isList, isMap } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { ConfigTextError } from './config-format.ts';
import type { ConfigFormat } from './config-format.ts';
import { checkDepth, errorAt, makeMap, setPart } from './located-value.ts';
import type { LocatedMap, LocatedValue } from './located-value.ts';
import { makeDocument } from './splice-text.ts';
import { checkTomlNesting } from './toml-nesting.ts';

/**
 * TOML 1.1. Dates and times are not values and have no entries. Arrays and inline tables are
 * containers; a table with a header of its own, or made by dotted keys, is not written in one place
 * and has only its parts as entries.
 */
export const tomlFormat: ConfigFormat = {
  extensions: ['.toml'],
  read: (text) => makeDocument(text, (body) => ({ root: parseTomlFile(body), write: writeToml })),
};

function parseTomlFile(body: string): LocatedMap {
  // The parser follows nested arrays on the stack.
  checkTomlNesting(body);
  const root = makeMap();
  for (const node of parseSyntax(body).body[0].body) {
    if (node.type === 'TOMLKeyValue') addPair(root, node, body, 0);
    else {
      checkDepth(node.resolvedKey.length, body, node.range[0]);
      const table = openTable(root, node.resolvedKey.map(String));
      for (const pair of node.body) addPair(table, pair, body, node.resolvedKey.length);
    }
  }
  return root;
}

function parseSyntax(body: string): AST.TOMLProgram {
  try {
    return parseTOML(body, { tomlVersion: '1.1' });
  } catch (error) {
    // The parser puts all parts of a text on the stack at once: long ones do not fit.
    if (error instanceof RangeError) {
      throw new ConfigTextError('a text in the file is too long', undefined, undefined, {
        cause: error,
      });
    }
    if (!(error instanceof ParseError)) throw error;
    throw errorAt(body, error.index, error.message, error);
  }
}

function addPair(table: LocatedMap, pair: AST.TOMLKeyValue, body: string, depth: number): void {
  const names = pair.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
  const inner = depth + names.length;
  checkDepth(inner, body, pair.range[0]);
  const last = names.pop() ?? '';
  setPart(openTable(table, names), last, locate(pair.value, body, inner));
}

/**
 * The table below `table` with these names, made where it is missing. The items of an array of
 * tables are told apart by position, as if the array were a table.
 */
function openTable(table: LocatedMap, names: readonly string[]): LocatedMap {
  let open = table;
  for (const name of names) {
    let inner = open.parts.get(name);
    // The parser has refused a table that is also something else.
    if (inner?.kind !== 'map') {
      inner = makeMap();
      setPart(open, name, inner);
    }
    open = inner;
  }
  return open;
}

function locate(node: AST.TOMLContentNode, body: string, depth: number): LocatedValue | undefined {
  const place = { start: node.range[0], end: node.range[1] };
  if (node.type === 'TOMLArray') {
    const items = node.elements.map((item) => locate(item, body, depth + 1));
    return { kind: 'list', items, place };
  }
  if (node.type === 'TOMLInlineTable') {
    const table = makeMap(place);
    for (const pair of node.body) addPair(table, pair, body, depth);
    return table;
  }
  switch (node.kind) {
    case 'string':
    case 'boolean':
      return { kind: 'scalar', value: node.value, place };
    case 'integer':
      return { kind: 'scalar', value: integer(String(node.bigint)), place };
    case 'float':
      return { kind: 'scalar', value: float(node.value), place };
    case 'offset-date-time':
    case 'local-date-time':
    case 'local-date':
    case 'local-time':
      return undefined;
  }
}

function writeToml(value: Value, replaced = ''): string {
  if (value === null) throw new ConfigTextError('TOML has no null');
  if (isList(value)) return `[${value.map((item) => writeToml(item)).join(', ')}]`;
  if (isMap(value)) {
    const pairs = Object.entries(value).map(
      ([name, part]) => `${writeName(name)} = ${writeToml(part)}`,
    );
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  if (typeof value === 'string') return writeString(value, replaced);
  return isFloat(value) ? formatFloat(Number(value)) : String(value);
}

function writeName(name: string): string {
  return /^[\w-]+$/.test(name) ? name : writeString(name, '');
}

/** A literal string where one was replaced and can hold the text, else a basic one. */
function writeString(text: string, replaced: string): string {
  if (replaced.startsWith("'") && !/['\u0000-\u0008\u000a-\u001f\u007f]/.test(text)) {
    return `'${text}'`;
  }
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
