import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { PROGRAM_PATH } from '../rig/program.ts';
import { runAtTerminal, runCommandAtTerminal } from '../rig/pseudo-terminal.ts';
import { run, runForJson } from '../rig/sweep-project.ts';

/** A project whose trials fail while there is a file `fails`, and else wait until they are stopped. */
function makeWaitingProject(): string {
  const folder = makeTempDir();
  writeFiles(folder, {
    'gage.toml': `[wait]\nexec = 'test ! -e "$project_dir/fails" && read line < "$project_dir/pipe"'\nconfig = "x.env"\nsourcecode = "x.env"\n`,
    'x.env': 'x=0\n',
    'grid.csv': 'x\n1\n2\n',
    fails: '',
  });
  spawnSync('mkfifo', [join(folder, 'pipe')]);
  return folder;
}

test('a detached batch goes on when its terminal is closed', () => {
  const folder = makeWaitingProject();
  rmSync(join(folder, 'fails'));
  const gage = `${process.execPath} ${PROGRAM_PATH}`;
  const script = `${gage} run -b grid.csv -y -j 2 --detach; read line`;
  const session = runCommandAtTerminal(
    folder,
    ['sh', '-c', script],
    [{ wait: 'gage batch stop' }, { close: true }],
  );
  // The shell went with its terminal.
  expect(session.status).not.toBe(0);
  expect(runForJson(folder, ['batch', 'status', '--json'])).toMatchObject({ status: 'running' });
  // Both wait for a line, or will: the pipe stays open until they have had theirs.
  const pipe = openSync(join(folder, 'pipe'), 'w');
  writeSync(pipe, 'one\ntwo\n');
  const watched = runAtTerminal(folder, ['batch', 'attach'], []);
  closeSync(pipe);
  expect(watched.screen).toMatch(/Batch \S+ completed: 2 of 2 completed/);
});

test('a detached batch goes on by itself until it is stopped, resumed and retried', () => {
  const folder = makeWaitingProject();
  const stop = (): void => {
    expect(runForJson(folder, ['batch', 'stop', '--json'])).toMatchObject({ status: 'stopped' });
    expect(runForJson(folder, ['batch', 'status', '--json'])).toMatchObject({
      status: 'stopped',
      completed: 0,
      started: 0,
      runner: null,
    });
  };
  expect(run(folder, 'run', '-b', 'grid.csv', '-y', '-q').status).toBe(1);
  rmSync(join(folder, 'fails'));
  const pid = expect.any(Number) as number;
  const detached = ['--detach', '--json'];
  expect(runForJson(folder, ['batch', 'retry', '--failed', ...detached])).toMatchObject({ pid });
  stop();
  const begin = ['run', '-b', 'grid.csv', '-y', ...detached];
  expect(runForJson(folder, begin)).toMatchObject({ pid });
  stop();
  expect(runForJson(folder, ['batch', 'resume', ...detached])).toMatchObject({ pid });
  stop();
  const runs = runForJson(folder, ['list', '--all', '--json']) as readonly { status: string }[];
  const statuses = new Set(runs.map(({ status }) => status));
  expect([...statuses].sort()).toEqual(['error', 'terminated']);
});
