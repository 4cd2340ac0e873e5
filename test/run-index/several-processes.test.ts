import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTempDir } from '../rig/folders.ts';
import {
  timesAreBelieved,
  writeAttributes,
  writeFinalizedRun,
  writeFinalizedRuns,
  writeMove,
} from '../rig/many-runs.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from '../rig/program.ts';

/** Enough for the program to keep an index. */
const MANY_RUNS = 300;

interface ListedRun {
  readonly id: string;
}

function listedIds(runsDir: string): readonly string[] {
  const { stdout, stderr } = runProgram(runsDir, ['--runs', runsDir, 'list', '--all', '--json']);
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as readonly ListedRun[]).map(({ id }) => id);
}

/** Lists with and without the index. */
function expectSameLists(runsDir: string): void {
  const withIndex = listedIds(runsDir);
  rmSync(join(runsDir, '.index'), { recursive: true, force: true });
  expect(withIndex).toEqual(listedIds(runsDir));
}

/** Starts `gage list`; killed after so many milliseconds unless it has ended. */
async function list(runsDir: string, killedAfterMs?: number): Promise<void> {
  const args = [PROGRAM_PATH, '--runs', runsDir, 'list', '-0'];
  const child = spawn(process.execPath, args, { env: cleanEnv(), stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), killedAfterMs ?? 60_000);
  await once(child, 'exit');
  clearTimeout(timer);
}

test('lists are right while several processes write the index and others change runs', async () => {
  const runsDir = makeTempDir();
  const ids = writeFinalizedRuns(runsDir, MANY_RUNS);
  const readers = Array.from({ length: 3 }, async () => {
    for (let turn = 0; turn < 3; turn++) await list(runsDir);
  });
  const isReading = Promise.all(readers);
  for (const [index, id] of ids.slice(0, 30).entries()) {
    if (index % 3 === 0) writeMove(runsDir, id, 'trash');
    if (index % 3 === 1) writeAttributes(runsDir, id, { label: 'changed' });
    if (index % 3 === 2) rmSync(join(runsDir, `${id}.meta.zip`));
    writeFinalizedRun(runsDir, { started: 1_761_000_000 + index });
    await new Promise((resolve) => setImmediate(resolve));
  }
  await isReading;
  expect(listedIds(runsDir)).toHaveLength(MANY_RUNS - 20 + 30);
  expectSameLists(runsDir);
});

test('a process that is killed while it makes the index leaves nothing wrong', async () => {
  const runsDir = makeTempDir();
  writeFinalizedRuns(runsDir, MANY_RUNS);
  await timesAreBelieved();
  const started = Date.now();
  await list(runsDir);
  const wholeMs = Date.now() - started;
  for (let turn = 1; turn <= 4; turn++) {
    rmSync(join(runsDir, '.index', 'state'), { force: true });
    writeFinalizedRun(runsDir, { started: 1_761_000_000 + turn });
    await list(runsDir, (wholeMs * turn) / 4);
    expect(listedIds(runsDir)).toHaveLength(MANY_RUNS + turn);
  }
  expectSameLists(runsDir);
});

test('files that were left behind are removed when they are old', async () => {
  const runsDir = makeTempDir();
  writeFinalizedRuns(runsDir, MANY_RUNS);
  await timesAreBelieved();
  listedIds(runsDir);
  const folder = join(runsDir, '.index');
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), 1, 1);
  rmSync(join(folder, 'state'));
  listedIds(runsDir);
  expect(readdirSync(folder)).toHaveLength(2);
});
