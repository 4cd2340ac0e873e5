import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from '../rig/program.ts';

/** Recovers, and has another process do the same at the first rename into the run's place. */
function recoverBeside(project: string, id: string): { stderr: string; other: string } {
  const preload = join(project, '..', 'beside.cjs');
  writeFileSync(
    preload,
    `const fs = require('node:fs');
     const { spawnSync } = require('node:child_process');
     const { renameSync } = fs;
     let isFirst = true;
     fs.renameSync = (from, to) => {
       if (isFirst && from.includes('.attempts') && to.endsWith(${JSON.stringify(id)})) {
         isFirst = false;
         const other = spawnSync(process.execPath, [process.argv[1], 'recover'], { encoding: 'utf8' });
         fs.writeSync(3, other.stderr);
       }
       renameSync(from, to);
     };`,
  );
  const { stderr, output } = spawnSync(
    process.execPath,
    ['--require', preload, PROGRAM_PATH, 'recover', id],
    { cwd: project, env: cleanEnv(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  );
  return { stderr, other: output[3] ?? '' };
}

test('of two that recover an attempt of a process that is gone, one puts it into its place', () => {
  const project = join(makeTempDir(), 'project');
  writeFiles(project, {
    'gage.toml': `[op]\nexec = 'echo made > made.txt; kill -9 $PPID'\n`,
  });
  expect(runProgram(project, ['run', 'op', '-y', '--stage']).status).toBe(0);
  const [staged] = JSON.parse(runProgram(project, ['list', '--json']).stdout) as [{ id: string }];
  expect(runProgram(project, ['start', staged.id, '-y']).status).toBeNull();
  const { stderr, other } = recoverBeside(project, staged.id);
  expect(stderr).toMatch(/^Recovered run /);
  expect(other).not.toMatch(/Recovered/);
  const { status, stdout } = runProgram(project, ['verify', staged.id]);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: expect.stringContaining('1 run is intact'),
  });
  expect(runProgram(project, ['cat', staged.id, '-p', 'made.txt']).stdout).toBe('made\n');
});
