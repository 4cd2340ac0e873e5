import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBoardConfig } from '../../src/board/board-config.ts';
import { formatBoardJson } from '../../src/board/board-data.ts';
import { makeBoard } from '../../src/board/board.ts';
import { listRuns } from '../../src/index.ts';
import type { ValueMap } from '../../src/values/value.ts';
import { makeTempDir } from '../rig/folders.ts';
import {
  timesAreBelieved,
  writeAttributes,
  writeFinalizedRun,
  writeFinalizedRuns,
} from '../rig/many-runs.ts';
import type { WrittenRun } from '../rig/many-runs.ts';

const WITH_INDEX = { minimumRuns: 1 };
const WITHOUT_INDEX = { minimumRuns: Infinity, isNew: true };

function boardJson(runsDir: string, options: object, config: ValueMap = {}): string {
  const { sequence } = listRuns(runsDir, 'active', options);
  const board = makeBoard(readBoardConfig(config), sequence);
  const json = formatBoardJson(board);
  expect(JSON.parse(json)).toHaveProperty('rowData.length', board.rowCount);
  return json;
}

/** Puts the metadata of another run where that of a run is, in the same file. */
function writeOver(runsDir: string, id: string, written: WrittenRun): void {
  const elsewhere = makeTempDir();
  writeFinalizedRun(elsewhere, { ...written, id });
  const name = `${id}.meta.zip`;
  writeFileSync(join(runsDir, name), readFileSync(join(elsewhere, name)));
}

test.each<[what: string, written: WrittenRun]>([
  ['other values', { config: '{"lr": 77, "opt": "lion"}' }],
  ['a value of a name that no run had', { summary: '{"metrics": {"new": 1.25}}' }],
  ['another end', { exitCode: '9' }],
  ['another operation', { operation: 'evaluate' }],
])('a board shows %s of a zip that was written over against the rule', async (_, written) => {
  const runsDir = makeTempDir();
  // More than are read at once, and one that people say something of.
  const ids = writeFinalizedRuns(runsDir, 600);
  const id = ids[300] ?? '';
  writeAttributes(runsDir, id, { label: 'mine' });
  await timesAreBelieved();
  const before = boardJson(runsDir, WITH_INDEX);
  expect(boardJson(runsDir, WITH_INDEX)).toBe(before);
  expect(before).toBe(boardJson(runsDir, WITHOUT_INDEX));
  writeOver(runsDir, id, { started: 1_760_018_000, ...written });
  const truth = boardJson(runsDir, WITHOUT_INDEX);
  expect(truth).not.toBe(before);
  expect(boardJson(runsDir, WITH_INDEX)).toBe(truth);
});

test('a board of all columns is the same with and without an index', async () => {
  const runsDir = makeTempDir();
  writeFinalizedRuns(runsDir, 300);
  writeFinalizedRun(runsDir, {
    started: 1_760_000_100,
    config: '{"map": {"b": 1, "a": [1.0, -0.0]}, "small": 1e-05, "minus": -0.0, "text": "é\\n\\""}',
    members: { 'sys/batch.json': '{"id": "0198", "name": "grid", "trial": 3}' },
  });
  await timesAreBelieved();
  const names = ['id', 'name', 'operation', 'op_ns', 'op_version', 'status', 'started', 'stopped'];
  const facts = [...names, 'duration', 'exit_code', 'label', 'batch', 'trial', 'unknown'];
  const columns = [
    ...facts.map((name) => ({ field: `run:${name}` })),
    ...['map', 'small', 'minus', 'text', 'lr', 'nothing'].map((name) => ({
      field: `config:${name}`,
    })),
    { field: 'metric:acc' },
    { score: { average: ['metric:acc', ['config:lr', 2]] } },
  ];
  const selected = { columns, 'run-select': { status: 'completed' } };
  for (const config of [{ columns }, selected, { 'group-by': ['config:lr'] }]) {
    const truth = boardJson(runsDir, WITHOUT_INDEX, config);
    for (const _ of [1, 2]) expect(boardJson(runsDir, WITH_INDEX, config)).toBe(truth);
  }
  const truth = boardJson(runsDir, WITHOUT_INDEX, { columns });
  for (const text of ['"run:batch": "grid"', '"config:small": 1e-05', '"config:minus": -0.0']) {
    expect(truth).toContain(text);
  }
});

test('a zip that became no zip is told, and keeps the next board from nothing', async () => {
  const runsDir = makeTempDir();
  const [, id = ''] = writeFinalizedRuns(runsDir, 60);
  await timesAreBelieved();
  boardJson(runsDir, WITH_INDEX);
  writeFileSync(join(runsDir, `${id}.meta.zip`), 'no zip');
  expect(() => boardJson(runsDir, WITH_INDEX)).toThrow(id);
  const truth = boardJson(runsDir, WITHOUT_INDEX);
  expect(truth).not.toContain(id);
  expect(boardJson(runsDir, WITH_INDEX)).toBe(truth);
});
