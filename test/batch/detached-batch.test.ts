import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
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
