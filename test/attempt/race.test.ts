import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { listRuns } from '../../src/index.ts';
import type { Run } from '../../src/index.ts';
import { attemptsDirOf } from '../../src/run/layout.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from '../rig/program.ts';
import { stagedRun } from '../rig/runs.ts';

const RACERS = 12;
const ROUNDS = process.env['GAGE_THOROUGH'] === '1' ? 200 : 3;

interface Report {
  readonly isRun?: boolean;
  readonly attempt?: number;
  readonly exitCode?: number;
  readonly failed?: string;
}

function startRacers(): readonly ChildProcess[] {
  const path = join(import.meta.dirname, '..', 'fixtures', 'race-runner.mjs');
  return Array.from({ length: RACERS }, () =>
    fork(path, { env: { ...cleanEnv() }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
  );
}

/** Tells all racers of a run at once; each answers. */
async function race(racers: readonly ChildProcess[], run: Run): Promise<readonly Report[]> {
  const answers = racers.map(async (racer) => {
    const [report] = (await once(racer, 'message')) as [Report];
    return report;
  });
  for (const racer of racers) racer.send({ id: run.id, runDir: run.runDir });
  return Promise.all(answers);
}

test('of runners that race for a staged run exactly one makes it', async () => {
  const racers = startRacers();
  const overtaken = { superseded: 0, tooLate: 0 };
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const staged = await stagedRun({
        files: { 'input.txt': 'one\n', 'lib/part.txt': 'two\n' },
        definition: { sourcecode: ['**'] },
        command: ['sh', '-c', 'cat input.txt lib/part.txt; echo $$ > whose'],
      });
      const reports = await race(racers, staged);
      const winners = reports.filter(({ isRun }) => isRun === true);
      expect(winners, JSON.stringify(reports)).toHaveLength(1);
      const rest = reports.filter(({ isRun }) => isRun !== true);
      for (const { failed, exitCode } of rest) {
        if (failed === undefined) expect(exitCode).toBe(0);
        else expect(failed).toBe('run-not-staged');
      }
      overtaken.superseded += rest.filter(({ failed }) => failed === undefined).length;
      overtaken.tooLate += rest.filter(({ failed }) => failed !== undefined).length;
      checkWhole(staged);
    }
  } finally {
    for (const racer of racers) racer.kill('SIGKILL');
  }
  // Where nobody was overtaken nothing was raced for.
  expect(overtaken.superseded).toBeGreaterThan(ROUNDS);
}, 600_000);

/** One terminal less where there is little time. */
const TERMINALS = process.env['GAGE_THOROUGH'] === '1' ? 12 : 4;

test('of terminals in which a staged run is started one has it, and the others say so', async () => {
  const folder = makeTempDir('project');
  writeFiles(folder, {
    'gage.toml': "[op]\nexec = 'echo $$ > whose'\nsourcecode = ['input.txt', 'lib/*']\n",
    'input.txt': 'one\n',
    'lib/part.txt': 'two\n',
  });
  for (let round = 0; round < ROUNDS / 3; round++) {
    runProgram(folder, ['run', '--stage', '-y', '-q']);
    const [staged] = listRuns(join(folder, '.gage', 'runs')).runs;
    if (staged === undefined) throw new Error('nothing is staged');
    const ends = await Promise.all(
      Array.from({ length: TERMINALS }, async () => startInTerminal(folder, staged.id)),
    );
    const first = ends.filter(({ status, stderr }) => status === 0 && stderr === '');
    expect(first, JSON.stringify(ends)).toHaveLength(1);
    for (const { status, stderr } of ends.filter((end) => !first.includes(end))) {
      if (status === 0) expect(stderr).toMatch(/^WARNING: Run \S+ was started elsewhere, too/);
      else expect(stderr).toMatch(/^gage: Run "\S+" is '(running|finalizing|completed)'/);
    }
    checkWhole(staged.run);
    rmSync(join(folder, '.gage'), { recursive: true });
  }
}, 600_000);

async function startInTerminal(
  folder: string,
  id: string,
): Promise<{ readonly status: number | null; readonly stderr: string }> {
  const child = spawn(process.execPath, [PROGRAM_PATH, 'run', '--start', id, '-y'], {
    cwd: folder,
    env: { ...cleanEnv(), HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (bytes) => (stderr += String(bytes)));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stderr };
}

/** One run in its place, with the files of one attempt and nothing of the others but their records. */
function checkWhole(staged: Run): void {
  const { runs, problems } = listRuns(dirname(staged.runDir));
  expect(problems).toEqual([]);
  expect(runs.map(({ id, status }) => [id, status])).toEqual([[staged.id, 'completed']]);
  expect(readdirSync(staged.runDir).sort()).toEqual(['input.txt', 'lib', 'whose']);
  expect(readFileSync(join(staged.runDir, 'whose'), 'utf8')).toMatch(/^\d+\n$/);
  expect(existsSync(`${staged.runDir}.meta`)).toBe(false);
  const attemptsDir = attemptsDirOf(staged.runDir);
  for (const number of existsSync(attemptsDir) ? readdirSync(attemptsDir) : []) {
    if (!/^\d+$/.test(number)) continue;
    const left = readdirSync(join(attemptsDir, number)).filter((name) => !name.endsWith('.json'));
    expect(left).toEqual([]);
  }
}
