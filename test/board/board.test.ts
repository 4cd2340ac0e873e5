import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBoardConfig } from '../../src/board/board-config.ts';
import { boardRecords, isNumeric } from '../../src/board/board-cells.ts';
import { boardData, formatBoardJson } from '../../src/board/board-data.ts';
import { shownColumns, sortedRows } from '../../src/board/board-layout.ts';
import { formatBoardMarkdown } from '../../src/board/board-markdown.ts';
import { makeBoard } from '../../src/board/board.ts';
import type { Board } from '../../src/board/board.ts';
import { compareBoardValues } from '../../src/board/group-select.ts';
import { formatJsonPretty } from '../../src/values/json-text.ts';
import { float } from '../../src/values/value.ts';
import type { Value, ValueMap } from '../../src/values/value.ts';
import { runId, storedRuns } from './board-runs.ts';
import type { StoredRun } from './board-runs.ts';

/** A board of runs, which are given oldest first. */
function boardOf(config: ValueMap, ...runs: readonly StoredRun[]): Board {
  return makeBoard(readBoardConfig(config), storedRuns(runs));
}

function rowsOf(board: Board): readonly (readonly (Value | undefined)[])[] {
  return board.rows.map(({ values }) => values);
}

const metrics = (json: string): StoredRun => ({ summary: `{"metrics": ${json}}` });

describe('columns', () => {
  test('without configured ones are facts, configuration, attributes and metrics by name', () => {
    const board = boardOf(
      {},
      { config: '{"b": 1, "A": 2}', summary: '{"metrics": {"z": 1}}' },
      { config: '{"a": 3}', summary: '{"attributes": {"k": "x"}, "metrics": {"m": 2}}' },
    );
    expect(board.columns.map(({ key }) => key)).toEqual([
      'run:name',
      'run:operation',
      'run:started',
      'run:status',
      'run:label',
      'config:A',
      'config:a',
      'config:b',
      'attribute:k',
      'metric:m',
      'metric:z',
    ]);
  });

  test('are there without any runs', () => {
    expect(boardOf({}).columns.map(({ key }) => key)).toEqual([
      'run:name',
      'run:operation',
      'run:started',
      'run:status',
      'run:label',
    ]);
  });

  test('name a field in any of its forms', () => {
    const columns = ['run-attr:id', 'run:id', { 'run-attr': 'id' }, { field: 'run-attr:id' }];
    const board = boardOf({ columns }, {});
    expect(board.columns.map(({ key }) => key)).toEqual(['run:id', 'run:id', 'run:id', 'run:id']);
    expect(rowsOf(board)).toEqual([[runId(0), runId(0), runId(0), runId(0)]]);
  });

  test('show every fact about runs', () => {
    const names = ['operation', 'op_ns', 'op_version', 'status', 'exit_code', 'duration', 'label'];
    const columns = names.map((name) => `run:${name}`);
    const board = boardOf({ columns }, { exitCode: 3, label: 'mine' });
    expect(rowsOf(board)).toEqual([['train', 'project', null, 'error', 3, 1.5, 'mine']]);
  });

  test('show values with remarks, and no numbers that JSON does not have', () => {
    const summary =
      '{"metrics": {"a": {"value": 2.5}, "b": {"value": 1, "note": NaN}, "c": NaN, "d": -Infinity, "e": 3.0}}';
    const columns = ['a', 'b', 'c', 'd', 'e', 'missing'].map((name) => `metric:${name}`);
    const [values] = rowsOf(boardOf({ columns }, { summary }));
    expect(values).toEqual([2.5, { value: 1, note: null }, null, null, float(3), undefined]);
  });

  test('names of values that every object has are not mistaken for values', () => {
    const columns = ['metric:constructor', 'config:__proto__', 'attribute:toString'];
    expect(rowsOf(boardOf({ columns }, metrics('{}')))).toEqual([
      [undefined, undefined, undefined],
    ]);
  });
});

describe('scores', () => {
  const score = (average: readonly Value[]): ValueMap => ({
    columns: [{ score: { average } }],
  });

  test.each([
    ['the mean of fields that are no columns', ['metric:a', 'metric:b'], '{"a": 1, "b": 2}', 1.5],
    ['weighted', ['metric:a', ['metric:b', 3]], '{"a": 1, "b": 2}', 1.75],
    [
      'without what is missing, and its weight',
      ['metric:a', ['metric:x', 9]],
      '{"a": 4}',
      float(4),
    ],
    ['numeric texts and truth values', ['metric:a', 'metric:b'], '{"a": "3", "b": true}', float(2)],
    ['of values with remarks', ['metric:a'], '{"a": {"value": 2, "n": 1}}', float(2)],
    ['of facts about the run', ['run-attr:exit_code'], '{}', float(0)],
    ['nothing when there is no number', ['metric:a'], '{"a": "x"}', undefined],
    ['nothing when there is no weight', [['metric:a', 0]], '{"a": 1}', undefined],
  ])('are %s', (_, average, json, expected) => {
    expect(rowsOf(boardOf(score(average), metrics(json)))).toEqual([[expected]]);
  });
});

describe('the runs of a board', () => {
  const runs: readonly StoredRun[] = [
    { operation: 'train' },
    { operation: 'eval', exitCode: 1 },
    { operation: 'test' },
  ];

  test.each<[ValueMap, readonly string[]]>([
    [{}, ['test', 'eval', 'train']],
    [{ operation: 'eval' }, ['eval']],
    [{ operation: ['train', 'eval'] }, ['eval', 'train']],
    [{ status: 'completed' }, ['test', 'train']],
    [{ status: ['error'], operation: 'train' }, []],
  ])('are those of %j', (select, expected) => {
    const board = boardOf({ 'run-select': select, columns: ['run:operation'] }, ...runs);
    expect(rowsOf(board).flat()).toEqual(expected);
  });
});

describe('the best run of each group', () => {
  const groupSelect = (best: 'min' | 'max', metric = 'a'): ValueMap => ({
    columns: ['config:g', 'metric:a', 'run:id'],
    'group-select': { 'group-by': { config: 'g' }, [best]: { metric } },
  });
  const run = (g: string, a: string): StoredRun => ({
    config: g === '' ? '{}' : `{"g": ${g}}`,
    summary: `{"metrics": {"a": ${a}}}`,
  });
  const best = (config: ValueMap, ...runs: readonly StoredRun[]): readonly unknown[] =>
    rowsOf(boardOf(config, ...runs)).map(([g, a]) => [g, a]);

  test('has the most or least, in the order of the groups, without a value first', () => {
    const runs = [run('"b"', '1'), run('"b"', '3'), run('"a"', '2'), run('', '5'), run('"b"', '2')];
    expect(best(groupSelect('max'), ...runs)).toEqual([
      [undefined, 5],
      ['a', 2],
      ['b', 3],
    ]);
    expect(best(groupSelect('min'), ...runs)).toEqual([
      [undefined, 5],
      ['a', 2],
      ['b', 1],
    ]);
  });

  test('of equals is the newest', () => {
    const board = boardOf(groupSelect('max'), run('1', '7'), run('1', '7'));
    expect(board.rows.map(({ run: { id } }) => id)).toEqual([runId(1)]);
  });

  test.each(['min', 'max'] as const)(
    'a run without the value is never the %s of others',
    (which) => {
      expect(
        best(groupSelect(which), run('1', '4'), run('1', 'null'), { config: '{"g": 1}' }),
      ).toEqual([[1, 4]]);
    },
  );

  test('numbers of both kinds are one group; texts and lists are groups too, a map counts as its value', () => {
    const groups = [
      '1',
      '1.0',
      '"1"',
      '[1, 2]',
      '[1]',
      '{"x": 1, "y": 2}',
      '{"value": 0, "n": 1}',
      'true',
    ];
    const rows = best(groupSelect('max'), ...groups.map((g, index) => run(g, String(index))));
    expect(rows.map((row) => (row as unknown[])[1])).toEqual([5, 6, 7, 1, 2, 4, 3]);
  });

  test('compares times as they are written', () => {
    const config = {
      columns: ['run:id'],
      'group-select': { 'group-by': { 'run-attr': 'operation' }, max: { 'run-attr': 'started' } },
    };
    expect(rowsOf(boardOf(config, { started: 9 }, { started: 99 }, { started: 5 }))).toEqual([
      [runId(1)],
    ]);
  });

  test('values of any kind have one order', () => {
    const value = fc.letrec<{ value: Value }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 2 },
        fc.constantFrom<Value>(null, true, false, float(1), 0, 1, -3, 2n ** 60n, 'a', 'b', ''),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b'), tie('value')),
      ),
    })).value;
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        expect(Math.sign(compareBoardValues(a, b))).toBe(-Math.sign(compareBoardValues(b, a)) + 0);
        if (compareBoardValues(a, b) <= 0 && compareBoardValues(b, c) <= 0) {
          expect(compareBoardValues(a, c)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});

describe('board data', () => {
  const CONFIG: ValueMap = {
    id: 'secret',
    name: 'n',
    title: 'Ü',
    'group-column': { label: 'G', 'min-width': { 'deep-key': 1 } },
    columns: [
      { metric: 'a', label: 'A', 'row-group': true, links: [{ href: 'x', 'a-b': 1 }] },
      { score: { average: ['metric:b'] }, 'flag-filter-label': 'F' },
      'metric:missing',
      { label: 'empty' },
    ],
  };

  test('has what viewers need, with keys in camel case except in lists', () => {
    const data = boardData(boardOf(CONFIG, metrics('{"a": 1.0, "b": 2}')));
    expect(JSON.parse(JSON.stringify(data))).toEqual({
      title: 'Ü',
      groupColumn: { label: 'G', minWidth: { deepKey: 1 } },
      colDefs: [
        { field: 'metric:a', label: 'A', rowGroup: true, links: [{ href: 'x', 'a-b': 1 }] },
        { field: 'score:1', score: { average: ['metric:b'] }, flagFilterLabel: 'F' },
        { field: 'metric:missing' },
        { label: 'empty' },
      ],
      rowData: [{ 'run:id': runId(0), 'metric:a': 1, 'score:1': 2 }],
    });
    expect(Object.keys(data)).toEqual(['title', 'groupColumn', 'colDefs', 'rowData']);
  });

  test('as JSON keeps kinds of numbers, sorts keys, is ASCII and ends its last line', () => {
    const config = { title: 'Ü', columns: ['metric:b', 'metric:a'] };
    expect(formatBoardJson(boardOf(config, metrics('{"a": 3, "b": 3.0}')))).toBe(`{
  "colDefs": [
    {
      "field": "metric:b"
    },
    {
      "field": "metric:a"
    }
  ],
  "rowData": [
    {
      "metric:a": 3,
      "metric:b": 3.0,
      "run:id": "${runId(0)}"
    }
  ],
  "title": "\\u00dc"
}
`);
  });

  test('as JSON is what the data says, however odd', () => {
    const columns = [
      'metric:a',
      { metric: 'a', label: 'again' },
      'run:id',
      'config:"q"\n',
      'attribute:__proto__',
    ];
    const summary =
      '{"metrics": {"a": {"value": 1, "b": [1, {"c": "\\u00fc\\n"}], "e": {}}}, "attributes": {"__proto__": "\\\\"}}';
    const board = boardOf(
      { columns, description: 'two\nlines' },
      { config: '{"\\"q\\"\\n": "é"}', summary },
      {},
    );
    expect(formatBoardJson(board)).toBe(`${formatJsonPretty(boardData(board))}\n`);
    const numbers = [
      '0',
      '-0.0',
      '0.0001',
      '0.00009',
      '1e-7',
      '1e15',
      '1.5e16',
      '999999999999999.9',
      '12345678901234567890',
      '-3',
      '2.0',
      '0.1',
    ];
    const ofNumbers = boardOf({}, ...numbers.map((number) => metrics(`{"a": ${number}}`)));
    expect(formatBoardJson(ofNumbers)).toBe(`${formatJsonPretty(boardData(ofNumbers))}\n`);
    expect(formatBoardJson(boardOf({}))).toBe(`${formatJsonPretty(boardData(boardOf({})))}\n`);
  });

  test('as records has full fields or labels, all digits, and scores', () => {
    const columns = [
      'run:id',
      { metric: 'a', label: 'first' },
      { metric: 'a', label: 'second' },
      'metric:list',
      'metric:map',
      'metric:yes',
      'metric:no',
      'metric:none',
      { score: { average: ['metric:a'] } },
      { label: 'nothing' },
    ];
    const json =
      '{"a": 0.123456789, "list": [1, true, null, "x"], "map": {"value": 3.0, "n": 1}, "yes": true, "no": false}';
    expect(boardRecords(boardOf({ columns }, metrics(json)))).toEqual([
      [
        'run:id',
        'second',
        'second',
        'metric:list',
        'metric:map',
        'metric:yes',
        'metric:no',
        'metric:none',
        'score:1',
        'nothing',
      ],
      [runId(0), '0.123456789', '0.123456789', '1,1,,x', '3.0', '1', '0', '', '0.123456789', ''],
    ]);
  });
});

describe('what people are shown', () => {
  test('columns pinned left are first and those pinned right last; hidden ones are not shown', () => {
    const columns = [
      { metric: 'a', pinned: 'right' },
      { metric: 'b' },
      { metric: 'c', hide: true },
      { metric: 'd', pinned: 'left' },
    ];
    const shown = shownColumns(boardOf({ columns }));
    expect(shown.map(({ column }) => column.key)).toEqual(['metric:d', 'metric:b', 'metric:a']);
  });

  test('rows are sorted as configured, those without a value last, equals the newest first', () => {
    const columns = [
      'run:id',
      { metric: 'a', sort: 'desc' },
      { metric: 'b', sort: 'asc', hide: true },
    ];
    const board = boardOf(
      { columns },
      metrics('{"a": 1}'),
      metrics('{"b": 1}'),
      metrics('{"a": 2, "b": 2}'),
      metrics('{"a": 2, "b": 1}'),
      metrics('{"a": 2, "b": 1}'),
    );
    const order = sortedRows(board).map(({ run }) =>
      board.rows.findIndex((row) => row.run === run),
    );
    expect(order).toEqual([0, 1, 2, 4, 3]);
  });

  test('a column is of numbers if it has some and nothing else', () => {
    const columns = ['metric:a', 'metric:b', 'metric:c', 'metric:d'];
    const board = boardOf(
      { columns },
      metrics('{"a": 1, "b": 1, "d": {"value": 1, "n": ""}}'),
      metrics('{"a": null, "b": "x"}'),
    );
    expect(columns.map((_, index) => isNumeric(board, index))).toEqual([true, false, false, true]);
  });

  test('Markdown reads the same wherever it is put', () => {
    const config = {
      title: '# <b>Best</b>',
      description: '- see https://example.org',
      columns: [{ config: 'n', label: 'a|b' }, 'metric:a'],
    };
    const run = {
      config: '{"n": "*x* | `y`\\n<img> [l](u) \\\\"}',
      summary: '{"metrics": {"a": 0.123456}}',
    };
    expect(formatBoardMarkdown(boardOf(config, run))).toBe(
      [
        '# \\# \\<b\\>Best\\</b\\>',
        '',
        '\\- see https\\://example.org',
        '',
        '| a\\|b | a |',
        '| --- | ---: |',
        '| \\*x\\* \\| \\`y\\` \\<img\\> \\[l\\](u) \\\\ | 0.1235 |',
        '',
      ].join('\n'),
    );
  });
});

describe('rows of groups', () => {
  const run = (lr: string, seed: number, summary: string): StoredRun => ({
    config: `{"lr": ${lr}, "seed": ${seed}}`,
    summary,
  });
  const runs = [
    run('0.5', 1, '{"metrics": {"a": 1, "n": 3}, "attributes": {"k": "x"}}'),
    run('0.1', 1, '{"metrics": {"a": 2}, "attributes": {"k": "x"}}'),
    run('0.5', 2, '{"metrics": {"a": 4}, "attributes": {"k": "y"}}'),
    run('0.5', 3, '{"metrics": {"a": 4, "n": 5}, "attributes": {"k": "x"}}'),
    run('0.10', 2, '{}'),
    { config: '{"seed": 1}', summary: '{"metrics": {"a": 7}}' },
  ] as const;

  test('have what the runs of a group have in common, and what their columns say of the rest', () => {
    const aggregates = ['count', 'sum', 'avg', 'sd', 'min', 'max', 'first', 'last', 'first-val'];
    const columns = [
      'config:lr',
      'config:seed',
      'attribute:k',
      'metric:a',
      { metric: 'n', agg: false },
      ...aggregates.map((agg) => ({ metric: 'n', agg })),
      { metric: 'a', agg: 'sd' },
    ];
    const board = boardOf({ 'group-by': 'config:lr', columns }, ...runs);
    const nothing = Array.from({ length: aggregates.length }, (_, at) =>
      at === 0 ? 0 : undefined,
    );
    expect(rowsOf(board)).toEqual([
      [undefined, float(1), undefined, float(7), undefined, ...nothing, undefined],
      [0.1, 1.5, undefined, float(2), undefined, ...nothing, undefined],
      [
        0.5,
        float(2),
        undefined,
        float(3),
        undefined,
        2,
        float(8),
        float(4),
        Math.SQRT2,
        3,
        5,
        5,
        3,
        5,
        Math.sqrt(3),
      ],
    ]);
    expect(board.columns.slice(4, 8).map(({ key }) => key)).toEqual([
      'metric:n',
      'count(metric:n)',
      'sum(metric:n)',
      'avg(metric:n)',
    ]);
  });

  test('are in the order of several fields, and have usual columns without configured ones', () => {
    const board = boardOf({ 'group-by': ['config:seed', 'config:lr'] }, ...runs);
    expect(board.columns.map(({ key }) => key)).toEqual([
      'config:seed',
      'config:lr',
      'count(run:id)',
      'avg(metric:a)',
      'sd(metric:a)',
      'avg(metric:n)',
      'sd(metric:n)',
    ]);
    expect(rowsOf(board).map((row) => row.slice(0, 3))).toEqual([
      [1, undefined, 1],
      [1, 0.1, 1],
      [1, 0.5, 1],
      [2, 0.1, 1],
      [2, 0.5, 1],
      [3, 0.5, 1],
    ]);
  });
});
