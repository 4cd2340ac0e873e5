import { fail } from '../failures/failures.ts';
import { findField, suggestField } from '../filter/filter-fields.ts';
import type { FieldType } from '../filter/filter-fields.ts';
import { readDuration } from '../filter/filter-operands.ts';
import { quoted } from '../filter/filter-problem.ts';
import { compareCodePoints } from '../values/order.ts';
import { isMap } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { recordReader } from './record-reader.ts';
import type { RunRecord } from './run-record.ts';

/** A run and its position in its list, counted from 1. */
export interface ListedRun {
  readonly position: number;
  readonly run: RunRecord;
}

/** A value of runs that a list shows or is sorted by. */
export interface ListField {
  /** As it was asked for. */
  readonly name: string;
  /** Times are microseconds since the epoch, a duration is seconds. */
  readonly type: FieldType;
  /** What a run has; undefined when it has nothing. */
  readonly read: (listed: ListedRun, nowMicros: number) => Value | undefined;
}

/**
 * The fields that a text names, separated by commas: those of filters and `index`, the position in the
 * list. Names in quotes may have commas. Fails with `invalid-argument`.
 */
export function parseListFields(text: string): readonly ListField[] {
  const names = text.match(/(?:"[^"]*"|'[^']*'|[^,])+/g) ?? [];
  return names.map((name) => parseListField(name.trim())).filter((field) => field.name !== '');
}

/** Fails with `invalid-argument`. */
function parseListField(name: string): ListField {
  if (name === 'index') return { name, type: 'number', read: ({ position }) => position };
  const named = findField(name.replace(/^(\w+[.:])(["'])(.*)\2$/, '$1$3'));
  if (named === undefined) {
    const message = `There is no field ${quoted(name)}\n\n${suggestField(name)}`;
    return fail({ reason: 'invalid-argument', message });
  }
  if (named.kind === 'duration') {
    return { name, type: 'number', read: ({ run }, now) => readDuration(recordReader(run), now) };
  }
  const { field, type } = named;
  return { name, type, read: ({ run }) => bare(recordReader(run).read(field)) };
}

/** A value that has remarks with it, such as a label, is a map with `value`. */
function bare(value: Value | undefined): Value | undefined {
  const inner = isMap(value) && Object.hasOwn(value, 'value') ? value['value'] : value;
  return inner ?? undefined;
}

/** What every run has or can have, and the values that one of these runs has. */
export function allListFields(runs: readonly ListedRun[]): readonly ListField[] {
  return [...FACTS, ...valueNames(runs)].map(parseListField);
}

/** All that is known of a run besides its values, in the order people look for it. */
const FACTS: readonly string[] = [
  'index',
  'id',
  'name',
  'operation',
  'namespace',
  'version',
  'status',
  'started',
  'stopped',
  'duration',
  'exit_code',
  'label',
  'tag',
  'project',
];

function valueNames(runs: readonly ListedRun[]): readonly string[] {
  const names = { config: new Set<string>(), attr: new Set<string>(), metric: new Set<string>() };
  for (const { run } of runs) {
    for (const name of Object.keys(run.config)) names.config.add(name);
    for (const name of Object.keys(run.summary['attributes'] ?? {})) names.attr.add(name);
    for (const name of Object.keys(run.summary['metrics'] ?? {})) names.metric.add(name);
  }
  return Object.entries(names).flatMap(([prefix, found]) =>
    [...found].sort(compareCodePoints).map((name) => `${prefix}.${name}`),
  );
}
