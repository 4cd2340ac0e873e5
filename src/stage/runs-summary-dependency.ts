import { extname } from 'node:path';
import { runAttributes, runMetrics } from '../catalog/run-fields.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import { fail } from '../failures/failures.ts';
import type { RunsSummaryDependency } from '../operation/dependency.ts';
import { formatJsonCompact, formatJsonOutput } from '../values/json-text.ts';
import { compareCodePoints } from '../values/order.ts';
import { isList, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { Resolution, Resolving } from './resolved-dependency.ts';
import { selectRunsForSummary } from './select-dependency-runs.ts';
import { pathBelow, pathOfSingle } from './target-path.ts';

const DEFAULT_FILE = 'runs.json';

/**
 * Makes a table of the runs an operation depends on: JSON, or CSV for a name ending in `.csv`.
 * Fails with `dependency-missing`, `ambiguous-run`, `dependency-unusable`.
 */
export function resolveRunsSummary(
  dependency: RunsSummaryDependency,
  resolving: Resolving,
): Resolution {
  const { number } = resolving;
  const name = dependency.summaryFilename ?? DEFAULT_FILE;
  const format = FORMATS[extname(name).toLowerCase()];
  if (format === undefined) {
    const problem = 'a table is written as .json or .csv';
    fail({ reason: 'dependency-unusable', dependency: number, source: `'${name}'`, problem });
  }
  const runs = selectRunsForSummary(dependency.runsSelect, resolving);
  const path = pathBelow(dependency.target, pathOfSingle(name, name, number), number);
  return {
    origin: { kind: 'runs', runs },
    content: { kind: 'text', path, text: format(runs.map(describeRun)) },
  };
}

const FORMATS: Readonly<Record<string, (rows: readonly RunRow[]) => string>> = {
  '.json': (rows) => `${formatJsonOutput(rows)}\n`,
  '.csv': formatCsv,
};

/** What the table tells of a run. */
interface RunRow extends ValueMap {
  readonly config: ValueMap;
  readonly metrics: ValueMap;
  readonly attributes: ValueMap;
}

function describeRun(run: RunRecord): RunRow {
  return {
    id: run.id,
    name: run.name,
    operation: run.opref.name,
    status: run.status,
    started: timeText(run.started),
    label: run.label ?? null,
    config: run.config,
    metrics: runMetrics(run),
    attributes: runAttributes(run),
  };
}

/** ISO 8601 in UTC. */
function timeText(micros: number | undefined): string | null {
  return micros === undefined ? null : new Date(micros / 1000).toISOString();
}

/** One line for each run; values that are named by runs have columns such as `config.seed`. */
function formatCsv(rows: readonly RunRow[]): string {
  const flatRows = rows.map((row) => new Map(flatten(row)));
  const plain = new Set(Object.keys(rows[0] ?? {}).filter((key) => !isMap(rows[0]?.[key])));
  const named = new Set(
    flatRows.flatMap((row) => [...row.keys()]).filter((key) => !plain.has(key)),
  );
  const columns = [...plain, ...[...named].sort(compareColumns)];
  const lines = flatRows.map((row) => columns.map((column) => csvField(row.get(column) ?? null)));
  return [columns.map(csvField), ...lines].map((fields) => `${fields.join(',')}\n`).join('');
}

function flatten(row: RunRow): [string, Value][] {
  return Object.entries(row).flatMap(([key, value]): [string, Value][] =>
    isMap(value)
      ? Object.entries(value).map(([name, item]) => [`${key}.${name}`, item])
      : [[key, value]],
  );
}

const SECTIONS: readonly string[] = ['config', 'metrics', 'attributes'];

function compareColumns(a: string, b: string): number {
  const section = (column: string): number => SECTIONS.indexOf(column.split('.')[0] ?? '');
  return section(a) - section(b) || compareCodePoints(a, b);
}

/** Quoted where RFC 4180 asks for it. */
function csvField(value: Value): string {
  const text = fieldText(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function fieldText(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  return isList(value) || isMap(value) ? formatJsonCompact(value) : formatJsonOutput(value);
}
