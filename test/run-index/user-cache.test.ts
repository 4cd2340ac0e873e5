import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTempDir } from '../rig/folders.ts';
import { timesAreBelieved, writeFinalizedRuns } from '../rig/many-runs.ts';
import { PROGRAM_PATH, cleanEnv } from '../rig/program.ts';

test("the index of runs that may only be read is in the user's cache", async ({ skip }) => {
  if (process.getuid?.() !== 0) skip('needs to become another user');
  const runsDir = makeTempDir('runs');
  writeFinalizedRuns(runsDir, 60);
  await timesAreBelieved();
  const home = makeTempDir('home');
  for (const path of [join(runsDir, '..'), join(home, '..')]) chmodSync(path, 0o755);
  chownSync(home, 65534, 65534);
  const list = (): string =>
    spawnSync(process.execPath, [PROGRAM_PATH, '--runs', runsDir, 'list', '--limit', '2'], {
      cwd: home,
      env: { ...cleanEnv(), HOME: home, XDG_CACHE_HOME: join(home, 'cache') },
      encoding: 'utf8',
      uid: 65534,
      gid: 65534,
    }).stdout;
  const first = list();
  expect(first).toContain('Showing 2 of 60 runs');
  expect(existsSync(join(runsDir, '.index'))).toBe(false);
  const indexes = join(home, 'cache', 'gage', 'indexes');
  const [folder = ''] = readdirSync(indexes);
  expect(readdirSync(join(indexes, folder))).toContain('state');
  expect(list()).toBe(first);
});
