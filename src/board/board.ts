import type { RunRecord } from '../catalog/run-record.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { BoardConfig, ColumnConfig, RunSelect, Score } from './board-config.ts';
import { fieldKey, fieldValue, listFields } from './board-field.ts';
import type { BoardField } from './board-field.ts';
import { selectFromGroups } from './group-select.ts';
import { scoreRun } from './score.ts';

/** A table that compares runs, complete and not formatted. */
export interface Board {
  readonly title: string | undefined;
  readonly description: string | undefined;
  /** As configured. */
  readonly groupColumn: ValueMap | undefined;
  readonly columns: readonly BoardColumn[];
  /** Runs in the order given, the newest first; with a group selection in the order of the groups. */
  readonly rows: readonly BoardRow[];
}

/** A column of a board. */
export interface BoardColumn {
  /** What the rows' values are called in board data: `metric:accuracy`; `score:1` is the first score. */
  readonly key: string | undefined;
  readonly field: BoardField | undefined;
  readonly score: Score | undefined;
  /** How it is shown: what was configured besides the field, with kebab-case keys. */
  readonly properties: ValueMap;
}

/** A run on a board. */
export interface BoardRow {
  readonly run: RunRecord;
  /** One for each column; undefined where the run has nothing of that name. */
  readonly values: readonly (Value | undefined)[];
}

/** The columns of a board without configured ones, before all that the runs have. */
const USUAL_FACTS = ['name', 'operation', 'started', 'status', 'label'];

/** Makes a board of runs, which are given newest first. */
export function makeBoard(config: BoardConfig, runs: readonly RunRecord[]): Board {
  const selected = runs.filter((run) => isSelected(run, config.runSelect));
  const { groupSelect } = config;
  const shown = groupSelect === undefined ? selected : selectFromGroups(selected, groupSelect);
  const columns = config.columns.length > 0 ? configured(config.columns) : inferred(shown);
  return {
    title: config.title,
    description: config.description,
    groupColumn: config.groupColumn,
    columns,
    rows: shown.map((run) => ({ run, values: columns.map((column) => valueIn(column, run)) })),
  };
}

/** Whether a run is one of those that a board is about. */
function isSelected(run: RunRecord, { operations, statuses }: RunSelect): boolean {
  return (
    (operations === undefined || operations.includes(run.opref.name)) &&
    (statuses === undefined || statuses.includes(run.status))
  );
}

function configured(columns: readonly ColumnConfig[]): readonly BoardColumn[] {
  let scores = 0;
  return columns.map(({ field, score, properties }) => {
    const key = field === undefined ? undefined : fieldKey(field);
    const isScore = key === undefined && score !== undefined;
    if (isScore) scores++;
    return { key: isScore ? `score:${scores}` : key, field, score, properties };
  });
}

function inferred(runs: readonly RunRecord[]): readonly BoardColumn[] {
  const fields = [
    ...USUAL_FACTS.map((name): BoardField => ({ kind: 'run', name })),
    ...listFields(runs, 'config'),
    ...listFields(runs, 'attribute'),
    ...listFields(runs, 'metric'),
  ];
  return fields.map((field) => ({
    key: fieldKey(field),
    field,
    score: undefined,
    properties: {},
  }));
}

function valueIn({ field, score }: BoardColumn, run: RunRecord): Value | undefined {
  if (field !== undefined) return fieldValue(run, field);
  return score === undefined ? undefined : scoreRun(run, score);
}
