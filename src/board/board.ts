import type { RunBlock } from '../catalog/run-block.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import { RunSequence } from '../catalog/run-sequence.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { BoardConfig, ColumnConfig, RunSelect, Score } from './board-config.ts';
import { bareValue, fieldKey, fieldValue, fieldValues, listFields } from './board-field.ts';
import type { BoardField } from './board-field.ts';
import { groupRuns, summarizeValues, summaryKey } from './group-rows.ts';
import { selectFromGroups } from './group-select.ts';
import { scoreRun } from './score.ts';

/** A table that compares runs, complete and not formatted. */
export interface Board {
  readonly title: string | undefined;
  readonly description: string | undefined;
  /** As configured. */
  readonly groupColumn: ValueMap | undefined;
  readonly columns: readonly BoardColumn[];
  readonly rowCount: number;
  /** Runs in the order given, the newest first; with a group selection in the order of the groups. */
  readonly rows: readonly BoardRow[];
  /** The same, some at a time by columns: a board can have very many. */
  readonly eachBlock: () => Iterable<BoardBlock>;
  /** Whether a row is a group of runs, however many it has. */
  readonly isGrouped: boolean;
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

/** A run on a board, or a group of runs. */
export interface BoardRow {
  /** Of a group the newest. */
  readonly run: RunRecord;
  /** The run, or all those of the group. */
  readonly runs: readonly RunRecord[];
  /** One for each column; undefined where the run has nothing of that name. */
  readonly values: readonly (Value | undefined)[];
}

/** Some rows of a board that follow each other. */
export interface BoardBlock {
  /** Of the row's run. */
  readonly ids: readonly string[];
  /** For each column what the rows have. */
  readonly columns: readonly (readonly (Value | undefined)[])[];
}

/** The columns of a board without configured ones, before all that the runs have. */
const USUAL_FACTS = ['name', 'operation', 'started', 'status', 'label'];

/** Makes a board of runs, which are given newest first. */
export function makeBoard(config: BoardConfig, runs: readonly RunRecord[] | RunSequence): Board {
  const { groupSelect, groupBy, title, description, groupColumn } = config;
  const selected = selectRuns(runs, config.runSelect);
  const shown =
    groupSelect === undefined
      ? selected
      : RunSequence.of(selectFromGroups(selected.toArray(), groupSelect));
  const isGrouped = groupBy.length > 0;
  const columns =
    config.columns.length > 0
      ? configured(config.columns, isGrouped)
      : isGrouped
        ? inferredOfGroups(shown, groupBy)
        : inferred(shown);
  const groups = isGrouped ? groupRows(shown.toArray(), columns, groupBy) : undefined;
  let rows: readonly BoardRow[] | undefined = groups;
  return {
    title,
    description,
    groupColumn,
    columns,
    isGrouped,
    rowCount: (groups ?? shown).length,
    get rows() {
      return (rows ??= shown.toArray().map((run) => rowOf(run, columns)));
    },
    eachBlock: () => (rows === undefined ? blocksOf(shown, columns) : rowBlocks(rows, columns)),
  };
}

function selectRuns(
  runs: readonly RunRecord[] | RunSequence,
  { operations, statuses }: RunSelect,
): RunSequence {
  const all = RunSequence.of(runs);
  if (operations === undefined && statuses === undefined) return all;
  return RunSequence.of(
    all
      .toArray()
      .filter(
        ({ opref, status }) =>
          (operations === undefined || operations.includes(opref.name)) &&
          (statuses === undefined || statuses.includes(status)),
      ),
  );
}

function rowOf(run: RunRecord, columns: readonly BoardColumn[]): BoardRow {
  return { run, runs: [run], values: columns.map((column) => valueIn(column, run)) };
}

function* blocksOf(
  runs: RunSequence,
  columns: readonly BoardColumn[],
): Generator<BoardBlock, undefined> {
  for (const block of runs.blocks()) {
    yield {
      ids: block.column('id'),
      columns: columns.map((column) => valuesIn(column, block)),
    };
  }
  return undefined;
}

function* rowBlocks(
  rows: readonly BoardRow[],
  columns: readonly BoardColumn[],
): Generator<BoardBlock, undefined> {
  for (let start = 0; start < rows.length; start += ROWS_OF_BLOCK) {
    const some = rows.slice(start, start + ROWS_OF_BLOCK);
    yield {
      ids: some.map(({ run }) => run.id),
      columns: columns.map((_, index) => some.map(({ values }) => values[index])),
    };
  }
  return undefined;
}

const ROWS_OF_BLOCK = 256;

/** A row for each group of runs, with what its columns say of them. */
function groupRows(
  runs: readonly RunRecord[],
  columns: readonly BoardColumn[],
  groupBy: readonly BoardField[],
): readonly BoardRow[] {
  const keys = groupBy.map(fieldKey);
  return groupRuns(runs, groupBy).flatMap(({ values, runs: members }): readonly BoardRow[] => {
    const [run] = members;
    if (run === undefined) return [];
    const cells = columns.map((column) => {
      const { field, properties } = column;
      const by = field === undefined ? -1 : keys.indexOf(fieldKey(field));
      if (by >= 0 && properties['agg'] === undefined) return values[by];
      const all = members.map((member) => bareValue(valueIn(column, member)));
      return summarizeValues(all, properties['agg']);
    });
    return [{ run, runs: members, values: cells }];
  });
}

function configured(columns: readonly ColumnConfig[], isGrouped: boolean): readonly BoardColumn[] {
  let scores = 0;
  return columns.map(({ field, score, properties }) => {
    const fieldsKey = (one: BoardField): string =>
      isGrouped ? summaryKey(one, properties['agg']) : fieldKey(one);
    const key = field === undefined ? undefined : fieldsKey(field);
    const isScore = key === undefined && score !== undefined;
    if (isScore) scores++;
    return { key: isScore ? `score:${scores}` : key, field, score, properties };
  });
}

function inferred(runs: RunSequence): readonly BoardColumn[] {
  const fields = [
    ...USUAL_FACTS.map((name): BoardField => ({ kind: 'run', name })),
    ...listFields(runs, ['config', 'attribute', 'metric']),
  ];
  return fields.map((field) => ({
    key: fieldKey(field),
    field,
    score: undefined,
    properties: {},
  }));
}

/** What groups have in common, how many runs they are, and mean and spread of their metrics. */
function inferredOfGroups(
  runs: RunSequence,
  groupBy: readonly BoardField[],
): readonly BoardColumn[] {
  const column = (field: BoardField, properties: ValueMap): BoardColumn => ({
    key: summaryKey(field, properties['agg']),
    field,
    score: undefined,
    properties,
  });
  return [
    ...groupBy.map((field) => column(field, {})),
    column({ kind: 'run', name: 'id' }, { label: 'runs', agg: 'count' }),
    ...listFields(runs, ['metric']).flatMap((field) => [
      column(field, { agg: 'avg' }),
      column(field, { label: `${field.name} ±`, agg: 'sd' }),
    ]),
  ];
}

function valueIn({ field, score }: BoardColumn, run: RunRecord): Value | undefined {
  if (field !== undefined) return fieldValue(run, field);
  return score === undefined ? undefined : scoreRun(run, score);
}

function valuesIn({ field, score }: BoardColumn, block: RunBlock): readonly (Value | undefined)[] {
  if (field !== undefined) return fieldValues(block, field);
  return Array.from({ length: block.length }, (_, index) =>
    score === undefined ? undefined : scoreRun(block.at(index), score),
  );
}
