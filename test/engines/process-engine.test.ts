import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { endsIn, madeIn, makeEngineProject, testEngine } from '../conformance/engine-suite.ts';
import { makeTempDir } from '../rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from '../rig/program.ts';
import { runForJson } from '../rig/sweep-project.ts';

describe.each([
  ['where they belong', () => ['--engine', 'process']],
  ['in a directory of their own', () => ['--work-dir', makeTempDir('work')]],
] as const)('runs made by programs of their own %s', (_, optionsFor) => {
  testEngine(optionsFor);

  test('are made again when their programs are killed, and fail when that goes on', () => {
    const folder = makeEngineProject('n,how\n1,die\n');
    const args = ['run', '-y', '-q', '-b', 'grid.csv', ...optionsFor()];
    const { status, stderr } = runProgram(folder, args);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /Run was not started: 3 attempts came to nothing: its process was killed/,
    );
    expect(madeIn(folder)).toEqual(['1 ', '1 ', '1 ']);
    writeFileSync(join(folder, 'enough'), '');
    expect(runProgram(folder, ['batch', 'retry', '--failed', '-q']).status).toBe(0);
    expect(endsIn(folder)).toContain('n=1 completed 0');
  });

  test('go on without whoever started them, who takes their end later', async () => {
    const folder = makeEngineProject('n,how\n1,wait\n2,fine\n');
    const args = ['run', '-y', '-q', '-b', 'grid.csv', ...optionsFor()];
    const child = spawn(process.execPath, [PROGRAM_PATH, ...args], {
      cwd: folder,
      env: { ...cleanEnv(), HOME: folder },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    await expect.poll(() => existsSync(join(folder, 'made')), { timeout: 20_000 }).toBe(true);
    child.kill('SIGKILL');
    await ended;
    const pipe = openSync(join(folder, 'pipe'), 'r+');
    writeSync(pipe, 'go on\n');
    expect(runProgram(folder, ['batch', 'resume', '-q']).status).toBe(0);
    closeSync(pipe);
    expect(endsIn(folder)).toEqual(['n=1 completed 0', 'n=2 completed 0']);
    expect(madeIn(folder)).toEqual(['1 ', '2 ']);
  });
});

test('a directory for runs is empty when they are where they belong', () => {
  const work = makeTempDir('work');
  const folder = makeEngineProject('n,how\n1,fine\n2,fail\n');
  runProgram(folder, ['run', '-y', '-q', '-b', 'grid.csv', '--work-dir', work, '-j', '2']);
  expect(readdirSync(work)).toEqual([]);
});

test.each([
  [['--engine', 'cluster'], "--engine takes one of local, process: 'cluster'"],
  [['--engine', 'local', '--work-dir', '.'], "--work-dir needs '--engine process'"],
])('nothing is started with %j', (options, message) => {
  const folder = makeEngineProject('n\n1\n');
  const { status, stderr } = runProgram(folder, ['run', '-y', '-b', 'grid.csv', ...options]);
  expect([status, stderr]).toEqual([1, `gage: ${message}\n`]);
  expect(endsIn(folder)).toEqual([]);
});

test('a detached batch is run as its options say', () => {
  const folder = makeEngineProject('n,how\n1,wait\n2,wait\n3,wait\n');
  runProgram(folder, ['run', '-y', '-b', 'grid.csv', '-m', '1', '-q', '--timeout', '50ms']);
  runProgram(folder, ['run', '-y', '-b', 'grid.csv', '--stage', '-q']);
  runForJson(folder, ['batch', 'resume', '-j', '3', '--timeout', '100ms', '--detach', '--json']);
  runProgram(folder, ['batch', 'attach', '-q']);
  const { trials } = runForJson(folder, ['batch', 'show', '--json']) as { trials: unknown };
  expect(trials).toMatchObject([{ cause: 'timeout' }, { cause: 'timeout' }, { cause: 'timeout' }]);
});
