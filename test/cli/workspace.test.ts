import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from '../rig/program.ts';

const OK = '[op]\nexec = "true"\n';

/** The operations that the program finds. */
function operationsSeen(folder: string, args: readonly string[], env: NodeJS.ProcessEnv): string[] {
  const { stdout, stderr } = runProgram(folder, [...args, 'operations', '--json'], { env });
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as { readonly name: string }[]).map(({ name }) => name);
}

describe('the project', () => {
  test('is that of -C, whatever PROJECT_DIR says', () => {
    const root = makeTempDir();
    writeFiles(root, {
      'a/gage.toml': '[a]\nexec = "true"\n',
      'b/gage.toml': '[b]\nexec = "true"\n',
    });
    const env = { PROJECT_DIR: join(root, 'a') };
    expect(operationsSeen(join(root, 'b'), [], env)).toEqual(['a']);
    expect(operationsSeen(root, ['-C', 'b'], env)).toEqual(['b']);
  });

  test('is that of the current directory for a command of a run that went elsewhere', () => {
    const root = makeTempDir();
    writeFiles(root, {
      'a/gage.toml': `[a]\nexec = '''cd "$OTHER" && "$NODE" "$PROGRAM" run -y b'''\n`,
      'b/gage.toml': '[b]\nexec = "true"\n',
    });
    const env = { OTHER: join(root, 'b'), NODE: process.execPath, PROGRAM: PROGRAM_PATH };
    expect(runProgram(join(root, 'a'), ['run', '-y', 'a'], { env }).status).toBe(0);
    expect(existsSync(join(root, 'b', '.gage', 'runs'))).toBe(true);
  });
});

describe('a relative runs directory', () => {
  test.each([
    ['--runs', ['--runs', 'kept'], {}],
    ['GAGE_RUNS', [], { GAGE_RUNS: 'kept' }],
    ['RUNS_DIR', [], { RUNS_DIR: 'kept' }],
  ])(
    'of %s is in the current directory, not in that of -C, also for commands of runs',
    (_title, args, env) => {
      const root = makeTempDir();
      writeFiles(root, { 'a/gage.toml': `[a]\nexec = 'echo "$GAGE_RUNS$RUNS_DIR" > seen.txt'\n` });
      const { status } = runProgram(root, ['-C', 'a', ...args, 'run', '-y'], { env });
      expect(status).toBe(0);
      expect(existsSync(join(root, 'a', 'kept'))).toBe(false);
      const seen = runProgram(root, ['--runs', 'kept', 'cat', '-p', 'seen.txt']);
      expect(seen.stdout).toBe(`${join(root, 'kept')}\n`);
    },
  );
});

describe('a runs directory in which no run can be made', () => {
  test.each([
    ['a file', 'file', 'not a directory'],
    ['below a file', 'file/below', 'not a directory'],
  ])('as it is %s is named, and nothing is written', (_title, runs, problem) => {
    const folder = makeTempDir();
    writeFiles(folder, { 'gage.toml': OK, file: '', 'batch.csv': 'a\n1\n2\n' });
    const { status, stderr } = runProgram(folder, ['--runs', runs, 'run', '-y']);
    expect(stderr).toBe(
      `gage: cannot write to the runs directory ${join(folder, runs)}: ${problem}\n`,
    );
    expect(status).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(['batch.csv', 'file', 'gage.toml']);
  });

  test('as this user may not write to it is named', ({ skip }) => {
    if (process.getuid?.() !== 0) skip('needs to become another user');
    const folder = makeTempDir();
    writeFiles(folder, { 'gage.toml': OK });
    const runsDir = join(folder, 'runs');
    mkdirSync(runsDir);
    for (const path of [join(folder, '..'), folder]) chownSync(path, 65534, 65534);
    chmodSync(runsDir, 0o555);
    const { status, stderr } = spawnSync(
      process.execPath,
      [PROGRAM_PATH, '--runs', 'runs', 'run', '-y'],
      {
        cwd: folder,
        env: { ...cleanEnv(), HOME: folder },
        encoding: 'utf8',
        uid: 65534,
        gid: 65534,
      },
    );
    expect(stderr).toBe(`gage: cannot write to the runs directory ${runsDir}: permission denied\n`);
    expect(status).toBe(1);
  });
});

test('a current directory that was removed is told', () => {
  const folder = makeTempDir();
  const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" "$@"';
  const { status, stderr } = spawnSync(
    'sh',
    ['-c', script, process.execPath, PROGRAM_PATH, 'list'],
    { cwd: folder, env: { ...cleanEnv(), HOME: folder }, encoding: 'utf8' },
  );
  expect(stderr).toBe('gage: the current directory does not exist any more\n');
  expect(status).toBe(1);
});
