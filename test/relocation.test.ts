import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Run, execRun, finalizeRun, readRun, runMeta } from '../src/index.ts';
import { listFiles, makeTempDir, writeFiles } from './rig/folders.ts';
import { env, stagedRun } from './rig/runs.ts';
import { PROGRAM_PATH, cleanEnv } from './rig/program.ts';

const PROJECT = {
  'main.sh': '. ./lib/greet.sh\ngreet "$(cat words.txt)"\ncat settings.json\n',
  'lib/greet.sh': 'greet() { echo "Hello, $1"; }\n',
  'words.txt': 'world\n',
  'settings.json': '{"n": 1}\n',
};

/** A staged run, packed with tar and unpacked elsewhere after its project is gone. */
async function movedRun(): Promise<{ readonly run: Run; readonly places: readonly string[] }> {
  const projectDir = makeTempDir('the project');
  writeFiles(projectDir, PROJECT);
  const staged = await stagedRun({
    projectDir,
    definition: { exec: 'sh main.sh', config: 'settings.json' },
    config: { n: 2 },
    command: 'sh main.sh',
  });
  rmSync(projectDir, { recursive: true });
  const from = join(staged.runDir, '..');
  const archive = join(makeTempDir(), 'run.tar');
  execFileSync('tar', ['-cf', archive, staged.id, `${staged.id}.meta`], { cwd: from });
  rmSync(from, { recursive: true });
  const to = makeTempDir('another place');
  execFileSync('tar', ['-xpf', archive], { cwd: to });
  return { run: new Run(staged.id, join(to, staged.id)), places: [projectDir, from] };
}

describe('a staged run needs nothing of its project', () => {
  test('no file of it names a path outside', async () => {
    const { run, places } = await movedRun();
    for (const folder of [run.runDir, run.metaDir]) {
      for (const file of listFiles(folder)) {
        const content = readFileSync(join(folder, file), 'latin1');
        for (const place of places) expect(content, file).not.toContain(place);
      }
    }
  });

  test('the library starts it elsewhere', async () => {
    const { run } = await movedRun();
    const { exitCode } = await execRun(run, { env });
    const finalized = await finalizeRun(run, { exitCode });
    expect(runMeta.readOutput(finalized, '40_run')).toBe('Hello, world\n{"n": 2}\n');
    expect(readRun(finalized.metaDir)).toMatchObject({ status: 'completed', exitCode: 0 });
  });

  test('the program starts it elsewhere, as another user', async () => {
    const { run } = await movedRun();
    const runsDir = join(run.runDir, '..');
    const home = makeTempDir('home');
    const user = otherUser();
    if (user !== undefined) {
      for (const place of [join(runsDir, '..'), join(home, '..')]) giveTo(place, user);
    }
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [PROGRAM_PATH, '--runs', runsDir, 'run', '--start', run.id, '-y'],
      { cwd: home, env: { ...cleanEnv(), HOME: home }, encoding: 'utf8', ...user },
    );
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: 'Hello, world\n{"n": 2}\n',
      stderr: '',
    });
    expect(readdirSync(runsDir).sort()).toEqual([run.id, `${run.id}.meta.zip`]);
  });
});

/** Somebody else, where this process may become somebody else. */
function otherUser(): { readonly uid: number; readonly gid: number } | undefined {
  return process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;
}

function giveTo(place: string, user: { readonly uid: number; readonly gid: number }): void {
  chownSync(place, user.uid, user.gid);
  for (const entry of readdirSync(place, { recursive: true, withFileTypes: true })) {
    chownSync(join(entry.parentPath, entry.name), user.uid, user.gid);
  }
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
