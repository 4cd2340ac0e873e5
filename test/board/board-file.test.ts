import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkBoardFile, findBoardFile, readBoardFile } from '../../src/board/board-file.ts';
import { GageError } from '../../src/failures/failures.ts';
import { parseData, readDataFile } from '../../src/operation/data-file.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

const FULL = `
id: b1
name: my board
title: Models
description: All of them
group-column: { label: Model, pinned: left, min-width: 3 }
columns:
  - run-attr:name
  - run:started
  - metric: accuracy
    label: Accuracy
    description: On the test set
    type: percent
    links: [{ href: 'https://example.org', label: Paper, type: paper, extra: 1 }]
    hide: false
    sort: desc
    filter: number
    agg: max
    pinned: right
  - { attribute: kind, row-group: true, filter: false, agg: false }
  - { config: lr, filter: flag, flag-filter-label: fast, filter-select-all: true, filter-search: true }
  - { score: { average: ['metric:accuracy', ['run-attr:exit_code', 0.5], [config:lr, 2]] } }
run-select: { operation: [train, eval], status: [completed, staged, pending, unknown] }
group-select: { group-by: { config: model }, max: { metric: accuracy } }
`;

async function problemsOf(yaml: string): Promise<readonly string[]> {
  const { value, dates } = await parseData(yaml, 'yaml');
  const file = { path: 'board.yaml', format: 'yaml', text: yaml, value, dates } as const;
  const problems = await checkBoardFile(file);
  return problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
}

async function failureOf(path: string): Promise<string> {
  try {
    await readBoardFile(path);
  } catch (error) {
    if (error instanceof GageError) return error.message;
    throw error;
  }
  throw new Error('It can be read');
}

function writeBoard(name: string, text: string): string {
  const folder = makeTempDir();
  writeFiles(folder, { [name]: text });
  return join(folder, name);
}

describe('checking a board configuration', () => {
  test('everything that boards can have is valid', async () => {
    expect(await problemsOf(FULL)).toEqual([]);
  });

  test.each([
    ['columns: name', '1:10: columns must be a list, not text'],
    [
      'columns: [name]',
      '1:11: columns[0] must be a field: "run-attr:", "metric:", "attribute:" or "config:" and a name',
    ],
    [
      'columns: [3]',
      '1:11: columns[0] must be a column: a field such as "metric:accuracy" or a map, not a number',
    ],
    [
      'columns: [run-attr:stated]',
      '1:11: columns[0] names "stated", which no run has: did you mean "started" or "status"?',
    ],
    ['columns: [{ metric: 1 }]', '1:21: columns[0].metric must be text, not a number'],
    [
      'columns: [{ metric: a, config: b }]',
      '1:11: columns[0] has metric and config, but a column shows one thing',
    ],
    [
      'columns: [{ label: a }]',
      '1:11: columns[0] is empty: it needs one of field, run-attr, metric, attribute, config or score',
    ],
    [
      'columns: [{ metric: a, agg: true }]',
      '1:29: columns[0].agg must not be true, which it is without the key',
    ],
    [
      'columns: [{ metric: a, lable: b }]',
      '1:24: columns[0].lable is not a known key: did you mean "label"?',
    ],
    [
      'columns: [{ score: { average: [[metric:a, x]] } }]',
      '1:32: columns[0].score.average[0] must be a field and its weight, a number',
    ],
    [
      'columns: [{ score: { average: [[a, 1]] } }]',
      '1:33: columns[0].score.average[0][0] is no field such as "metric:accuracy"',
    ],
    ['columns: [{ score: 3 }]', '1:20: columns[0].score must be a map of keys, not a number'],
    ['run-select: train', '1:13: run-select must be a map of keys, not text'],
    [
      'run-select: { from-group: x }',
      '1:15: run-select.from-group is not a known key: only operation and status can be here',
    ],
    ['color: red', '1:1: color is not a known key'],
  ])('%s is a problem that says where and what', async (yaml, problem) => {
    expect(await problemsOf(yaml)).toEqual([problem]);
  });
});

describe('reading a board configuration', () => {
  test.each([
    ['board.yaml', 'title: T\ncolumns: ["metric:a"]'],
    ['board.toml', 'title = "T"\ncolumns = ["metric:a"]'],
    ['board.JSON', '// a remark\n{"title": "T", "columns": ["metric:a"]}'],
  ])('%s can be read', async (name, text) => {
    const { config, warnings } = await readBoardFile(writeBoard(name, text));
    expect(config).toMatchObject({
      title: 'T',
      columns: [{ field: { kind: 'metric', name: 'a' }, properties: {} }],
    });
    expect(warnings).toEqual([]);
  });

  test('what has no effect is a warning, and the rest is used', async () => {
    const { config, warnings } = await readBoardFile(writeBoard('b.yaml', 'color: red\ntitle: T'));
    expect(config.title).toBe('T');
    expect(warnings.map(({ message }) => message)).toEqual(['color is not a known key']);
  });

  test.each([
    ['b.yaml', '[1]', 'expected a map'],
    ['b.yaml', 'a: [', 'at line 1'],
    ['b.json', '{', 'at line 1'],
    ['b.toml', '= 1', 'at line 1'],
    ['b.ini', '', 'unsupported file extension for'],
    ['b.yaml', 'columns: x', '1:10: columns must be a list, not text'],
  ])('%s with %s is refused', async (name, text, problem) => {
    const path = writeBoard(name, text);
    const message = await failureOf(path);
    expect(message).toContain(`Unexpected board config in "${path}"`);
    expect(message).toContain(problem);
  });

  test('a file that does not exist is refused', async () => {
    expect(await failureOf('/nowhere/b.yaml')).toBe('Config file "/nowhere/b.yaml" does not exist');
  });

  const EXPECTED = 'expected run-attr, attribute, metric, or config';
  test.each([
    ['{}', `group-select for board is missing group-by field: ${EXPECTED}`],
    ['{ group-by: {}, max: { metric: a } }', `is missing group-by field: ${EXPECTED}`],
    ['{ group-by: { config: a } }', 'group-select for board must specify either min or max fields'],
    ['{ group-by: { config: a }, min: {} }', 'must specify either min or max fields'],
    [
      '{ group-by: { config: a }, min: { x: a } }',
      `group-select selector (min/max) for board is missing field: ${EXPECTED}`,
    ],
    [
      '{ group-by: { config: a }, min: { metric: a }, max: { metric: a } }',
      'group-select for board must specify either min or max fields, not both',
    ],
  ])('the group selection %s is refused', async (select, problem) => {
    const message = await failureOf(writeBoard('b.yaml', `group-select: ${select}`));
    expect(message).toMatch(/^invalid board config: /);
    expect(message).toContain(problem);
  });
});

test('the first board file of the first folder that has one is found', () => {
  const [near, far] = [makeTempDir('near'), makeTempDir('far')];
  expect(findBoardFile([near, far])).toBeUndefined();
  writeFiles(far, { 'board.json': '{}' });
  expect(findBoardFile([near, far])).toBe(join(far, 'board.json'));
  writeFiles(near, { 'board.yml': '', 'board.toml': '' });
  expect(findBoardFile([near, far])).toBe(join(near, 'board.toml'));
});

test('problems name the keyword of the schema', async () => {
  const file = await readDataFile(writeBoard('b.yaml', 'columns: 3'));
  const [problem] = await checkBoardFile(file);
  expect(problem?.absoluteKeywordLocation).toBe(
    'https://gageml.org/board#/properties/columns/type',
  );
});
