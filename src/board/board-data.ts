import { formatJsonPretty } from '../values/json-text.ts';
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

/** Board data as JSON: keys sorted at every level, ASCII, with a final line break. */
export function formatBoardJson(board: Board): string {
  return `${formatJsonPretty(boardData(board))}\n`;
}

function columnDefinition({ key, properties }: BoardColumn): ValueMap {
  const definition = emptyMap();
  if (key !== undefined) definition['field'] = key;
  return Object.assign(definition, camelCaseKeys(properties));
}

function rowData({ run, values }: BoardRow, columns: readonly BoardColumn[]): ValueMap {
  const data = emptyMap();
  data['run:id'] = run.id;
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
