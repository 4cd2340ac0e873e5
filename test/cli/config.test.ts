import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';
import type { ProgramResult } from '../rig/program.ts';

let project = '';
let home = '';

beforeEach(() => {
  project = makeTempDir('project');
  home = makeTempDir('home');
});

function gage(...args: readonly string[]): ProgramResult {
  return runProgram(project, args, { env: { HOME: home, COLUMNS: '200' } });
}

/** A table in plain mode as rows of cells, headers first. */
function cells(table: string): readonly (readonly string[])[] {
  const lines = table.split('\n').filter((line) => line.startsWith('| '));
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('gage config', () => {
  test('shows every value and the file it is from; the project comes first', () => {
    writeFiles(home, {
      '.gage/config.toml': '[repos.a]\npath = "~/x"\n[repos."b.c"]\ntype = "s3"\nport = 3\n',
    });
    writeFiles(project, {
      'gageconfig.yaml': 'repos:\n  a: {type: local, path: y}\n  d: {path: z}\n',
    });
    const own = join(project, 'gageconfig.yaml');
    const ofUser = join(home, '.gage', 'config.toml');
    const rows = [
      ['repos.a.type', 'local', own],
      ['repos.a.path', 'y', own],
      ['repos.d.type', 'local', null],
      ['repos.d.path', 'z', own],
      ['repos."b.c".type', 's3', ofUser],
      ['repos."b.c".port', 3, ofUser],
    ] as const;
    const shown = gage('config');
    expect(shown).toMatchObject({ status: 0, stderr: '' });
    expect(cells(shown.stdout)).toEqual([
      ['setting', 'value', 'from'],
      ...rows.map(([key, value, file]) => [key, String(value), file ?? '(default)']),
    ]);
    expect(JSON.parse(gage('config', '--json').stdout)).toEqual({
      files: [own, ofUser],
      settings: rows.map(([key, value, file]) => ({ key, value, file })),
    });
  });

  test('masks what is secret by its name or its shape', () => {
    writeFiles(project, {
      'gageconfig.toml':
        '[repos.a]\npath = "https://ann:hunter22@host/x"\nsecret_key = "abc"\noptions = { token = "tok" }\n',
    });
    for (const { stdout } of [gage('config'), gage('config', '--json')]) {
      expect(stdout).not.toMatch(/hunter22|abc|"tok"|tok\b/);
      expect(stdout).toContain('https://ann:[masked]@host/x');
    }
  });

  test('tells where it can be when there is none, or nothing in it', () => {
    const places = `It can be in .gage/config.toml or gageconfig.toml (or .yaml, .json) of:\n  ${project}\n  ${home}\n`;
    expect(gage('config').stdout).toBe(`There is no user configuration\n\n${places}`);
    expect(JSON.parse(gage('config', '--json').stdout)).toEqual({ files: [], settings: [] });
    writeFiles(home, { 'gageconfig.json': '{}' });
    expect(gage('config').stdout).toBe(`The user configuration is empty\n\n${places}`);
  });

  test('refuses a file with errors, and warns of keys nobody knows', () => {
    writeFiles(project, { 'gageconfig.toml': 'color = 1\n[repos.a]\npath = "x"\n' });
    const known = 'color is not a known key: only $schema and repos can be here';
    const path = join(project, 'gageconfig.toml');
    const warned = gage('config');
    expect(warned.status).toBe(0);
    expect(warned.stderr).toBe(`WARNING: ${path}:1:1: ${known}\n`);
    writeFiles(home, { 'gageconfig.json': '{"repos": {"b": {}}}' });
    expect(gage('config')).toEqual({
      status: 1,
      stdout: '',
      stderr: `gage: There are errors in ${join(home, 'gageconfig.json')}\n1:17: repos.b must be a map with "type", "path" or both\n`,
    });
  });
});

describe('gage check with a file of user configuration', () => {
  test('knows it by its name, and checks it as such', () => {
    writeFiles(project, {
      'gageconfig.yaml': 'repos: {a: {type: x, path: y}}\n',
      '.gage/config.toml': 'repos = 1\n',
      'other.yaml': 'repos: {a: {type: x}}\n',
    });
    expect(gage('check', 'gageconfig.yaml')).toEqual({
      status: 0,
      stdout: '',
      stderr: 'gageconfig.yaml is a valid user configuration file\n',
    });
    expect(gage('-C', '.gage', 'check', 'config.toml').status).toBe(1);
    expect(gage('check', '.gage/config.toml')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'There are errors in .gage/config.toml\n1:9: repos must be a map of keys, not a number\n',
    });
    expect(gage('check', 'other.yaml').stderr).toContain('repos.a is not a known key');
  });
});
