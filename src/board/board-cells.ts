import { formatDisplayValue } from '../values/display-text.ts';
import { formatFloat } from '../values/number-text.ts';
import { isFloat, isList, isMap, toNumber } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import type { Board, BoardColumn } from './board.ts';
import { bareValue } from './board-field.ts';
import { shortTime } from './board-time.ts';

/** The heading of a column where people read it: its label, else the name of its field. */
export function columnHeading({ field, score, properties }: BoardColumn): string {
  const { label } = properties;
  if (typeof label === 'string') return label;
  if (field !== undefined) return field.name;
  return score === undefined ? '' : 'score';
}

/** A value as people are shown it: floats with four digits, times to the minute. */
export function cellText(value: Value | undefined, { field }: BoardColumn): string {
  const bare = bareValue(value);
  if (typeof bare !== 'string') return formatDisplayValue(bare);
  const isTime =
    field?.kind === 'attribute' ||
    (field?.kind === 'run' && (field.name === 'started' || field.name === 'stopped'));
  return (isTime ? shortTime(bare) : undefined) ?? bare;
}

/** Whether all that a column has are numbers, and it has some. */
export function isNumeric(board: Board, index: number): boolean {
  let hasNumber = false;
  for (const { values } of board.rows) {
    const value = bareValue(values[index]);
    if (value === undefined || value === null) continue;
    if (toNumber(value) === undefined) return false;
    hasNumber = true;
  }
  return hasNumber;
}

/**
 * A board as rows of texts for other programs, the headings first: a column is called by its label,
 * else by its whole field (where several show the same field, by the last one's), numbers have all
 * their digits, true is 1 and false 0, what is missing is empty.
 */
export function boardRecords({ columns, rows }: Board): readonly (readonly string[])[] {
  const headings = new Map<string, string>();
  for (const { key, properties } of columns) {
    const { label } = properties;
    if (key !== undefined) headings.set(key, typeof label === 'string' ? label : key);
  }
  const header = columns.map((column) =>
    column.key === undefined ? columnHeading(column) : (headings.get(column.key) ?? ''),
  );
  return [header, ...rows.map(({ values }) => columns.map((_, at) => recordText(values[at])))];
}

function recordText(value: Value | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (isMap(value)) return recordText(value['value']);
  if (isList(value)) return value.map(recordText).join(',');
  return isFloat(value) ? formatFloat(Number(value)) : String(value);
}
