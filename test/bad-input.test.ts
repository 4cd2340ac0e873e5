import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listRuns } from '../src/index.ts';
import { makeTempDir, writeFiles } from './rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from './rig/program.ts';
import type { ProgramResult } from './rig/program.ts';

/** A project with a Gage file. */
function project(files: Readonly<Record<string, string>>, name?: string): string {
  const folder = makeTempDir(name);
  writeFiles(folder, files);
  return folder;
}

/** No half-made run may be listed, and nothing of one be left. */
function expectNoRuns(folder: string): void {
  const runsDir = join(folder, '.gage', 'runs');
  expect(listRuns(runsDir)).toMatchObject({ runs: [], problems: [] });
  expect(existsSync(runsDir) ? readdirSync(runsDir) : []).toEqual([]);
}

function expectFailure(result: ProgramResult, message: RegExp, status = 1): void {
  expect(result.stderr).toMatch(message);
  expect(result.stderr).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)/m);
  expect(result.stderr).not.toContain('unexpected error');
  expect(result.status).toBe(status);
}

const OK = '[op]\nexec = "true"\n';

describe('gage run with bad input says what is wrong and leaves no run', () => {
  const cases: readonly (readonly [
    title: string,
    files: Readonly<Record<string, string>>,
    args: readonly string[],
    message: RegExp,
  ])[] = [
    ['no project', {}, [], /^gage: No operations defined for the current directory/],
    [
      'TOML that does not parse',
      { 'gage.toml': '[op\nexec = 1\n' },
      [],
      /gage\.toml: .*\(at line 1, column \d+\)/s,
    ],
    [
      'YAML that does not parse',
      { 'gage.yaml': 'op:\n  exec: [a\n' },
      [],
      /gage\.yaml: .*\(at line [23], column \d+\)/s,
    ],
    [
      'JSON that does not parse',
      { 'gage.json': '{"op": {"exec": }}' },
      [],
      /gage\.json: .*\(at line 1, column 17\)/s,
    ],
    [
      'a wrong type',
      { 'gage.toml': '[op]\nexec = 5\n' },
      [],
      /There are errors in .*gage\.toml\n.*2:\d+.*exec/s,
    ],
    ['an operation that is no table', { 'gage.toml': 'op = 1\n' }, [], /1:\d+.*op/s],
    [
      'an unknown operation',
      { 'gage.toml': '[train]\nexec = "true"\n' },
      ['trian'],
      /^Cannot find operation 'trian'\nDid you mean 'train'\?/,
    ],
    [
      'no default operation',
      { 'gage.toml': '[a]\nexec = "true"\n[b]\nexec = "true"\n' },
      [],
      /^Cannot find a default operation/,
    ],
    ['a Gage file without operations', { 'gage.toml': '' }, [], /The Gage file has no operations/],
    [
      'no exec',
      { 'gage.toml': '[op]\ndescription = "x"\n' },
      [],
      /Operation op defined in ".*gage\.toml" is missing an exec command/,
    ],
    [
      'a missing required program',
      { 'gage.toml': '[op]\nexec = "true"\nrequires = ["no-such-tool"]\n' },
      [],
      /requires programs that cannot be found: no-such-tool/,
    ],
    [
      'an unknown flag',
      { 'gage.toml': '[op]\nexec = "true"\nconfig = "a.py"\n', 'a.py': 'rate = 1\n' },
      ['rats=2'],
      /Unknown flag 'rats'\. Did you mean 'rate'\?/,
    ],
    [
      'a value of the wrong type',
      { 'gage.toml': '[op]\nexec = "true"\nconfig = "a.py"\n', 'a.py': 'rate = 1\n' },
      ['rate=x'],
      /Invalid value for 'rate'/,
    ],
    [
      'something that is no flag',
      { 'gage.toml': OK },
      ['op', 'what'],
      /^gage: Invalid flag assignment: .*\n\nFlags are written name=value, and "what" is none\.\n$/,
    ],
    [
      'an unknown progress style',
      { 'gage.toml': '[op]\nexec = "true"\nprogress = "dots"\n' },
      [],
      /dots/,
    ],
    [
      'an operation name with a blank',
      { 'gage.toml': '["my op"]\nexec = "true"\n' },
      ['my op'],
      /my op/,
    ],
    [
      'a pattern that cannot be read',
      { 'gage.toml': '[op]\nexec = "true"\nsourcecode = "\'a"\n' },
      [],
      /'a/,
    ],
  ];

  test.each(cases)('%s', (_title, files, args, message) => {
    const folder = project(files);
    expectFailure(runProgram(folder, ['run', '-y', ...args]), message);
    expectNoRuns(folder);
  });

  test('a project folder whose name has a blank just works', () => {
    const folder = project({ 'gage.toml': OK }, 'my project');
    expect(runProgram(folder, ['run', '-y'])).toEqual({ status: 0, stdout: '', stderr: '' });
    const { runs } = listRuns(join(folder, '.gage', 'runs'));
    expect(runs.map((run) => run.opref.namespace)).toEqual(['my-project']);
  });

  test.each(['.', '..'])(
    'a project that is in the runs directory (%s) is all copied',
    (runsDir) => {
      const folder = project({
        'gage.toml': '[op]\nexec = "find . -type f | sort"\nconfig = ["a.py", "src/b.py"]\n',
        'a.py': 'x = 1\n',
        'src/b.py': 'y = 1\n',
      });
      for (const flag of ['x=2', 'y=2']) {
        const result = runProgram(folder, ['--runs', runsDir, 'run', '-y', flag]);
        const stdout = './a.py\n./gage.toml\n./src/b.py\n';
        expect(result).toEqual({ status: 0, stdout, stderr: '' });
      }
    },
  );

  test('a program that does not exist is an error of the run, with its reason in the output', () => {
    const folder = project({ 'gage.toml': '[op]\nexec = ["no-such-program"]\n' });
    const result = runProgram(folder, ['run', '-y']);
    expect(result.status).toBe(127);
    expect(result.stdout).toContain('program not found: no-such-program');
    const { runs } = listRuns(join(folder, '.gage', 'runs'));
    expect(runs.map(({ status, exitCode }) => ({ status, exitCode }))).toEqual([
      { status: 'error', exitCode: 127 },
    ]);
  });

  test('a failing staging hook ends the run with its exit code and keeps its output', () => {
    const folder = project({
      'gage.toml': '[op.exec]\nrun = "true"\nstage-runtime = "echo no luck; exit 3"\n',
    });
    const result = runProgram(folder, ['run', '-y']);
    expect(result).toMatchObject({ status: 3, stdout: 'no luck\n' });
    expect(result.stderr).toContain('stage-runtime failed with exit code 3');
    const { runs } = listRuns(join(folder, '.gage', 'runs'));
    expect(runs.map(({ status, exitCode }) => ({ status, exitCode }))).toEqual([
      { status: 'error', exitCode: 3 },
    ]);
  });

  test('a runs directory that cannot be made', () => {
    const folder = project({ 'gage.toml': OK, blocker: '' });
    expectFailure(runProgram(folder, ['--runs', 'blocker/runs', 'run', '-y']), /blocker/);
  });

  test('-C to a folder that does not exist, or to a file', () => {
    const folder = project({ file: '' });
    expectFailure(
      runProgram(folder, ['-C', 'nowhere', 'list']),
      /^gage: directory 'nowhere' does not exist\n$/,
    );
    expectFailure(
      runProgram(folder, ['-C', 'file', 'list']),
      /^gage: 'file' is not a directory\n$/,
    );
  });

  test('unknown commands and options are answered with a hint', () => {
    const folder = project({});
    expectFailure(runProgram(folder, ['lst']), /No such command 'lst'/, 2);
    expectFailure(
      runProgram(folder, ['list', '--limt', '3']),
      /No such option: --limt.*--limit/s,
      2,
    );
  });
});

describe('gage run when the machine refuses', () => {
  test('an unreadable source file is named', ({ skip }) => {
    if (process.getuid?.() !== 0) skip('needs to become another user');
    const folder = project({ 'gage.toml': OK, 'secret.py': 'x = 1\n' });
    chmodSync(join(folder, 'secret.py'), 0o600);
    chmodSync(join(folder, '..'), 0o777);
    chmodSync(folder, 0o777);
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM_PATH, 'run', '-y'], {
      cwd: folder,
      env: { ...cleanEnv(), HOME: folder },
      encoding: 'utf8',
      uid: 65534,
      gid: 65534,
    });
    expectFailure({ status, stderr, stdout: '' }, /cannot read source file .*secret\.py/);
    expectNoRuns(folder);
  });

  test('a runs directory that may not be written to is named', ({ skip }) => {
    if (process.getuid?.() !== 0) skip('needs to become another user');
    const folder = project({ 'gage.toml': OK });
    mkdirSync(join(folder, 'runs'));
    for (const path of [join(folder, '..'), folder]) chownSync(path, 65534, 65534);
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
    expectFailure({ status, stderr, stdout: '' }, /runs.*permission denied/);
  });

  test('a full disk is said to be full, and no run is left', ({ skip }) => {
    const disk = makeTempDir('small disk');
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]);
    if (mounted.status !== 0) skip('no file system can be mounted here');
    onTestFinished(() => {
      spawnSync('umount', [disk]);
    });
    const folder = project({ 'gage.toml': OK });
    writeFileSync(join(folder, 'big.txt'), 'x'.repeat(90_000));
    for (const copy of ['a', 'b', 'c', 'd']) {
      writeFileSync(join(folder, `${copy}.txt`), 'x'.repeat(90_000));
    }
    const full = runProgram(folder, ['--runs', disk, 'run', '-y']);
    expectFailure(full, /no space left/);
    expect(listRuns(disk)).toMatchObject({ runs: [], problems: [] });
    expect(readdirSync(disk)).toEqual([]);
    for (const copy of ['a', 'b', 'c', 'd']) writeFileSync(join(folder, `${copy}.txt`), 'x');
    expect(runProgram(folder, ['--runs', disk, 'run', '-y']).status).toBe(0);
  });
});

describe.runIf(existsSync('/dev/full'))('an output that takes nothing', () => {
  /** Calls the program with stdout at a device that is always full. */
  const callIntoFull = (folder: string, ...args: readonly string[]): ProgramResult => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM_PATH, ...args], {
      cwd: folder,
      env: { ...cleanEnv(), HOME: folder },
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    return { status, stdout: '', stderr };
  };

  test('is told of, as people and as programs ask', () => {
    const folder = project({ 'gage.toml': OK });
    for (const args of [['list'], ['list', '--json'], ['check', 'nothing', '--json']]) {
      expectFailure(callIntoFull(folder, ...args), /^gage: .*(?:no space left|does not exist)/);
    }
  });

  test('does not stop a run, whose output is recorded', () => {
    const folder = project({ 'gage.toml': '[op]\nexec = "echo one; echo two"\n' });
    const result = callIntoFull(folder, 'run', '-y');
    expect(result.status).toBe(0);
    expect(result.stderr).toBe(
      'WARNING: output is recorded, but cannot be shown: no space left on the disk (write)\n',
    );
    expect(runProgram(folder, ['logs']).stdout).toBe('one\ntwo\n');
  });
});
