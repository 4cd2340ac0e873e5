import type { RunRecord } from '../catalog/run-record.ts';
import { float, toNumber } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { bareValue, fieldKey, fieldValue } from './board-field.ts';
import type { BoardField } from './board-field.ts';
import { compareBoardValues, identityOf } from './group-select.ts';

/** Runs that have the same values of some fields. */
export interface RunGroup {
  /** One for each field; undefined where the runs have nothing of that name. */
  readonly values: readonly (Value | undefined)[];
  /** In the order given. */
  readonly runs: readonly RunRecord[];
}

/** The groups of runs, in the order of their values: first by the first field. */
export function groupRuns(
  runs: readonly RunRecord[],
  fields: readonly BoardField[],
): readonly RunGroup[] {
  const groups = new Map<string, { values: readonly (Value | undefined)[]; runs: RunRecord[] }>();
  for (const run of runs) {
    const values = fields.map((field) => bareValue(fieldValue(run, field)));
    const key = JSON.stringify(values.map((value) => identityOf(value ?? null)));
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { values, runs: [run] });
    else known.runs.push(run);
  }
  return [...groups.values()].sort((a, b) => {
    for (const [index, value] of a.values.entries()) {
      const order = compareBoardValues(value ?? null, b.values[index] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** What rows of groups have of a column, by the names `agg` gives. */
type Summarize = (values: readonly (Value | undefined)[]) => Value | undefined;

const SUMMARIES: Readonly<Record<string, Summarize>> = {
  sum: (values) => ofNumbers(values, sum),
  avg: (values) => ofNumbers(values, mean),
  sd: (values) => ofNumbers(values, deviation),
  min: (values) => present(values).toSorted(compareBoardValues)[0],
  max: (values) => present(values).toSorted(compareBoardValues).at(-1),
  count: (values) => present(values).length,
  first: ([value]) => value,
  last: (values) => values.at(-1),
  'first-val': (values) => present(values)[0],
  'last-val': (values) => present(values).at(-1),
};

/** What a group shows of a column. @param agg as configured: the mean of numbers without it, and of others what all agree on. */
export function summarizeValues(
  values: readonly (Value | undefined)[],
  agg: Value | undefined,
): Value | undefined {
  if (agg === false) return undefined;
  const summarize = typeof agg === 'string' ? SUMMARIES[agg] : undefined;
  if (summarize !== undefined) return summarize(values);
  const some = present(values);
  const areNumbers = some.length > 0 && some.every((value) => numberOf(value) !== undefined);
  return areNumbers ? ofNumbers(values, mean) : common(values);
}

/** How data of a board calls a column of groups: one that is summarized as said is told from its field. */
export function summaryKey(field: BoardField, agg: Value | undefined): string {
  const key = fieldKey(field);
  return typeof agg === 'string' ? `${agg}(${key})` : key;
}

function present(values: readonly (Value | undefined)[]): readonly Value[] {
  return values.filter((value) => value !== undefined && value !== null);
}

function common(values: readonly (Value | undefined)[]): Value | undefined {
  const [first] = values;
  const identity = identityOf(first ?? null);
  return values.every((value) => identityOf(value ?? null) === identity) ? first : undefined;
}

/** Truth values are no numbers here: of them one wants to know whether they agree. */
function numberOf(value: Value): number | undefined {
  const number = toNumber(value);
  return number !== undefined && Number.isFinite(number) ? number : undefined;
}

function ofNumbers(
  values: readonly (Value | undefined)[],
  summarize: (numbers: readonly number[]) => number | undefined,
): Value | undefined {
  const numbers = present(values).flatMap((value) => numberOf(value) ?? []);
  const result = numbers.length === 0 ? undefined : summarize(numbers);
  return result === undefined ? undefined : float(result);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}

/** Of the sample: what it estimates is the spread of all that could have been run. One value has none. */
function deviation(numbers: readonly number[]): number | undefined {
  if (numbers.length < 2) return undefined;
  const centre = mean(numbers);
  return Math.sqrt(sum(numbers.map((number) => (number - centre) ** 2)) / (numbers.length - 1));
}
