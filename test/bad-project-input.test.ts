import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns } from '../src/index.ts';
import type { RunRecord } from '../src/index.ts';
import { listFiles, makeTempDir, writeFiles } from './rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from './rig/program.ts';
import type { ProgramResult } from './rig/program.ts';

type Files = Readonly<Record<string, string | Buffer>>;

function makeProject(files: Files): string {
  const folder = makeTempDir();
  for (const [path, content] of Object.entries(files)) {
    writeFiles(folder, { [path]: '' });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

function runsOf(folder: string): readonly RunRecord[] {
  return listRuns(join(folder, '.gage', 'runs')).runs;
}

/** Expected failures are told in sentences; anything else is a bug of the program. */
function expectNoBug(result: ProgramResult): void {
  expect(result.stderr).not.toContain('unexpected error');
  expect(result.stderr).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)/m);
  expect(result.status).not.toBeNull();
}

/** The warnings a command gave, without what they begin with. */
function warningsOf(result: ProgramResult): readonly string[] {
  return result.stderr.split('\n').flatMap((line) => /^WARNING: (.*)/.exec(line)?.[1] ?? []);
}

function expectRefused(folder: string, args: readonly string[], message: RegExp): void {
  const result = runProgram(folder, args);
  expectNoBug(result);
  expect(result.status, args[0]).toBe(1);
  expect(result.stderr, args[0]).toMatch(message);
  expect(result.stderr.length, args[0]).toBeLessThan(1000);
}

const DEEP = 50_000;
const MEGABYTE = 1024 * 1024;

/** Each of a list's items stands for nine of the list before: 9^8 in all. */
const BOMB = Array.from({ length: 8 }, (_, level) => {
  const items = Array.from({ length: 9 }, () => (level === 0 ? 'x' : `*a${level - 1}`));
  return `a${level}: &a${level} [${items.join(', ')}]\n`;
}).join('');

describe('a Gage file that cannot be read is refused, with the place where it is wrong', () => {
  const cases: readonly (readonly [title: string, name: string, string | Buffer, RegExp])[] = [
    [
      'an anchor inside itself',
      'gage.yaml',
      'op: &a\n  exec: "true"\n  env: *a\n',
      /\*a contains itself \(at line 3, column 8\)/,
    ],
    [
      'anchors that multiply',
      'gage.yaml',
      `${BOMB}op: {exec: "true"}\n`,
      /Aliases repeat more than 10000 values/,
    ],
    [
      'more than 10 MB',
      'gage.toml',
      `[op]\nexec = "true"\n#${'x'.repeat(10 * MEGABYTE)}\n`,
      /it is larger than 10 MB/,
    ],
    [
      'deep JSON',
      'gage.json',
      `{"op": {"exec": ${'['.repeat(DEEP)}${']'.repeat(DEEP)}}}`,
      /Nested deeper than 100 levels \(at line 1, column \d+\)/,
    ],
    [
      'deep YAML',
      'gage.yaml',
      `op: {exec: ${'['.repeat(DEEP)}${']'.repeat(DEEP)}}\n`,
      /Nested deeper than 100 levels \(at line 1, column \d+\)/,
    ],
    [
      'deep TOML',
      'gage.toml',
      `[op]\nexec = ${'['.repeat(DEEP)}${']'.repeat(DEEP)}\n`,
      /nested.*\(at line 2, column \d+\)/,
    ],
    [
      'a key twice in JSON',
      'gage.json',
      '{"op": {"exec": "false"},\n "op": {"exec": "true"}}',
      /The key "op" is used twice \(at line 2, column 2\)/,
    ],
    [
      'a key twice in YAML',
      'gage.yaml',
      'op:\n  exec: "false"\n  exec: "true"\n',
      /The key "exec" is used twice \(at line 3, column 3\)/,
    ],
    [
      'a table twice in TOML',
      'gage.toml',
      '[op]\nexec = "false"\n[op]\nexec = "true"\n',
      /\(at line 3, column \d+\)/,
    ],
    [
      'tabs in YAML',
      'gage.yaml',
      'op:\n\texec: "true"\n',
      /Tabs are not allowed as indentation \(at line 2, column 1\)/,
    ],
    [
      'no UTF-8',
      'gage.toml',
      Buffer.from('[op]\nexec = "true"\ndescription = "caf\xe9"\n', 'latin1'),
      /The file is not UTF-8 text \(at line 3, column 19\)/,
    ],
    ['an empty JSON file', 'gage.json', '', /Expecting a value \(at line 1, column 1\)/],
    ['an empty YAML file', 'gage.yaml', '# nothing\n', /The instance must be of type "object"/],
    ['a list', 'gage.yaml', '- op\n', /The instance must be of type "object"/],
    [
      'a null character in a command',
      'gage.toml',
      '[op]\nexec = "true\\u0000"\n',
      /2:8: op\.exec must not contain a null character/,
    ],
    ['several documents', 'gage.yaml', 'op: {exec: "true"}\n---\na: 1\n', /document/],
  ];

  test.each(cases)('%s', (_title, name, content, message) => {
    const folder = makeProject({ [name]: content });
    expectRefused(folder, ['run', 'op', '-y'], message);
    // Facts do not need it.
    const facts = runProgram(folder, ['check', '-v']);
    expect(facts).toMatchObject({ status: 0, stdout: expect.stringContaining(name) as string });
    expect(warningsOf(facts).join('\n')).toMatch(message);
    expect(listFiles(folder)).toEqual([name]);
  });

  test('by every command that needs it', () => {
    const folder = makeProject({ 'gage.json': '' });
    for (const args of [
      ['check', '.'],
      ['operations'],
      ['run', '--preview'],
      ['run', '--help-op'],
    ]) {
      expectRefused(folder, args, /Expecting a value \(at line 1, column 1\)/);
    }
    // Runs do not need it.
    expect(runProgram(folder, ['list'])).toMatchObject({ status: 0, stderr: '' });
  });

  test('one of 9 MB is read like any other', () => {
    const description = 'word '.repeat((9 * MEGABYTE) / 5);
    const folder = makeProject({
      'gage.toml': `[op]\nexec = "echo done"\ndescription = "${description}"\nsourcecode = false\n`,
    });
    expect(runProgram(folder, ['check', '.']).status).toBe(0);
    expect(runProgram(folder, ['run', '-y'])).toEqual({ status: 0, stdout: 'done\n', stderr: '' });
    const listed = runProgram(folder, ['operations']);
    expectNoBug(listed);
    expect(listed.status).toBe(0);
  });

  test('names that objects have by themselves are ordinary names', () => {
    const folder = makeProject({
      'gage.json': '{"__proto__": {"exec": "echo own"}, "constructor": {"exec": "echo too"}}',
    });
    expect(runProgram(folder, ['run', '__proto__', '-y']).stdout).toBe('own\n');
    expect(runProgram(folder, ['run', 'constructor', '-y']).stdout).toBe('too\n');
    expect(runProgram(folder, ['run', 'toString', '-y']).status).toBe(1);
  });
});

describe('a configuration file that cannot be read has no keys, which is said, and hides no other', () => {
  const bad: readonly (readonly [name: string, content: string | Buffer, message: string])[] = [
    ['bracket.py', 'k1 = 1\nprint((2\n', 'This bracket is not closed (line 2, column 7)'],
    ['half.py', 'k2 = = 1\n', 'This cannot stand here: = (line 1, column 6)'],
    [
      'function.py',
      'k2 = 1\ndef f():\n    return g(1 2)\n',
      'This cannot stand here: 2 (line 3, column 16)',
    ],
    ['indented.py', 'k3 = 1\n  k4 = 2\n', 'Unexpected indentation (line 2, column 3)'],
    ['merged.py', 'k5 = 1\n<<<<<<< HEAD\n', 'This cannot stand here: << (line 2, column 1)'],
    [
      'deep.py',
      `k6 = ${'['.repeat(DEEP)}${']'.repeat(DEEP)}\n`,
      'More than 200 brackets inside each other (line 1, column 206)',
    ],
    ['latin.py', Buffer.from('k7 = "\xe9"\n', 'latin1'), 'the file is not UTF-8 text'],
    ['null.py', 'k8 = 1\n\0\n', 'Python source has no NUL characters (line 2, column 1)'],
    ['bad.json', '{"k9": 1,}}', '(line 1, column'],
    [
      'deep.json',
      `{"k10": ${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`,
      'Nested deeper than 512 levels (line 1, column 521)',
    ],
    ['cyclic.yaml', 'k11: &a\n  b: *a\n', 'contains itself (line 2, column 6)'],
    ['tab.yaml', 'k12:\n\tb: 1\n', 'Tabs are not allowed as indentation (line 2, column 1)'],
    ['twice.toml', 'k13 = 1\nk13 = 2\n', '(line 2, column 1)'],
    ['bad.ipynb', '{"cells": 5}', 'A notebook has a list "cells"; this has none'],
    ['list.ipynb', '[]', ''],
  ];
  const good: Files = { 'good.py': 'a = 1\n', 'good.json': '{"b": 1}\n', 'good.yaml': 'c: 1\n' };
  const gageFile =
    '[op]\nexec = "cat good.py"\nconfig = ["*.py#**.*", "*.json#**.*", "*.yaml#**.*", "*.toml#**.*", "-gage.toml", "*.ipynb"]\n';

  test('with all of them at once', () => {
    const files = Object.fromEntries(bad.map(([name, content]) => [name, content]));
    const folder = makeProject({ 'gage.toml': gageFile, 'multiply.yaml': BOMB, ...good, ...files });
    const preview = runProgram(folder, ['run', 'op', '--preview', '--json']);
    expectNoBug(preview);
    const keys = [...preview.stdout.matchAll(/"key": "(\w+)"/g)].map(([, key]) => key);
    expect(new Set(keys.filter((key) => !/^[ab]\d/.test(key ?? '')))).toEqual(
      new Set(['a', 'b', 'c']),
    );
    const result = runProgram(folder, ['run', 'op', 'a=7', 'b=8', 'c=9', '-y']);
    expectNoBug(result);
    expect(result).toMatchObject({ status: 0, stdout: 'a = 7\n' });
    for (const [name, , message] of bad) {
      const told = warningsOf(preview).filter((line) => line.includes(`"${name}"`));
      expect(told, name).toHaveLength(1);
      expect(told.join(''), name).toContain(message);
    }
    // What planning has told, staging does not tell again.
    expect(new Set(warningsOf(result)).size).toBe(warningsOf(result).length);
    expect(runsOf(folder)[0]).toMatchObject({ status: 'completed' });
  });

  test.each(bad)(
    '%s as the only one: flags are then unknown, and there is no run',
    (name, content) => {
      const folder = makeProject({
        'gage.toml': `[op]\nexec = "true"\nconfig = "${name}#**.*"\n`,
        [name]: content,
      });
      const result = runProgram(folder, ['run', 'op', 'k1=2', '-y']);
      expectNoBug(result);
      expect(result.status).toBe(1);
      expect(result.stderr).toContain(`Cannot load configuration for "${name}"`);
      expect(result.stderr).toContain("Unknown flag 'k1'");
      expect(runsOf(folder)).toEqual([]);
    },
  );
});

describe('a value that no file of the run has is refused, and there is no run', () => {
  test.each([
    ['its file is not source code', 'exec = "true"\nsourcecode = false\n'],
    [
      'its file is another after a hook',
      'exec = { run = "true", stage-sourcecode = "echo b=1 > a.py" }\n',
    ],
    [
      'its file is unreadable after a hook',
      'exec = { run = "true", stage-sourcecode = "echo ) > a.py" }\n',
    ],
  ])('%s', (_title, definition) => {
    const folder = makeProject({
      'gage.toml': `[op]\nconfig = "a.py"\n${definition.replace('echo )', "echo ')'")}`,
      'a.py': 'k = 1\n',
    });
    const result = runProgram(folder, ['run', 'k=2', '-y']);
    expectNoBug(result);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('gage: Cannot set k: no file of the run has it');
    expect(runsOf(folder)).toEqual([]);
    expect(runProgram(folder, ['run', '-y']).status).toBe(0);
  });
});

describe('what is odd in the folders of a project is left out, and said', () => {
  test('loops of links, links to nowhere, pipes', () => {
    const folder = makeProject({
      'gage.toml': '[op]\nexec = "true"\n',
      'a.py': '',
      'sub/b.py': '',
    });
    symlinkSync('loop-2.py', join(folder, 'loop-1.py'));
    symlinkSync('loop-1.py', join(folder, 'loop-2.py'));
    symlinkSync('nowhere.py', join(folder, 'broken.py'));
    symlinkSync('.', join(folder, 'self'));
    symlinkSync('../sub', join(folder, 'sub', 'again'));
    for (const name of ['x', 'y', 'z']) {
      mkdirSync(join(folder, name));
      for (const other of ['x', 'y', 'z']) symlinkSync(`../${other}`, join(folder, name, other));
    }
    spawnSync('mkfifo', [join(folder, 'pipe.py')]);
    const result = runProgram(folder, ['run', '-y']);
    expectNoBug(result);
    expect(result.status).toBe(0);
    for (const name of ['loop-1.py', 'loop-2.py', 'broken.py', 'self', 'sub/again', 'pipe.py']) {
      expect(warningsOf(result).join('\n'), name).toContain(name);
    }
    const files = listFiles(runsOf(folder)[0]?.run.runDir ?? '');
    expect(files).toEqual(['a.py', 'gage.toml', 'sub/b.py']);
  });

  test('a folder that may not be read; a file that may not be read ends it', ({ skip }) => {
    if (process.getuid?.() !== 0) skip('needs to become another user');
    const folder = makeProject({
      'gage.toml': '[op]\nexec = "true"\nconfig = ["*.py", "closed/*.py"]\n',
      'a.py': 'k = 1\n',
      'closed/b.py': 'm = 1\n',
    });
    chmodSync(join(folder, 'closed'), 0o700);
    chmodSync(join(folder, '..'), 0o777);
    chmodSync(folder, 0o777);
    const gage = (...args: readonly string[]): ProgramResult => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM_PATH, ...args], {
        cwd: folder,
        env: { ...cleanEnv(), HOME: folder },
        encoding: 'utf8',
        uid: 65534,
        gid: 65534,
      });
      return { status, stdout, stderr };
    };
    const result = gage('run', 'k=2', '-y');
    expectNoBug(result);
    expect(result.status).toBe(0);
    expect(warningsOf(result).join('\n')).toMatch(/Not copied \(.*\): closed\b/);
    expect(runsOf(folder)[0]).toMatchObject({ status: 'completed', config: { k: 2 } });

    chmodSync(join(folder, 'a.py'), 0o600);
    const closed = gage('run', 'op', '-y');
    expectNoBug(closed);
    expect(closed.status).toBe(1);
    expect(closed.stderr).toMatch(/cannot read source file .*a\.py/);
    expect(runsOf(folder)).toHaveLength(1);

    chmodSync(join(folder, 'gage.toml'), 0o600);
    for (const args of [['operations'], ['run', '-y'], ['check', '.']]) {
      const refused = gage(...args);
      expectNoBug(refused);
      expect(refused.status).toBe(1);
      expect(refused.stderr).toMatch(/gage\.toml: permission denied/);
    }
    expect(gage('list').status).toBe(0);
  });

  test('names with line breaks, brackets and control characters are only names', () => {
    const names = ['line\nbreak.py', '[x].py', '{a,b}.py', 'esc\u001b[31m.py', "it's #1.py"];
    const folder = makeProject({
      'gage.toml': '[op]\nexec = "true"\nconfig = "*.py"\n',
      ...Object.fromEntries(names.map((name, index) => [name, `k${index} = 1\n`])),
    });
    const result = runProgram(folder, ['run', '-y', ...names.map((_, index) => `k${index}=2`)]);
    expect(result).toEqual({ status: 0, stdout: '', stderr: '' });
    const files = listFiles(runsOf(folder)[0]?.run.runDir ?? '');
    expect(files.filter((name) => name.endsWith('.py'))).toEqual([...names].sort());
    const preview = runProgram(folder, ['run', '--preview']);
    expect(preview.stdout).not.toContain('\u001b[31m');
  });
});
