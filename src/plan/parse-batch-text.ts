import type { BatchProblem } from '../failures/batch-failures.ts';
import type { GivenValue } from '../config/check-values.ts';
import { FlagTextError, parseFlagValue } from '../config/flag-value.ts';
import { fail } from '../failures/failures.ts';
import { parseCsv } from '../values/csv-text.ts';
import type { CsvProblem, CsvRow } from '../values/csv-text.ts';
import { JsonTextError, parseJson } from '../values/json-text.ts';
import { isList, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';

export type BatchFormat = 'csv' | 'json' | 'json-lines';

/** Finds the configurations of runs by the ids or names given; of those there are. */
export type FindConfigs = (ids: readonly string[]) => ReadonlyMap<string, ValueMap>;

/** A batch file as read: what is right and what is wrong. */
export interface BatchFile {
  /** As messages call it. */
  readonly name: string;
  /** The line of the header, where there is one. */
  readonly headerLine?: number;
  readonly rows: readonly BatchRow[];
  /** Problems of other rows, which are left out, or of the header. */
  readonly problems: readonly BatchProblem[];
}

/** The values that a row of a batch file gives. */
export interface BatchRow {
  /** Counts from 1, without the header and blank lines. */
  readonly row: number;
  /** The line it begins in, where the file has lines of its own for rows. */
  readonly line?: number;
  readonly values: readonly GivenValue[];
}

/**
 * Reads the rows of a batch file:
 *
 * - CSV: the first row has the keys, each cell is a value as typed behind `key=` on a command line; a
 *   cell of several lines is text as it is;
 * - JSON: a list of objects; JSON lines: one object a line. Values are used as they are. A list of runs, as
 *   `gage select --json` and `gage list --json` print it, stands for their configurations.
 *
 * Fails with `batch-file-unreadable` when a JSON file is none, with `batch-not-a-list`.
 */
export function parseBatchText(
  text: string,
  name: string,
  format: BatchFormat,
  findConfigs: FindConfigs = () => new Map(),
): BatchFile {
  switch (format) {
    case 'csv':
      return parseCsvBatch(text, name);
    case 'json':
      return parseJsonBatch(text, name, findConfigs);
    case 'json-lines':
      return parseJsonLines(text, name);
  }
}

function parseCsvBatch(text: string, name: string): BatchFile {
  const { rows, problems } = parseCsv(text);
  const [header, ...body] = rows;
  if (header === undefined) return { name, rows: [], problems: [] };
  const keys = header.cells.map((cell) => cell.trim());
  const inHeader = [...quoteProblems(problems, 0, keys), ...keyProblems(keys)];
  // Of columns that are not known there is nothing to say about cells.
  if (inHeader.length > 0) {
    const { line } = header;
    const located = inHeader.map((problem) => Object.assign({ file: name, line }, problem));
    return { name, rows: [], problems: located };
  }
  const read = body.map((row, index): ReadRow => {
    const wrong = quoteProblems(problems, index + 1, keys);
    const content = wrong.length > 0 ? wrong : rowValues(row, keys);
    return { row: index + 1, line: row.line, content };
  });
  return { ...batchFile(name, read), headerLine: header.line };
}

/** What is wrong, without where in the file. */
type Problem = Pick<BatchProblem, 'column' | 'problem'>;

function keyProblems(keys: readonly string[]): readonly Problem[] {
  return keys.flatMap((key, index): readonly Problem[] => {
    if (key === '') return [{ problem: `column ${index + 1} has no name` }];
    if (keys.indexOf(key) === index) return [];
    return [{ column: key, problem: `there is another column '${key}'` }];
  });
}

function quoteProblems(
  problems: readonly CsvProblem[],
  rowIndex: number,
  keys: readonly string[],
): readonly Problem[] {
  if (problems.length === 0) return [];
  return problems
    .filter((problem) => problem.rowIndex === rowIndex)
    .map(({ cellIndex, problem }) => ({
      column: keys[cellIndex] ?? String(cellIndex + 1),
      problem: QUOTE_PROBLEMS[problem],
    }));
}

const QUOTE_PROBLEMS: Readonly<Record<CsvProblem['problem'], string>> = {
  'quote-not-closed': 'the quote that begins the cell is not closed',
  'text-after-quote': 'there is text behind the closing quote (a quote inside a cell is doubled)',
};

/** The values of a row, or what is wrong with it. */
function rowValues(
  { cells }: CsvRow,
  keys: readonly string[],
): readonly GivenValue[] | readonly Problem[] {
  if (cells.length !== keys.length) {
    const values = cells.length === 1 ? '1 value' : `${cells.length} values`;
    const columns = keys.length === 1 ? '1 column' : `${keys.length} columns`;
    return [{ problem: `${values} for ${columns} (${keys.join(', ')})` }];
  }
  const values: GivenValue[] = [];
  const problems: Problem[] = [];
  for (const [index, cell] of cells.entries()) {
    const key = keys[index] ?? '';
    try {
      values.push(cellValue(key, cell));
    } catch (error) {
      if (!(error instanceof FlagTextError)) throw error;
      problems.push({ column: key, problem: error.message });
    }
  }
  return problems.length > 0 ? problems : values;
}

function cellValue(key: string, cell: string): GivenValue {
  if (/[\r\n]/.test(cell)) return { key, value: cell, text: cell };
  return { key, value: parseFlagValue(cell), text: cell.trim() };
}

function parseJsonBatch(text: string, name: string, findConfigs: FindConfigs): BatchFile {
  const items = parseWholeJson(text, name);
  if (!isList(items)) {
    fail({ reason: 'batch-not-a-list', file: name });
  }
  const ids = runIds(items);
  const configs = ids === undefined ? undefined : findConfigs(ids);
  const read = items.map((item, index): ReadRow => {
    const id = ids?.[index];
    const content = id === undefined ? objectValues(item) : configValues(id, configs?.get(id));
    return { row: index + 1, content };
  });
  return batchFile(name, read);
}

/** The ids or names of runs, where a list is one of runs. */
function runIds(items: readonly Value[]): readonly string[] | undefined {
  const ids = items.map((item) => {
    if (typeof item === 'string') return item;
    const isRun = isMap(item) && isMap(item['config']) && typeof item['run_dir'] === 'string';
    return isRun && typeof item['id'] === 'string' ? item['id'] : undefined;
  });
  const known = ids.filter((id) => id !== undefined);
  return known.length === items.length && known.length > 0 ? known : undefined;
}

function configValues(
  id: string,
  config: ValueMap | undefined,
): readonly GivenValue[] | readonly Problem[] {
  return config === undefined ? [{ problem: `there is no run '${id}'` }] : objectValues(config);
}

function parseWholeJson(text: string, name: string): Value {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return fail({ reason: 'batch-file-unreadable', file: name, problem: error.message }, error);
  }
}

function parseJsonLines(text: string, name: string): BatchFile {
  const read: ReadRow[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    read.push({ row: read.length + 1, line: index + 1, content: lineValues(line) });
  }
  return batchFile(name, read);
}

function lineValues(line: string): readonly GivenValue[] | readonly Problem[] {
  try {
    return objectValues(parseJson(line));
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    const { problem, column } = error;
    return [{ problem: `not one JSON object: ${problem} at column ${column}` }];
  }
}

function objectValues(item: Value): readonly GivenValue[] | readonly Problem[] {
  if (!isMap(item)) {
    return [{ problem: `expected an object, got ${isList(item) ? 'a list' : String(item)}` }];
  }
  return Object.entries(item).map(([key, value]) => ({ key, value }));
}

/** A row with its values or what is wrong with it. */
interface ReadRow {
  readonly row: number;
  readonly line?: number;
  readonly content: readonly GivenValue[] | readonly Problem[];
}

function batchFile(name: string, read: readonly ReadRow[]): BatchFile {
  const rows: BatchRow[] = [];
  const problems: BatchProblem[] = [];
  for (const { content, ...place } of read) {
    const values: GivenValue[] = [];
    for (const item of content) {
      if ('problem' in item) problems.push({ file: name, ...place, ...item });
      else values.push(item);
    }
    if (values.length === content.length) rows.push({ ...place, values });
  }
  return { name, rows, problems };
}
