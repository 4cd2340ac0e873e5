import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countEvents, makeSweepProject, run, runForJson, runUntil } from '../rig/sweep-project.ts';

const TRIALS = 100;

interface ListedRun {
  readonly status: string;
  readonly exit_code: number;
  readonly config: { readonly x: number };
  readonly batch: { readonly trial: number };
}

/** What a list says of runs, but for their ids and times, by trial. */
function listing(folder: string): readonly string[] {
  const runs = runForJson(folder, ['list', '--all', '--json']) as readonly ListedRun[];
  return runs
    .map(({ status, exit_code, config, batch }) =>
      JSON.stringify([batch.trial, config.x, status, exit_code]),
    )
    .sort();
}

test('a batch whose runner is killed twice is what an undisturbed one is', async () => {
  const disturbed = makeSweepProject(TRIALS);
  const calm = makeSweepProject(TRIALS);
  const begin = ['run', 'train', '-b', 'grid.csv', '-y', '-j', '2', '-q'];
  const ended = (): number => countEvents(disturbed, 'ended');
  expect(await runUntil(disturbed, begin, () => ended() >= 20)).toBe('SIGKILL');
  const resume = ['batch', 'resume', '-j', '2', '-q'];
  expect(run(disturbed, 'batch', 'status').stdout).toContain('interrupted');
  expect(await runUntil(disturbed, resume, () => ended() >= 60)).toBe('SIGKILL');
  expect(run(disturbed, ...resume).status).toBe(1);
  expect(run(calm, ...begin).status).toBe(1);

  expect(runForJson(disturbed, ['batch', 'status', '--json'])).toMatchObject({
    status: 'failed',
    total: TRIALS,
    completed: 90,
    failed: 10,
    waiting: 0,
    started: 0,
  });
  expect(listing(disturbed)).toEqual(listing(calm));
  expect(listing(disturbed)).toHaveLength(TRIALS);
  // What killed runners left is gone, but for the records of attempts that were lost.
  const left = readdirSync(join(disturbed, '.gage', 'runs'));
  expect(left.filter((name) => /\.(new|meta|zip-partial)$/.test(name))).toEqual([]);

  const retried = runForJson(disturbed, ['batch', 'retry', '--failed', '-j', '2', '--json']) as {
    readonly runs: readonly { readonly trial: number; readonly values: { readonly x: number } }[];
  };
  expect(retried.runs.map(({ values }) => values.x)).toEqual([
    3, 13, 23, 33, 43, 53, 63, 73, 83, 93,
  ]);
  run(calm, 'batch', 'retry', '--failed', '-q');
  expect(listing(disturbed)).toEqual(listing(calm));
  expect(listing(disturbed)).toHaveLength(TRIALS + 10);
}, 300_000);
