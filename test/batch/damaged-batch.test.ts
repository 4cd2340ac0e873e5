import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns } from '../../src/index.ts';
import { identifyProcess } from '../../src/platform/process-identity.ts';
import { writeFiles } from '../rig/folders.ts';
import { makeSweepProject, run, runForJson } from '../rig/sweep-project.ts';

const batchesOf = (folder: string): string => join(folder, '.gage', 'runs', '.batches');

/** The only file, or folder, in a folder. */
function only(folder: string): string {
  const [name = ''] = readdirSync(folder);
  return join(folder, name);
}

const statuses = (folder: string): readonly string[] =>
  listRuns(join(folder, '.gage', 'runs')).runs.map(({ status }) => status);

/** A batch of five trials, of which the fourth fails. */
function makeBatch(): { readonly folder: string; readonly dir: string } {
  const folder = makeSweepProject(5);
  run(folder, 'run', '-b', 'grid.csv', '-y', '-q');
  return { folder, dir: only(batchesOf(folder)) };
}

describe('a plan that was edited by hand', () => {
  test('is refused, hides no other batch, and can be deleted with its batch', () => {
    const { folder, dir } = makeBatch();
    const plan = join(dir, 'plan.jsonl');
    chmodSync(plan, 0o600);
    writeFileSync(plan, readFileSync(plan, 'utf8').replace('"x": 3', '"x": 4'));
    run(folder, 'run', '-b', 'grid.csv', '-m', '1', '-y', '-q');
    const id = dir.slice(-36);
    for (const command of ['show', 'status', 'resume']) {
      const { status, stderr } = run(folder, 'batch', command, id);
      expect([status, stderr]).toEqual([1, expect.stringMatching(/line 5 was changed in .*plan/)]);
    }
    const { stdout, stderr } = run(folder, 'batch', 'list');
    expect(stdout).toMatch(/completed \| 1\/1 /);
    expect(stderr).toMatch(/^WARNING: cannot read .*The plan of the batch was changed/);
    expect(run(folder, 'batch', 'delete', id, '-y').stderr).toMatch(/^Deleted batch/);
    expect(readdirSync(batchesOf(folder))).toHaveLength(1);
    expect(statuses(folder)).toHaveLength(6);
  });
});

describe('a ledger', () => {
  test('that was cut is completed from the runs, and nothing is made twice', () => {
    const { folder, dir } = makeBatch();
    const ledger = only(join(dir, 'ledger'));
    const text = readFileSync(ledger, 'utf8');
    // The third trial was staged while the second waited for the disk.
    const cut = text.indexOf('"ended"', text.indexOf('"ended"') + 1) + 10;
    writeFileSync(ledger, text.slice(0, cut));
    expect(run(folder, 'batch', 'status').stdout).toMatch(
      /interrupted: 1 of 5 completed, 2 interrupted, 2 waiting/,
    );
    run(folder, 'batch', 'resume', '-q');
    expect(run(folder, 'batch', 'status').stdout).toMatch(/failed: 4 of 5 completed, 1 failed/);
    expect(statuses(folder)).toHaveLength(5);
  });

  test('with a line that cannot be read says so', () => {
    const { folder, dir } = makeBatch();
    const ledger = only(join(dir, 'ledger'));
    const lines = readFileSync(ledger, 'utf8').split('\n');
    const ended = lines.findIndex((line) => line.includes('"ended"'));
    writeFileSync(
      ledger,
      lines.map((line, at) => (at === ended ? line.slice(9) : line)).join('\n'),
    );
    const { stdout, stderr } = run(folder, 'batch', 'status');
    expect(stdout).toMatch(/interrupted: 3 of 5 completed, 1 failed, 1 interrupted/);
    expect(stderr).toMatch(/^WARNING: A line of the ledger of batch \S+ cannot be read/);
    run(folder, 'batch', 'resume', '-q');
    expect(statuses(folder)).toHaveLength(5);
  });
});

test('runs that were deleted and archived meanwhile are not made again', () => {
  const { folder } = makeBatch();
  run(folder, 'delete', '1', '-y');
  run(folder, 'delete', '1', '-y', '--permanent');
  run(folder, 'archive', '1', '-y');
  expect(run(folder, 'batch', 'resume').stderr).toMatch(/^Nothing is left to be made/);
  const { trials } = runForJson(folder, ['batch', 'show', '--json']) as { trials: unknown };
  expect(trials).toMatchObject([
    { status: 'completed', run: { exists: true } },
    { status: 'completed', run: { exists: true } },
    { status: 'completed', run: { exists: true } },
    { status: 'error', run: { exists: false } },
    { status: 'completed', run: { exists: true } },
  ]);
});

test('a batch is meant by its position, whatever ids begin with', () => {
  const folder = makeSweepProject(1);
  for (let count = 0; count < 3; count++) run(folder, 'run', '-b', 'grid.csv', '-y', '-q');
  const names = (runForJson(folder, ['batch', 'list', '--json']) as { name: string }[]).map(
    ({ name }) => name,
  );
  for (const [index, name] of names.entries()) {
    expect(run(folder, 'batch', 'status', String(index + 1)).stdout).toContain(name);
  }
  expect(run(folder, 'batch', 'status', '4').stderr).toMatch(/No batch matches '4'/);
});

test('what killed processes left of batches is removed by gage recover, and nothing else', () => {
  const { folder, dir } = makeBatch();
  const [made, gone, left] = ['1', '2', '3'].map((digit) =>
    join(batchesOf(folder), `${digit.repeat(8)}-0000-4000-8000-000000000000`),
  ) as [string, string, string];
  const us = identifyProcess(process.pid);
  writeFiles(`${made}.new`, { 'runner.json': JSON.stringify(us) });
  writeFiles(`${gone}.new`, { 'runner.json': JSON.stringify({ ...us, startTime: '1' }) });
  writeFiles(`${left}.doomed`, { 'plan.jsonl': '' });
  run(folder, 'recover');
  expect(readdirSync(batchesOf(folder)).sort()).toEqual(
    [`${basename(made)}.new`, basename(dir)].sort(),
  );
});

test('slots are told once', () => {
  const folder = makeSweepProject(1);
  const { status, stderr } = run(folder, 'run', '-b', 'grid.csv', '-y', '--slots', 'a=1,A=2');
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^gage: Not slots: 'A=2'/)]);
  expect(statuses(folder)).toEqual([]);
});
