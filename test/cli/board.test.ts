import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runId, storeRuns } from '../board/board-runs.ts';
import { listFiles, makeTempDir, readText, writeFiles } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';
import type { ProgramResult } from '../rig/program.ts';

/** A project with two runs, the newer one with a label. */
function makeProject(files: Readonly<Record<string, string>> = {}): string {
  const folder = makeTempDir();
  writeFiles(folder, { 'gage.yaml': '{}', ...files });
  storeRuns(join(folder, '.gage', 'runs'), [
    { config: '{"rate": 0.1}', summary: '{"metrics": {"accuracy": 0.5}}' },
    {
      operation: 'eval',
      exitCode: 1,
      label: 'a, b',
      summary: '{"metrics": {"accuracy": Infinity}}',
    },
  ]);
  return folder;
}

const board = (folder: string, ...args: readonly string[]): ProgramResult =>
  runProgram(folder, ['board', ...args], { env: { TZ: 'UTC' } });

describe('gage board', () => {
  test('shows a table of all runs, the newest first', () => {
    const { status, stdout, stderr } = board(makeProject(), '-c', '/dev/null');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('unsupported file extension');

    const shown = runProgram(makeProject(), ['board'], { env: { TZ: 'UTC', COLUMNS: '100' } });
    expect(shown.stdout.replace(/ +$/gm, '').replace(/[a-z]{5}-[a-z]{5}/g, 'aaaaa-bbbbb')).toBe(`
| name        | operation | started          | status    | label | rate | accuracy |
|-------------|-----------|------------------|-----------|-------|------|----------|
| aaaaa-bbbbb | eval      | 2026-03-01 09:15 | error     | a, b  |      |          |
| aaaaa-bbbbb | train     | 2026-03-01 09:15 | completed |       | 0.1  | 0.5      |

`);
    expect([shown.status, shown.stderr]).toEqual([0, '']);
  });

  test('prints CSV with CRLF', () => {
    const { stdout } = board(
      makeProject({ 'b.yaml': 'columns: [run:id, run:label, metric:accuracy]' }),
      '--csv',
      '-c',
      'b.yaml',
    );
    expect(stdout).toBe(
      `run:id,run:label,metric:accuracy\r\n${runId(1)},"a, b",\r\n${runId(0)},,0.5\r\n`,
    );
  });

  test('never writes over a configuration, nor over a folder', () => {
    const folder = makeProject({ 'b.json': '{}', 'sub/a': '', 'pages.html/a': '' });
    const refused = (...args: readonly string[]): string => {
      const { status, stderr } = board(folder, ...args);
      expect(status).toBe(1);
      return stderr;
    };
    for (const path of ['board.json', './sub/../board.json', join(folder, 'board.json')]) {
      expect(refused('-o', path)).toContain(`${path} is where the configuration of a board is`);
    }
    expect(refused('-c', 'b.json', '-o', 'b.json')).toContain('b.json is where the configuration');
    expect(refused('-o', 'pages.html')).toBe('gage: pages.html is a directory\n');
    expect(refused('-o', 'b.json/x.csv')).toBe(
      'gage: Cannot write b.json/x.csv: not a directory\n',
    );
    expect(listFiles(folder).filter((path) => /^(board|pages|b\.)/.test(path))).toEqual([
      'b.json',
      'pages.html/a',
    ]);
    expect(board(folder, '-o', 'sub/board.json').status).toBe(0);
  });

  test('prints JSON that any reader understands', () => {
    const { stdout } = board(makeProject(), '--json', '-w', 'operation == eval');
    expect(stdout.endsWith('}\n')).toBe(true);
    expect(JSON.parse(stdout)).toMatchObject({
      rowData: [
        { 'run:id': runId(1), 'run:started': '2026-03-01T09:15:03', 'metric:accuracy': null },
      ],
    });
  });

  test('takes runs by specifiers, and says which match nothing', () => {
    const { stdout, stderr } = board(makeProject(), '2', 'nope', '--csv');
    expect(stdout.split('\r\n')).toHaveLength(3);
    expect(stderr).toBe("WARNING: No runs match 'nope'\n");
  });

  test('without runs shows headings, and says so', () => {
    const { status, stdout, stderr } = board(makeTempDir(), '--csv');
    expect([status, stdout]).toEqual([
      0,
      'run:name,run:operation,run:started,run:status,run:label\r\n',
    ]);
    expect(stderr).toBe('There are no runs to show.\n');
  });

  test.each([
    ['out.html', /^<!doctype html>/],
    ['out.MD', /^\| name \|/],
    ['out.json', /^\{\n {2}"colDefs"/],
    ['out.csv', /^run:name,/],
    ['sub/out.txt', /\| name/],
  ])('writes %s in the format that its name tells', (name, beginning) => {
    const folder = makeProject();
    const { status, stdout, stderr } = board(folder, '-o', name);
    expect([status, stdout, stderr]).toEqual([0, '', `Wrote 2 runs to ${name}\n`]);
    expect(readText(folder, name)).toMatch(beginning);
  });

  test('writes the format that is asked for whatever the name', () => {
    const folder = makeProject();
    board(folder, '--json', '-o', 'board.html');
    expect(readText(folder, 'board.html')).toMatch(/^\{/);
  });

  test.each([
    [['--json', '--csv'], "gage: You can't use both --json and --csv options.\n"],
    [['-c', 'x', '--no-config'], "gage: You can't use both --config and --no-config options.\n"],
    [['-c', 'x.yaml'], 'gage: Config file "x.yaml" does not exist\n'],
    [
      ['-o', 'x.pdf'],
      'gage: Cannot tell the format of x.pdf by its name.\n\nUse one of --json, --csv, --markdown, --html.\n',
    ],
  ])('%j fails', (args, message) => {
    const { status, stderr } = board(makeProject(), ...args);
    expect([status, stderr]).toEqual([1, message]);
  });
});

describe('the configuration of a board', () => {
  const header = ({ stdout }: ProgramResult): string => stdout.split('\r\n')[0] ?? '';

  test('is found in the current folder, then in the project, from wherever the program works', () => {
    const folder = makeProject({
      'board.yml': 'columns: [run:id]',
      'sub/x': '',
      'own/board.toml': 'columns = ["run:name"]',
    });
    expect(header(runProgram(folder, ['-C', 'sub', 'board', '--csv']))).toBe('run:id');
    expect(header(runProgram(folder, ['-C', 'own', 'board', '--csv']))).toBe('run:name');
    expect(
      header(runProgram(folder, ['-C', 'sub', 'board', '--csv', '-c', '../own/board.toml'])),
    ).toBe('run:name');
    expect(header(board(folder, '--csv', '--no-config'))).toContain('run:operation');
  });

  test('is told with -v', () => {
    const folder = makeProject({ 'board.json': '{}' });
    const verbose = (...args: readonly string[]): string =>
      runProgram(folder, ['-v', 'board', '--csv', ...args]).stderr;
    expect(verbose()).toBe('Using config from ./board.json\nGenerating board data for 2 runs\n');
    expect(verbose('--no-config', '1')).toBe(
      'Using default board config\nGenerating board data for 1 run\n',
    );
  });

  test('with a key nobody knows is used, with a warning', () => {
    const folder = makeProject({ 'board.yaml': 'colums: []' });
    const { status, stderr } = board(folder, '--csv');
    expect(status).toBe(0);
    expect(stderr).toBe(
      'WARNING: ./board.yaml:1:1: colums is not a known key: did you mean "columns"?\n',
    );
  });

  test('chooses runs and the best of groups even when there are none', () => {
    const folder = makeProject({
      'board.yaml': 'run-select: { status: running }\ngroup-select: { group-by: { config: a } }',
    });
    const { status, stderr } = board(folder);
    expect([status, stderr]).toEqual([
      1,
      'gage: invalid board config: group-select for board must specify either min or max fields\n',
    ]);
  });
});

describe('gage check --board', () => {
  test.each([
    ['columns: [run:id]', 0, 'b.yaml is a valid board configuration file\n'],
    ['columns: id', 1, 'There are errors in b.yaml\n1:10: columns must be a list, not text\n'],
    ['[1]', 1, 'There are errors in b.yaml\nThe instance must be of type "object"\n'],
  ])('%s', (text, status, message) => {
    const result = runProgram(makeProject({ 'b.yaml': text }), ['check', '--board', 'b.yaml']);
    expect([result.status, result.stdout, result.stderr]).toEqual([status, '', message]);
  });

  test('a file that is missing or broken is told', () => {
    const folder = makeProject({ 'b.yaml': 'a: [' });
    const check = (path: string): string => runProgram(folder, ['check', '--board', path]).stderr;
    expect(check('nope.yaml')).toBe('gage: File "nope.yaml" does not exist\n');
    expect(check('b.yaml')).toMatch(/^gage: Unexpected board config in "b.yaml" - .* line 1/);
  });

  test('tells JSON', () => {
    const folder = makeProject({ 'b.yaml': 'columns: 3' });
    const { stdout, status } = runProgram(folder, ['check', '--board', 'b.yaml', '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      path: 'b.yaml',
      valid: false,
      errors: [{ line: 1 }],
    });
  });
});
