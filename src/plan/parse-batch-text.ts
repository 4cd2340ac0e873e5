import type { BatchProblem } from '../batch-failures.ts';
import type { GivenValue } from '../config/check-values.ts';
import { FlagTextError, parseFlagValue } from '../config/flag-value.ts';
import { fail } from '../failures.ts';
import { parseCsv } from '../values/csv-text.ts';
import type { CsvProblem, CsvRow } from '../values/csv-text.ts';
import { JsonTextError, parseJson } from '../values/json-text.ts';
import { isList, isMap } from '../values/value.ts';
import type { Value } from '../values/value.ts';

export type BatchFormat = 'csv' | 'json' | 'json-lines';

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
 * - JSON: a list of objects; JSON lines: one object a line. Values are used as they are.
 *
 * Fails with `batch-file-unreadable` when a JSON file is none.
 */
export function parseBatchText(text: string, name: string, format: BatchFormat): BatchFile {
  switch (format) {
    case 'csv':
      return parseCsvBatch(text, name);
    case 'json':
      return parseJsonBatch(text, name);
    case 'json-lines':
      return parseJsonLines(text, name);
  }
}

function parseCsvBatch(text: string, name: string): BatchFile {
  const { rows, problems } = parseCsv(text);
  const [header, ...body] = rows;
  if (header === undefined) return { name, rows: [], problems: [] };
  const keys = header.cells.map((cell) => cell.trim());
  const place = { file: name, line: header.line };
  const inHeader = [...quoteProblems(problems, 0, keys), ...keyProblems(keys)];
  // Of columns that are not known there is nothing to say about cells.
  if (inHeader.length > 0) {
    return { name, rows: [], problems: inHeader.map((problem) => ({ ...place, ...problem })) };
  }
  const read = new RowCollector(name);
  for (const [index, row] of body.entries()) {
    const wrong = quoteProblems(problems, index + 1, keys);
    const values = wrong.length > 0 ? wrong : rowValues(row, keys);
    read.add(index + 1, row.line, values);
  }
  return { name, headerLine: header.line, ...read };
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

function parseJsonBatch(text: string, name: string): BatchFile {
  const items = parseWholeJson(text, name);
  if (!isList(items)) {
    fail({ reason: 'batch-file-unreadable', file: name, problem: 'expected a list of objects' });
  }
  const read = new RowCollector(name);
  for (const [index, item] of items.entries()) read.add(index + 1, undefined, objectValues(item));
  return { name, ...read };
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
  const read = new RowCollector(name);
  let row = 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    row++;
    read.add(row, index + 1, lineValues(line));
  }
  return { name, ...read };
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

/** Sorts rows into those that are right and the problems of the others. */
class RowCollector {
  readonly rows: BatchRow[] = [];
  readonly problems: BatchProblem[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(
    row: number,
    line: number | undefined,
    content: readonly GivenValue[] | readonly Problem[],
  ): void {
    const place = line === undefined ? { row } : { row, line };
    const values: GivenValue[] = [];
    for (const item of content) {
      if ('problem' in item) this.problems.push({ file: this.#file, ...place, ...item });
      else values.push(item);
    }
    if (values.length === content.length) this.rows.push({ ...place, values });
  }
}
