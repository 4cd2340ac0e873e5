import { readOptionalText, readText, readTexts } from '../operation/raw-value.ts';
import { isList, isMap, toNumber } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { parseFieldReference } from './board-field.ts';
import type { BoardField, FieldKind } from './board-field.ts';

/** What a board's configuration says; see `docs/boards.md`. */
export interface BoardConfig {
  /** Which board this is where it is published. */
  readonly id: string | undefined;
  /** What the board is called in messages. */
  readonly name: string | undefined;
  readonly title: string | undefined;
  readonly description: string | undefined;
  /** As written; its keys are kebab-case. */
  readonly groupColumn: ValueMap | undefined;
  /** Empty when the columns are to be inferred from the runs. */
  readonly columns: readonly ColumnConfig[];
  readonly runSelect: RunSelect;
  readonly groupSelect: GroupSelect | undefined;
  /** A row shows the runs that have the same values of these; empty when a row shows a run. */
  readonly groupBy: readonly BoardField[];
}

/** A column as configured. */
export interface ColumnConfig {
  /** Undefined for a score, and for a column that has nothing but a heading. */
  readonly field: BoardField | undefined;
  readonly score: Score | undefined;
  /** How it is shown: all keys but the one that named the field, kebab-case, as written. */
  readonly properties: ValueMap;
}

/** The weighted mean of some fields. */
export interface Score {
  readonly parts: readonly { readonly field: BoardField; readonly weight: number }[];
}

/** Which runs are on the board; undefined lets every run through. */
export interface RunSelect {
  readonly operations: readonly string[] | undefined;
  readonly statuses: readonly string[] | undefined;
}

/** Reduces runs to the best of each group. */
export interface GroupSelect {
  readonly groupBy: BoardField;
  readonly best: 'min' | 'max';
  readonly by: BoardField;
}

/** Reads a configuration whose problems have been told; what is wrong in it is left out. */
export function readBoardConfig(value: ValueMap): BoardConfig {
  const groupColumn = value['group-column'];
  return {
    id: readText(value['id']),
    name: readText(value['name']),
    title: readOptionalText(value['title']),
    description: readOptionalText(value['description']),
    groupColumn: isMap(groupColumn) ? groupColumn : undefined,
    columns: isList(value['columns']) ? value['columns'].map(readColumn) : [],
    runSelect: readRunSelect(value['run-select']),
    groupSelect: readGroupSelect(value['group-select']),
    groupBy: (readTexts(value['group-by']) ?? []).flatMap(
      (text) => parseFieldReference(text) ?? [],
    ),
  };
}

/** A column: a text is a field. */
function readColumn(value: Value): ColumnConfig {
  if (!isMap(value)) {
    return { field: readField(value), score: undefined, properties: {} };
  }
  const { field, ...others } = value;
  const score = readScore(others['score']);
  if (field !== undefined) return { field: readField(field), score, properties: others };
  for (const [key, kind] of SELECTOR_KEYS) {
    const name = readText(others[key]);
    if (name === undefined) continue;
    const { [key]: _, ...properties } = others;
    return { field: { kind, name }, score, properties };
  }
  return { field: undefined, score, properties: others };
}

/** The keys that name a value of a kind, in the order they are looked for. */
const SELECTOR_KEYS: readonly (readonly [key: string, kind: FieldKind])[] = [
  ['attribute', 'attribute'],
  ['metric', 'metric'],
  ['run-attr', 'run'],
  ['config', 'config'],
];

function readField(value: Value | undefined): BoardField | undefined {
  return typeof value === 'string' ? parseFieldReference(value) : undefined;
}

function readScore(value: Value | undefined): Score | undefined {
  const average = isMap(value) ? value['average'] : undefined;
  if (!isList(average)) return undefined;
  const parts = average.flatMap((item) => {
    const [reference, weight] = isList(item) ? item : [item];
    const field = readField(reference);
    return field === undefined ? [] : [{ field, weight: toNumber(weight) ?? 1 }];
  });
  return { parts };
}

function readRunSelect(value: Value | undefined): RunSelect {
  const select = isMap(value) ? value : {};
  return { operations: readTexts(select['operation']), statuses: readTexts(select['status']) };
}

function readGroupSelect(value: Value | undefined): GroupSelect | undefined {
  if (!isMap(value)) return undefined;
  const groupBy = readSelector(value['group-by']);
  const min = readSelector(value['min']);
  const by = min ?? readSelector(value['max']);
  if (groupBy === undefined || by === undefined) return undefined;
  return { groupBy, best: min === undefined ? 'max' : 'min', by };
}

/** The field a map such as `{ metric: accuracy }` names. */
export function readSelector(value: Value | undefined): BoardField | undefined {
  if (!isMap(value)) return undefined;
  for (const [key, kind] of SELECTOR_KEYS) {
    const name = readText(value[key]);
    if (name !== undefined) return { kind, name };
  }
  return undefined;
}
