import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns } from '../../src/index.ts';
import type { RunRecord } from '../../src/index.ts';
import { listFiles, makeTempDir, writeFiles } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';

const TRAIN = 'lr = 0.1\nname = "first"\nprint(lr, name)\n';

/** A folder with files that is no project, and has no runs. */
function makeFolder(files: Readonly<Record<string, string>>): string {
  const folder = makeTempDir();
  mkdirSync(homeOf(folder));
  writeFiles(folder, files);
  return folder;
}

/** The home directory is none that the folder is in, or that is in it. */
function homeOf(folder: string): string {
  return join(folder, '..', 'home');
}

function gage(folder: string, ...args: readonly string[]): ReturnType<typeof runProgram> {
  return runProgram(folder, args, { env: { HOME: homeOf(folder) } });
}

function runsOf(folder: string): readonly RunRecord[] {
  return listRuns(join(homeOf(folder), '.gage', 'runs')).runs;
}

describe('gage run with a script', () => {
  test('runs it without any Gage file, with its values as flags', () => {
    const folder = makeFolder({ 'train.py': TRAIN, 'lib/part.py': 'x = 1\n' });
    const result = gage(folder, 'run', 'train.py', 'lr=0.5', '-y');
    expect(result).toEqual({ status: 0, stdout: '0.5 first\n', stderr: '' });
    const [run] = runsOf(folder);
    expect(run).toMatchObject({ status: 'completed', config: { lr: 0.5, name: 'first' } });
    expect(run?.opref).toMatchObject({ name: 'train.py', namespace: "it's-é-dir" });
    expect(listFiles(run?.run.runDir ?? '')).toEqual(['lib/part.py', 'train.py']);
  });

  test('finds it whatever its name and place are', () => {
    const names = ['-x.py', 'my {a,b} #1.py', "it's.py", 'a$b.py', '.hidden/s.py', 'no/copy.py'];
    const files = Object.fromEntries(names.map((name) => [name, TRAIN]));
    const folder = makeFolder({ ...files, 'no/.nocopy': '' });
    for (const name of names) {
      const result = gage(folder, 'run', '-y', `./${name}`, 'name=other');
      expect(result, name).toEqual({ status: 0, stdout: '0.1 other\n', stderr: '' });
    }
    expect(new Set(runsOf(folder).map((run) => run.status))).toEqual(new Set(['completed']));
  });

  test('runs JavaScript and shell scripts, and passes the exit code on', () => {
    const folder = makeFolder({
      'a.mjs': 'const rate = 2;\nconsole.log(rate);\n',
      'b.sh': '#!/bin/sh -e\nfalse\necho not reached\n',
    });
    expect(gage(folder, 'run', 'a.mjs', 'rate=3', '-y').stdout).toBe('3\n');
    expect(gage(folder, 'run', 'b.sh', '-y')).toEqual({ status: 1, stdout: '', stderr: '' });
  });

  test('an operation of the same name wins; other operations leave the script alone', () => {
    const folder = makeFolder({ 'train.py': TRAIN, 'other.py': 'print("script")\n' });
    writeFiles(folder, { 'gage.toml': '["train.py"]\nexec = "echo operation"\n' });
    expect(gage(folder, 'run', 'train.py', '-y').stdout).toBe('operation\n');
    expect(gage(folder, 'run', 'other.py', '-y').stdout).toBe('script\n');
    expect(gage(folder, 'run', 'gone.py', '-y')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("Cannot find operation 'gone.py'") as string,
    });
  });

  test('says what is missing, and writes nothing', () => {
    const folder = makeFolder({ 'a.ipynb': '{"cells": []}', 'b.py': TRAIN });
    const path = makeTempDir('no programs');
    const run = (...args: readonly string[]): string => {
      const env = { HOME: homeOf(folder), PATH: path };
      const { status, stdout, stderr } = runProgram(folder, ['run', '-y', ...args], { env });
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      return stderr;
    };
    expect(run('a.ipynb')).toBe(
      `gage: Cannot run ${folder}/a.ipynb: it needs jupyter nbconvert or papermill, and none can be found\n`,
    );
    expect(run('b.py')).toContain('it needs python3 or python');
    expect(run('c.py')).toBe('gage: File "c.py" does not exist\n');
    writeFiles(folder, { 'd.rb': 'puts 1\n', 'e.py/f': '' });
    expect(run('d.rb')).toBe(
      `gage: Cannot run ${folder}/d.rb: no program is known for files of this kind\n\nSay in a Gage file what runs it ('gage help gagefile').\n`,
    );
    expect(run('e.py')).toBe("gage: 'e.py' is no file\n");
    for (const name of ['other', 'b.txt']) {
      expect(run(name)).toMatch(
        /^gage: No operations defined [^]* name a script such as train\.py/,
      );
    }
    expect(existsSync(join(homeOf(folder), '.gage'))).toBe(false);
  });

  test('refuses unknown flags, and shows the ones there are', () => {
    const folder = makeFolder({ 'train.py': TRAIN });
    expect(gage(folder, 'run', 'train.py', 'lrr=1', '-y').stderr).toContain("Did you mean 'lr'?");
    const help = gage(folder, 'run', 'train.py', '--help-op').stdout;
    expect(help).toContain('Usage: gage run train.py');
    expect(help).toMatch(/^\s*\|?\s*name\s+first/m);
    const preview = JSON.parse(gage(folder, 'run', 'train.py', '--preview', '--json').stdout) as {
      sourcecode: { paths: unknown };
    };
    expect(preview.sourcecode.paths).toContain('train.py');
    expect(readdirSync(homeOf(folder))).toEqual([]);
  });

  test('runs a notebook with the program there is, and leaves the staged one as it is', () => {
    const notebook = {
      cells: [{ cell_type: 'code', metadata: {}, outputs: [], source: ['rate = 1\n'] }],
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    };
    const folder = makeFolder({ 'n.ipynb': JSON.stringify(notebook) });
    const programs = makeTempDir('programs');
    writeFiles(programs, { papermill: '#!/bin/sh\ncp "$1" "$2" && echo "$@"\n' });
    chmodSync(join(programs, 'papermill'), 0o755);
    const env = { HOME: homeOf(folder), PATH: `${programs}:/bin` };
    const result = runProgram(folder, ['run', '-y', 'n.ipynb', 'rate=4'], { env });
    expect(result).toEqual({ status: 0, stdout: 'n.ipynb n.output.ipynb\n', stderr: '' });
    const [run] = runsOf(folder);
    expect(listFiles(run?.run.runDir ?? '')).toEqual(['n.ipynb', 'n.output.ipynb']);
    expect(run?.config).toEqual({ rate: 4 });
  });
});
