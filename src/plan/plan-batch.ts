import type { BatchProblem } from '../failures/batch-failures.ts';
import { checkValues } from '../config/check-values.ts';
import type { GivenValue } from '../config/check-values.ts';
import type { ConfigLayer } from '../config/resolve-config.ts';
import { describeFlagProblem } from '../failures/failure-messages.ts';
import { fail } from '../failures/failures.ts';
import type { FlagProblem } from '../failures/failures.ts';
import { emptyMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';
import type { BatchFile, BatchRow } from './parse-batch-text.ts';
import { planRun } from './plan-run.ts';
import type { PlannedOperation, PlannedRun } from './plan-run.ts';
import { MAX_COMBINATIONS, combinationIndices } from './trial-choice.ts';
import type { Sample } from './trial-choice.ts';

/** Runs of one operation that are to be made one after another: all is known and checked, nothing is written. */
export interface PlannedBatch {
  readonly operation: PlannedOperation;
  /** The files it is from, as messages call them. */
  readonly files: readonly string[];
  /** The keys its files give values for, in the order they first occur in. */
  readonly keys: readonly string[];
  /** At least one. */
  readonly trials: readonly PlannedTrial[];
  /** What all that was left to chance began with, where something was: with it the trials are the same again. */
  readonly seed?: number;
}

/** One run of a batch. */
export interface PlannedTrial {
  /** From 1, in the order of the batch. */
  readonly number: number;
  /** The row of each file, in the order of the files. */
  readonly rows: readonly TrialRow[];
  /** What its configuration has for the keys that its rows give: a flag may have won. */
  readonly values: ValueMap;
  readonly plan: PlannedRun;
}

export interface TrialRow {
  readonly file: string;
  /** Counts from 1, without the header. */
  readonly row: number;
}

export interface BatchPlanOptions {
  /** Win over the values of the files. */
  readonly flags?: readonly GivenValue[];
  /** Only the first of the trials are planned; all rows are checked all the same. */
  readonly maxTrials?: number | undefined;
  /** How several sources go together: every row with every other (the default), or the first with the first and so on. */
  readonly combine?: 'product' | 'zip';
  /** Combinations with these configurations are no trials. */
  readonly isExcluded?: ((config: ValueMap) => boolean) | undefined;
  /** Trials are taken from the combinations at random, each at most once, instead of in their order. */
  readonly sample?: Sample | undefined;
  /** What was drawn at random was drawn with this. */
  readonly seed?: number;
}

/** More would not be a batch that anybody could look through, nor fit the memory. */
const MAX_TRIALS = 100_000;

/**
 * Plans a run for every row of the sources (files, or series of a command line); of several, for every
 * combination of their rows, the first source's changing slowest, or for those that go together. For a
 * key in several sources the later one counts.
 *
 * Fails with `invalid-flags`; with `invalid-batch`, naming everything that is wrong in any row; with
 * `empty-batch`, `batch-too-big`, `unequal-sources`.
 */
export function planBatch(
  operation: PlannedOperation,
  files: readonly BatchFile[],
  options: BatchPlanOptions = {},
): PlannedBatch {
  const { flags = [] } = options;
  const flagLayer: ConfigLayer = { origin: 'flag', values: flags };
  // Flags that are wrong are wrong whatever the rows say.
  planRun(operation, [flagLayer]);
  const checked = files.map((file) => checkFile(operation, file));
  const problems = checked.flatMap((file) => file.problems);
  if (problems.length > 0) fail({ reason: 'invalid-batch', problems });
  const names = files.map(({ name }) => name);
  const combinations = chooseCombinations(operation, checked, flagLayer, options);
  if (combinations.length === 0) fail({ reason: 'empty-batch', files: names });
  return {
    operation,
    files: names,
    keys: [...new Set(checked.flatMap((file) => file.rows.flatMap((row) => row.keys)))],
    trials: combinations.map(({ rows, plan }, index) => planTrial(rows, plan, index + 1)),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  };
}

/**
 * Plans one trial of values that somebody gives, as a row of a source. Fails with `invalid-batch`, naming
 * the source and the number of the trial.
 */
export function planRow(
  operation: PlannedOperation,
  source: string,
  row: BatchRow,
  flags: readonly GivenValue[] = [],
): PlannedTrial {
  const checked = checkFile(operation, { name: source, rows: [row], problems: [] });
  if (checked.problems.length > 0) fail({ reason: 'invalid-batch', problems: checked.problems });
  const plan = planCombination(operation, checked.rows, { origin: 'flag', values: flags });
  return planTrial(checked.rows, plan, row.row);
}

interface Combination {
  readonly rows: readonly CheckedRow[];
  readonly plan: PlannedRun;
}

/** The combinations of rows that are trials, in their order. */
function chooseCombinations(
  operation: PlannedOperation,
  files: readonly CheckedFile[],
  flagLayer: ConfigLayer,
  { maxTrials = Infinity, combine, isExcluded, sample }: BatchPlanOptions,
): readonly Combination[] {
  const names = files.map(({ name }) => name);
  const total = combine === 'zip' ? commonLength(files) : productOf(files);
  const count = Math.min(total, maxTrials);
  // Of what is excluded nothing is known yet.
  const limit = isExcluded === undefined ? MAX_TRIALS : MAX_COMBINATIONS;
  if (count > limit) fail({ reason: 'batch-too-big', files: names, trials: count, limit });
  const chosen: Combination[] = [];
  const indices = combinationIndices(total, sample);
  for (let tried = 0; chosen.length < maxTrials;) {
    const wanted = isExcluded === undefined ? count : CHECKED_AT_ONCE;
    const indexed = take(indices, Math.min(wanted, maxTrials - chosen.length));
    if (indexed.length === 0) break;
    tried += indexed.length;
    const combinations = indexed.map((index) =>
      combine === 'zip' ? zipped(files, index) : combination(files, index),
    );
    checkCombinations(operation, combinations, flagLayer);
    for (const rows of combinations) {
      const plan = planCombination(operation, rows, flagLayer);
      if (isExcluded?.(plan.config) !== true) chosen.push({ rows, plan });
    }
    if (chosen.length > MAX_TRIALS || tried > MAX_COMBINATIONS) {
      fail({ reason: 'batch-too-big', files: names, trials: total, limit: MAX_TRIALS });
    }
  }
  return chosen;
}

/** How many combinations are looked at before it is decided whether more are needed. */
const CHECKED_AT_ONCE = 1000;

function take(indices: Iterator<number>, count: number): readonly number[] {
  const taken: number[] = [];
  while (taken.length < count) {
    const next = indices.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

function productOf(files: readonly CheckedFile[]): number {
  return files.reduce((product, { rows }) => product * rows.length, 1);
}

/** The number of rows that all sources have. Fails with `unequal-sources`. */
function commonLength(files: readonly CheckedFile[]): number {
  const lengths = files.map(({ name, rows }) => ({ file: name, rows: rows.length }));
  const [first] = lengths;
  if (lengths.some(({ rows }) => rows !== first?.rows)) {
    fail({ reason: 'unequal-sources', sources: lengths });
  }
  return first?.rows ?? 0;
}

interface CheckedFile {
  readonly name: string;
  readonly rows: readonly CheckedRow[];
  readonly problems: readonly BatchProblem[];
}

interface CheckedRow {
  readonly file: string;
  readonly row: BatchRow;
  /** As the operation calls them. */
  readonly keys: readonly string[];
}

function checkFile({ settings }: PlannedOperation, file: BatchFile): CheckedFile {
  const rows: CheckedRow[] = [];
  const problems: BatchProblem[] = [...file.problems];
  const unknown = new Map<string, { readonly problem: BatchProblem; more: number }>();
  for (const row of file.rows) {
    const checked = checkValues(settings, row.values);
    rows.push({ file: file.name, row, keys: [...checked.values.keys()] });
    for (const problem of checked.problems) {
      if (problem.kind !== 'unknown') {
        problems.push(rowProblem(file, row, problem));
        continue;
      }
      const known = unknown.get(problem.key);
      if (known !== undefined) known.more++;
      else unknown.set(problem.key, { problem: keyProblem(file, row, problem), more: 0 });
    }
  }
  for (const { problem, more } of unknown.values()) {
    problems.push(problem.row === undefined || more === 0 ? problem : alsoIn(problem, more));
  }
  return { name: file.name, rows, problems: problems.sort((a, b) => (a.row ?? 0) - (b.row ?? 0)) };
}

function rowProblem(file: BatchFile, { row, line }: BatchRow, problem: FlagProblem): BatchProblem {
  const place = line === undefined ? { row } : { row, line };
  return { file: file.name, ...place, column: problem.key, problem: describeFlagProblem(problem) };
}

/** A key that does not exist is one mistake of a header, however many rows there are. */
function keyProblem(file: BatchFile, row: BatchRow, problem: FlagProblem): BatchProblem {
  const { headerLine } = file;
  if (headerLine === undefined) return rowProblem(file, row, problem);
  const { key } = problem;
  return { file: file.name, line: headerLine, column: key, problem: describeFlagProblem(problem) };
}

function alsoIn(problem: BatchProblem, more: number): BatchProblem {
  const rows = more === 1 ? '1 more row' : `${more} more rows`;
  return { ...problem, problem: `${problem.problem} (also in ${rows})` };
}

/** The rows of the combination at an index, the last file's changing fastest. */
function combination(files: readonly CheckedFile[], index: number): readonly CheckedRow[] {
  const rows: CheckedRow[] = [];
  let left = index;
  for (const file of files.toReversed()) {
    const row = file.rows[left % file.rows.length];
    if (row !== undefined) rows.unshift(row);
    left = Math.floor(left / file.rows.length);
  }
  return rows;
}

/** The rows at an index, one of each source. */
function zipped(files: readonly CheckedFile[], index: number): readonly CheckedRow[] {
  return files.flatMap(({ rows }) => rows[index] ?? []);
}

/** Rows that are right may not fit together: one gives a map, another a part of it. */
function checkCombinations(
  { settings }: PlannedOperation,
  combinations: readonly (readonly CheckedRow[])[],
  flagLayer: ConfigLayer,
): void {
  const problems = new Map<string, BatchProblem>();
  const isPossible = [...settings.values()].some(({ isContainer }) => isContainer);
  for (const rows of isPossible ? combinations : []) {
    const last = rows.at(-1);
    if (last === undefined) continue;
    const given = [...rows.flatMap(({ row }) => row.values), ...flagLayer.values];
    for (const problem of checkValues(settings, given).problems) {
      const name = rows.map(({ file, row }) => `row ${row.row} of ${file}`).join(', ');
      const text = `${describeFlagProblem(problem)} (${name})`;
      const file = { name: last.file, rows: [], problems: [] };
      const described = { ...rowProblem(file, last.row, problem), problem: text };
      const key = JSON.stringify([problem, last.row.row]);
      if (!problems.has(key)) problems.set(key, described);
    }
  }
  if (problems.size > 0) fail({ reason: 'invalid-batch', problems: [...problems.values()] });
}

function planCombination(
  operation: PlannedOperation,
  rows: readonly CheckedRow[],
  flagLayer: ConfigLayer,
): PlannedRun {
  const batchLayers = rows.map(({ row }): ConfigLayer => ({ origin: 'batch', values: row.values }));
  return planRun(operation, [...batchLayers, flagLayer]);
}

function planTrial(rows: readonly CheckedRow[], plan: PlannedRun, number: number): PlannedTrial {
  const values = emptyMap();
  for (const key of rows.flatMap((row) => row.keys)) values[key] = plan.config[key] ?? null;
  return { number, rows: rows.map(({ file, row }) => ({ file, row: row.row })), values, plan };
}
