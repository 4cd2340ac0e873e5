import { describe, expect, test } from 'vitest';
import { readBoardConfig } from '../../src/board/board-config.ts';
import { makeBoard } from '../../src/board/board.ts';
import { renderBoardTable } from '../../src/cli/board-table.ts';
import { plainText } from '../../src/cli/style.ts';
import type { ValueMap } from '../../src/values/value.ts';
import { storedRuns } from '../board/board-runs.ts';
import type { StoredRun } from '../board/board-runs.ts';
import { PLAIN } from '../rig/terminal.ts';

function tableOf(config: ValueMap, width: number, ...runs: readonly StoredRun[]): string {
  const board = makeBoard(readBoardConfig(config), storedRuns(runs));
  const lines = renderBoardTable(board, { ...PLAIN, width });
  return lines.map((line) => plainText(line).trimEnd()).join('\n');
}

const RUN: StoredRun = {
  config: '{"rate": 0.1, "name": "a long name of a model"}',
  summary:
    '{"attributes": {"made": "2026-03-01T09:15:02.5", "number": "20240101"}, "metrics": {"accuracy": 0.912345, "steps": 12345}}',
};

describe('the table of a board', () => {
  test('has headings and values as people read them', () => {
    const columns = [
      { config: 'rate', label: 'Rate' },
      'attribute:made',
      'attribute:number',
      'metric:accuracy',
      'metric:steps',
      { score: { average: ['metric:accuracy'] } },
      'metric:missing',
    ];
    expect(tableOf({ columns }, 100, RUN)).toBe(`
| Rate | made             | number   | accuracy | steps | score  | missing |
|------|------------------|----------|----------|-------|--------|---------|
| 0.1  | 2026-03-01 09:15 | 20240101 | 0.9123   | 12345 | 0.9123 |         |
`);
  });

  test('is sorted, and shows no hidden columns', () => {
    const columns = [
      { config: 'n', sort: 'asc' },
      { config: 'x', hide: true },
    ];
    const runs = [2, 3, 1].map((n) => ({ config: `{"n": ${n}, "x": 0}` }));
    expect(tableOf({ columns }, 40, ...runs)).toBe('\n| n |\n|---|\n| 1 |\n| 2 |\n| 3 |\n');
  });

  test('wraps at words while it can be read', () => {
    const columns = ['config:rate', 'config:name'];
    expect(tableOf({ columns }, 24, RUN)).toBe(`
| rate | name          |
|------|---------------|
| 0.1  | a long name   |
|      | of a model    |
`);
  });

  test('is shown in parts when it is too wide, each with the columns pinned left', () => {
    const columns = [
      'metric:accuracy',
      'metric:steps',
      { config: 'rate', pinned: 'left' },
      'attribute:number',
    ];
    expect(tableOf({ columns }, 28, RUN)).toBe(`
| rate | accuracy | steps |
|------|----------|-------|
| 0.1  | 0.9123   | 12345 |


| rate | number   |
|------|----------|
| 0.1  | 20240101 |
`);
  });

  test('is under title and description, and shows text as it is written', () => {
    const config = {
      title: '[b]Title[/b]',
      description: 'one two three four',
      columns: ['config:n'],
    };
    expect(tableOf(config, 16, { config: '{"n": "a\\u001b[31m\\nb"}' })).toBe(`[b]Title[/b]
one two three
four

| n         |
|-----------|
| a^[[31m b |
`);
  });
});
