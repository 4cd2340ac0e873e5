import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { listRuns } from '../../src/index.ts';
import type { Run } from '../../src/index.ts';
import { attemptsDirOf } from '../../src/run/layout.ts';
import { cleanEnv } from '../rig/program.ts';
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

/** One run in its place, with the files of one attempt and nothing of the others but their records. */
function checkWhole(staged: Run): void {
  const runsDir = dirname(staged.runDir);
  const { runs, problems } = listRuns(runsDir);
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
