import { parseTOML } from 'toml-eslint-parser';
import type { AST } from 'toml-eslint-parser';

import { Places } from './data-text.ts';
import type { Place, ValuePath } from './data-text.ts';

/**
 * Finds the places of a TOML text that {@link import('./toml-data.ts').parseTomlData} could read; of one
 * that is too much for the parser, no more than its beginning.
 */
export function findTomlPlaces(text: string): Places {
  const places = new Places();
  places.addValue([], { line: 1, column: 1 });
  for (const item of parseItems(text)) {
    if (item.type === 'TOMLTable') addTable(item, places);
    else addKeyValue(item, [], places);
  }
  return places;
}

/** The parser puts all parts of a text on the stack at once: long ones do not fit. */
function parseItems(text: string): AST.TOMLTopLevelTable['body'] {
  try {
    return parseTOML(text).body[0].body;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [];
  }
}

function addTable(table: AST.TOMLTable, places: Places): void {
  addKeys(table.key, table.resolvedKey, places);
  for (const item of table.body) addKeyValue(item, table.resolvedKey, places);
}

function addKeyValue(item: AST.TOMLKeyValue, parent: ValuePath, places: Places): void {
  const path = [...parent, ...item.key.keys.map(keyText)];
  addKeys(item.key, path, places);
  addValue(item.value, path, places);
}

/** Notes each part of a dotted key; `path` may have list positions between them (`[[a]]`, then `[a.b]`). */
function addKeys(key: AST.TOMLKey, path: ValuePath, places: Places): void {
  const parts = [...key.keys];
  for (let length = path.length; length > 0 && parts.length > 0; length--) {
    const step = path[length - 1];
    if (typeof step === 'number') places.addValue(path.slice(0, length), startOf(key));
    else {
      const part = parts.pop();
      if (part !== undefined) places.addKey(path.slice(0, length), startOf(part));
    }
  }
}

function addValue(value: AST.TOMLContentNode, path: ValuePath, places: Places): void {
  places.addValue(path, startOf(value));
  if (value.type === 'TOMLArray') {
    for (const [index, item] of value.elements.entries()) addValue(item, [...path, index], places);
  } else if (value.type === 'TOMLInlineTable') {
    for (const item of value.body) addKeyValue(item, path, places);
  }
}

function keyText(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === 'TOMLBare' ? key.name : key.value;
}

function startOf(node: AST.TOMLNode): Place {
  return { line: node.loc.start.line, column: node.loc.start.column + 1 };
}
