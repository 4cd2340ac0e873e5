import type { RunRecord } from '../catalog/run-record.ts';
import { ownValue, valueNames } from '../catalog/run-values.ts';
import { compareCodePoints } from '../values/order.ts';
import { float, isFloat, isList, isMap } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { formatLocalTime } from './board-time.ts';

/** Where values of runs come from. */
export type FieldKind = 'run' | 'config' | 'attribute' | 'metric';

/** A value that runs can have, by its kind and name. */
export interface BoardField {
  readonly kind: FieldKind;
  readonly name: string;
}

/** The facts about runs that a board can show, in the order a list of them has. */
export const RUN_FACTS: readonly string[] = [
  'id',
  'name',
  'operation',
  'op_ns',
  'op_version',
  'status',
  'started',
  'stopped',
  'duration',
  'exit_code',
  'label',
  'batch',
  'trial',
];

/** A field as board data names it: `metric:accuracy`, `run:started`. */
export function fieldKey({ kind, name }: BoardField): string {
  return `${kind}:${name}`;
}

/** Reads `metric:accuracy` and the like; `run-attr:` is the same as `run:`. Undefined when it is no field. */
export function parseFieldReference(reference: string): BoardField | undefined {
  const colon = reference.indexOf(':');
  const kind = KINDS.get(reference.slice(0, colon));
  const name = reference.slice(colon + 1);
  return kind === undefined || name === '' ? undefined : { kind, name };
}

const KINDS: ReadonlyMap<string, FieldKind> = new Map<string, FieldKind>([
  ['run', 'run'],
  ['run-attr', 'run'],
  ['config', 'config'],
  ['attribute', 'attribute'],
  ['metric', 'metric'],
]);

/** What a run has for a field, ready to show; undefined when it has nothing of that name. */
export function fieldValue(run: RunRecord, { kind, name }: BoardField): Value | undefined {
  if (kind === 'run') return runFact(run, name);
  const value = ownValue(run, GROUPS[kind], name);
  return value === undefined ? undefined : finite(unwrap(value));
}

/** All fields of some kinds that any of the runs has, kind by kind and sorted by name. */
export function listFields(
  runs: Iterable<RunRecord>,
  kinds: readonly Exclude<FieldKind, 'run'>[],
): readonly BoardField[] {
  const names = valueNames(
    runs,
    kinds.map((kind) => GROUPS[kind]),
  );
  return kinds.flatMap((kind) =>
    [...(names.get(GROUPS[kind]) ?? [])]
      .sort(compareCodePoints)
      .map((name): BoardField => ({ kind, name })),
  );
}

/** The value alone of a value that has remarks with it: a map counts as its `value`. */
export function bareValue(value: Value | undefined): Value | undefined {
  return isMap(value) ? value['value'] : value;
}

const GROUPS = { config: 'config', metric: 'metrics', attribute: 'attributes' } as const;

function runFact(run: RunRecord, name: string): Value | undefined {
  switch (name) {
    case 'id':
      return run.id;
    case 'name':
      return run.name;
    case 'operation':
      return run.opref.name;
    case 'op_ns':
      return run.opref.namespace;
    case 'op_version':
      return run.opref.version ?? null;
    case 'status':
      return run.status;
    case 'started':
      return formatLocalTime(run.started);
    case 'stopped':
      return formatLocalTime(run.stopped);
    case 'duration':
      return durationOf(run);
    case 'exit_code':
      return run.exitCode ?? null;
    case 'label':
      return run.label ?? null;
    case 'batch':
      return run.batch?.name ?? null;
    case 'trial':
      return run.batch?.trial ?? null;
    default:
      return undefined;
  }
}

const MICROS_PER_SECOND = 1_000_000;

function durationOf({ started, stopped }: RunRecord): Value {
  if (started === undefined || stopped === undefined) return null;
  return float((stopped - started) / MICROS_PER_SECOND);
}

/** A map with nothing but `value` says no more than its value. */
function unwrap(value: Value): Value {
  if (!isMap(value) || value['value'] === undefined) return value;
  return Object.keys(value).length === 1 ? value['value'] : value;
}

/** The value without numbers that JSON does not have: they become null. */
function finite(value: Value): Value {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (isList(value)) return value.map(finite);
  if (isMap(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, finite(item)]));
  }
  return isFloat(value) && !Number.isFinite(value.value) ? null : value;
}
