import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Run, listRuns } from '../src/index.ts';
import { listFiles, listModes, makeTempDir, writeFiles } from './rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from './rig/program.ts';
import type { ProgramResult } from './rig/program.ts';

const LIBRARY = pathToFileURL(resolve(import.meta.dirname, '..', 'dist', 'index.js')).href;

const PROJECT = {
  'gage.toml': '[op]\nexec = ["./main.sh"]\nconfig = "settings.json"\n',
  'main.sh': '#!/bin/sh\n. ./lib/greet.sh\ngreet "$(cat words.txt)"\ncat settings.json\n',
  'lib/greet.sh': 'greet() { echo "Hello, $1"; }\n',
  'words.txt': 'world\n',
  'settings.json': '{"n": 1}\n',
};

/** Somebody else, where this process may become somebody else. */
const someone: { readonly uid?: number; readonly gid?: number } =
  process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

interface MovedRun {
  readonly run: Run;
  /** Where the run and its project were. */
  readonly places: readonly string[];
}

/**
 * A run that the program has staged, packed with tar, and unpacked in another place by somebody else,
 * who then owns it, after its project and the runs directory are gone.
 */
function movedRun(): MovedRun {
  const projectDir = makeTempDir('the project');
  writeFiles(projectDir, PROJECT);
  chmodSync(join(projectDir, 'main.sh'), 0o755);
  const from = makeTempDir('the runs');
  const staged = runProgram(projectDir, ['--runs', from, 'run', '--stage', '-y', 'n=2']);
  expect(staged.status, staged.stderr).toBe(0);
  const id = listRuns(from).runs[0]?.id ?? '';
  rmSync(projectDir, { recursive: true });
  const archive = join(makeTempDir(), 'run.tar');
  execFileSync('tar', ['-cf', archive, id, `${id}.meta`], { cwd: from });
  rmSync(from, { recursive: true });
  const to = placeOf(someone, 'another place');
  execFileSync('tar', ['-xpf', '-'], { cwd: to, input: readFileSync(archive), ...someone });
  return { run: new Run(id, join(to, id)), places: [projectDir, from] };
}

/** A new folder of somebody's. */
function placeOf({ uid, gid }: typeof someone, name: string): string {
  const folder = makeTempDir(name);
  for (const path of [join(folder, '..'), folder]) {
    if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
  }
  return folder;
}

/** Runs Node.js as the one who has the run now, in a home of their own. */
function runAsSomeone(...args: readonly string[]): ProgramResult {
  const home = placeOf(someone, 'home');
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: home,
    env: { ...cleanEnv(), HOME: home },
    encoding: 'utf8',
    ...someone,
  });
  return { status, stdout, stderr };
}

const OUTPUT = 'Hello, world\n{"n": 2}\n';

describe('a staged run needs nothing of its project', () => {
  test('no file of it names a path outside', () => {
    const { run, places } = movedRun();
    for (const folder of [run.runDir, run.metaDir]) {
      const files = listFiles(folder);
      expect(files.length).toBeGreaterThan(3);
      for (const file of files) {
        const content = readFileSync(join(folder, file), 'latin1');
        for (const place of places) expect(content, file).not.toContain(place);
      }
    }
  });

  test('the library starts it elsewhere, as another user', () => {
    const { run } = movedRun();
    const script = `
      import { Run, execRun, finalizeRun, runMeta } from ${JSON.stringify(LIBRARY)};
      const run = new Run(${JSON.stringify(run.id)}, ${JSON.stringify(run.runDir)});
      const { exitCode } = await execRun(run, { env: process.env });
      const finalized = await finalizeRun(run, { exitCode });
      console.log(exitCode, JSON.stringify(runMeta.readOutput(finalized, '40_run')));`;
    expect(runAsSomeone('--input-type=module', '--eval', script)).toEqual({
      status: 0,
      stdout: `0 ${JSON.stringify(OUTPUT)}\n`,
      stderr: '',
    });
    expectFinalized(run);
  });

  test('the program starts it elsewhere, as another user', () => {
    const { run } = movedRun();
    const runsDir = join(run.runDir, '..');
    const start = ['run', '--start', run.id, '-y'];
    expect(runAsSomeone(PROGRAM_PATH, '--runs', runsDir, ...start)).toEqual({
      status: 0,
      stdout: OUTPUT,
      stderr: '',
    });
    expectFinalized(run);
  });
});

function expectFinalized(run: Run): void {
  const runsDir = join(run.runDir, '..');
  expect(readdirSync(runsDir).sort()).toEqual([run.id, `${run.id}.meta.zip`]);
  const { runs } = listRuns(runsDir);
  expect(runs).toMatchObject([{ id: run.id, status: 'completed', exitCode: 0 }]);
  expect(listModes(run.runDir)).toContain('-r-xr-xr-x main.sh');
}

test('a command that asks for its project keeps its path, and is the only one that does', async () => {
  const projectDir = makeTempDir('my project');
  mkdirSync(join(projectDir, 'data'));
  writeFileSync(join(projectDir, 'data', 'in.txt'), 'from the project\n');
  writeFileSync(
    join(projectDir, 'gage.toml'),
    '[op]\nexec = \'cat "$project_dir/data/in.txt"\'\nsourcecode = false\n',
  );
  const runsDir = makeTempDir('runs');
  const { status, stdout } = spawnSync(
    process.execPath,
    [PROGRAM_PATH, '--runs', runsDir, 'run', '-y'],
    { cwd: projectDir, env: cleanEnv(), encoding: 'utf8' },
  );
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'from the project\n' });
});
