import type { RunBlock } from '../catalog/run-block.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import type { RunSequence } from '../catalog/run-sequence.ts';
import { ownValue } from '../catalog/run-values.ts';
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
  if (kind === 'run') return FACTS.get(name)?.ofRun(run);
  return shownValue(ownValue(run, GROUPS[kind], name));
}

/** {@link fieldValue} of each run of a block. */
export function fieldValues(
  block: RunBlock,
  { kind, name }: BoardField,
): readonly (Value | undefined)[] {
  if (kind !== 'run') return block.values(GROUPS[kind], name).map(shownValue);
  return FACTS.get(name)?.ofBlock(block) ?? Array.from({ length: block.length });
}

/** All fields of some kinds that any of the runs has, kind by kind and sorted by name. */
export function listFields(
  runs: RunSequence,
  kinds: readonly Exclude<FieldKind, 'run'>[],
): readonly BoardField[] {
  const found = kinds.map((kind) => ({ kind, names: new Set<string>() }));
  for (const block of runs.blocks()) {
    for (const { kind, names } of found) block.addNames(GROUPS[kind], names);
  }
  return found.flatMap(({ kind, names }) =>
    [...names].sort(compareCodePoints).map((name): BoardField => ({ kind, name })),
  );
}

/** The value alone of a value that has remarks with it: a map counts as its `value`. */
export function bareValue(value: Value | undefined): Value | undefined {
  return isMap(value) ? value['value'] : value;
}

const GROUPS = { config: 'config', metric: 'metrics', attribute: 'attributes' } as const;

/** A fact about runs, of one and of many. */
interface Fact {
  readonly ofRun: (run: RunRecord) => Value;
  readonly ofBlock: (block: RunBlock) => readonly Value[];
}

function fact<Key extends keyof RunRecord>(key: Key, show: (known: RunRecord[Key]) => Value): Fact {
  return {
    ofRun: (run) => show(run[key]),
    ofBlock: (block) => block.column(key).map((known) => show(known)),
  };
}

const FACTS: ReadonlyMap<string, Fact> = new Map<string, Fact>([
  ['id', fact('id', (id) => id)],
  ['name', fact('name', (name) => name)],
  ['operation', fact('opref', ({ name }) => name)],
  ['op_ns', fact('opref', ({ namespace }) => namespace)],
  ['op_version', fact('opref', ({ version }) => version ?? null)],
  ['status', fact('status', (status) => status)],
  ['started', fact('started', formatLocalTime)],
  ['stopped', fact('stopped', formatLocalTime)],
  [
    'duration',
    {
      ofRun: ({ started, stopped }) => durationOf(started, stopped),
      ofBlock: (block) => {
        const stopped = block.column('stopped');
        return block.column('started').map((started, at) => durationOf(started, stopped[at]));
      },
    },
  ],
  ['exit_code', fact('exitCode', (code) => code ?? null)],
  ['label', fact('label', (label) => label ?? null)],
  ['batch', fact('batch', (batch) => batch?.name ?? null)],
  ['trial', fact('batch', (batch) => batch?.trial ?? null)],
]);

/** The facts about runs that a board can show, in the order a list of them has. */
export const RUN_FACTS: readonly string[] = [...FACTS.keys()];

const MICROS_PER_SECOND = 1_000_000;

function durationOf(started: number | undefined, stopped: number | undefined): Value {
  if (started === undefined || stopped === undefined) return null;
  return float((stopped - started) / MICROS_PER_SECOND);
}

/** A value of a run as boards have it; most are plain. */
function shownValue(value: Value | undefined): Value | undefined {
  if (typeof value === 'string' || value === undefined) return value;
  return finite(unwrap(value));
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
