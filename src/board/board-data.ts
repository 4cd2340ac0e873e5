import { formatJsonPretty } from '../values/json-text.ts';
import { compareCodePoints } from '../values/order.ts';
import { emptyMap, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { Board, BoardColumn, BoardRow } from './board.ts';

/**
 * A board as data for viewers: `title`, `description` and `groupColumn` if they are configured,
 * `colDefs`, and `rowData` with a map from the columns' fields to values for each run, and `run:id`.
 * What a run does not have is not in its map. Keys of the configuration are in camel case.
 */
export function boardData(board: Board): ValueMap {
  const data = emptyMap();
  if (board.title !== undefined) data['title'] = board.title;
  if (board.description !== undefined) data['description'] = board.description;
  if (board.groupColumn !== undefined) data['groupColumn'] = camelCaseKeys(board.groupColumn);
  data['colDefs'] = board.columns.map(columnDefinition);
  data['rowData'] = board.rows.map((row) => rowData(row, board.columns));
  return data;
}

/**
 * Board data as JSON: keys sorted at every level, ASCII, with a final line break. Rows are written
 * one by one with keys that were sorted and quoted once: a board can have very many.
 */
export function formatBoardJson(board: Board): string {
  const { rowData: _, ...others } = boardData({ ...board, rows: [] });
  const members = Object.entries(others).map(([key, value]): [string, string] => [
    key,
    formatJsonPretty(value).replaceAll('\n', '\n  '),
  ]);
  const all = [...members, ['rowData', formatRows(board)] as const];
  const lines = all
    .sort(([a], [b]) => compareCodePoints(a, b))
    .map(([key, text]) => `  "${key}": ${text}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

function formatRows({ columns, rows }: Board): string {
  if (rows.length === 0) return '[]';
  const indexes = new Map<string, number>();
  for (const [index, { key }] of columns.entries()) {
    if (key !== undefined) indexes.set(key, index);
  }
  const fields = [...indexes.keys(), ...(indexes.has(RUN_ID) ? [] : [RUN_ID])]
    .sort(compareCodePoints)
    .map((key) => ({ index: indexes.get(key), prefix: `      ${formatJsonPretty(key)}: ` }));
  const maps = rows.map(({ run, values }) => {
    const members: string[] = [];
    for (const { index, prefix } of fields) {
      const value = index === undefined ? run.id : values[index];
      if (value !== undefined) members.push(prefix + formatValue(value));
    }
    return `    {\n${members.join(',\n')}\n    }`;
  });
  return `[\n${maps.join(',\n')}\n  ]`;
}

function formatValue(value: Value): string {
  if (typeof value === 'string' && PLAIN_TEXT.test(value)) return `"${value}"`;
  if (typeof value === 'number' && hasPlainForm(value)) return String(value);
  const json = formatJsonPretty(value);
  return typeof value === 'object' ? json.replaceAll('\n', '\n      ') : json;
}

/** Whether JavaScript writes a number as metadata has it; very small and large ones differ, and -0. */
function hasPlainForm(value: number): boolean {
  const size = Math.abs(value);
  return size >= 1e-4 && size < 1e15;
}

/** Text that JSON has as it is. */
const PLAIN_TEXT = /^[ !#-[\]-~]*$/;

const RUN_ID = 'run:id';

function columnDefinition({ key, properties }: BoardColumn): ValueMap {
  const definition = emptyMap();
  if (key !== undefined) definition['field'] = key;
  return Object.assign(definition, camelCaseKeys(properties));
}

function rowData({ run, values }: BoardRow, columns: readonly BoardColumn[]): ValueMap {
  const data = emptyMap();
  data[RUN_ID] = run.id;
  for (const [index, { key }] of columns.entries()) {
    const value = values[index];
    if (key !== undefined && value !== undefined) data[key] = value;
  }
  return data;
}

/** The map with its keys, and those of maps in it, in camel case; lists are left as they are. */
function camelCaseKeys(map: ValueMap): ValueMap {
  const result = emptyMap();
  for (const [key, value] of Object.entries(map)) {
    result[camelCase(key)] = isMap(value) ? camelCaseKeys(value) : finiteOrNull(value);
  }
  return result;
}

function camelCase(key: string): string {
  const parts = key.split('-').filter((part) => part !== '');
  return parts
    .map((part, index) => (index === 0 ? part : part.slice(0, 1).toUpperCase() + part.slice(1)))
    .join('');
}

function finiteOrNull(value: Value): Value {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
