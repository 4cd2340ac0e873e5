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
  const rows = board.rows.map((row) => rowData(row, board.columns));
  return Object.assign(describeBoard(board), { [ROWS]: rows });
}

/** All but the rows. */
function describeBoard({ title, description, groupColumn, columns }: Board): ValueMap {
  const data = emptyMap();
  if (title !== undefined) data['title'] = title;
  if (description !== undefined) data['description'] = description;
  if (groupColumn !== undefined) data['groupColumn'] = camelCaseKeys(groupColumn);
  data['colDefs'] = columns.map(columnDefinition);
  return data;
}

/** {@link boardJsonPieces} in one. */
export function formatBoardJson(board: Board): string {
  return [...boardJsonPieces(board)].join('');
}

/**
 * Board data as JSON: keys sorted at every level, ASCII, with a final line break. Rows are written
 * one by one with keys that were sorted and quoted once, and given away when there is a piece of them: a board can have very many.
 */
export function* boardJsonPieces(board: Board): Generator<string, undefined> {
  const description = describeBoard(board);
  let before = '{\n';
  for (const key of [...Object.keys(description), ROWS].sort(compareCodePoints)) {
    yield `${before}  "${key}": `;
    if (key === ROWS) yield* rowPieces(board);
    else yield formatJsonPretty(description[key] ?? null).replaceAll('\n', '\n  ');
    before = ',\n';
  }
  yield '\n}\n';
  return undefined;
}

const ROWS = 'rowData';

function* rowPieces(board: Board): Generator<string, undefined> {
  const fields = fieldsByKey(board.columns);
  const firsts = fields.map(({ key }) => `      ${formatJsonPretty(key)}: `);
  const nexts = firsts.map((first) => `,\n${first}`);
  // Put together at once: texts that are added to each other are an object for each. One list does for all pieces.
  const parts: string[] = [];
  let isEmpty = true;
  for (const { ids, columns } of board.eachBlock()) {
    const texts = fields.map(({ index }) =>
      formatValues(index === undefined ? ids : (columns[index] ?? [])),
    );
    parts.length = 0;
    for (let row = 0; row < ids.length; row++) {
      parts.push(isEmpty ? '[\n    {\n' : ',\n    {\n');
      let isFirst = true;
      for (let field = 0; field < fields.length; field++) {
        const text = texts[field]?.[row];
        if (text === undefined) continue;
        parts.push((isFirst ? firsts : nexts)[field] ?? '', text);
        isFirst = false;
      }
      parts.push('\n    }');
      isEmpty = false;
    }
    yield parts.join('');
  }
  yield isEmpty ? '[]' : '\n  ]';
  return undefined;
}

/** What a row has in the order of its keys: where its value is, and what is before that of the first and of the others. */
function fieldsByKey(columns: readonly BoardColumn[]): readonly {
  readonly key: string;
  readonly index: number | undefined;
}[] {
  const indexes = new Map<string, number>();
  for (const [index, { key }] of columns.entries()) {
    if (key !== undefined) indexes.set(key, index);
  }
  return [...indexes.keys(), ...(indexes.has(RUN_ID) ? [] : [RUN_ID])]
    .sort(compareCodePoints)
    .map((key) => ({ key, index: indexes.get(key) }));
}

function formatValues(values: readonly (Value | undefined)[]): readonly (string | undefined)[] {
  // Many columns have one value again and again.
  let last: Value | undefined;
  let lastText = '';
  return values.map((value) => {
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || value !== last) {
      last = value;
      lastText = formatValue(value);
    }
    return lastText;
  });
}

function formatValue(value: Value): string {
  if (value === null) return 'null';
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
