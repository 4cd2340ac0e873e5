import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeTempDir, writeFiles } from './rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from './rig/program.ts';

const NOTE_LOADED = join(import.meta.dirname, 'fixtures', 'note-loaded.cjs');

interface Loaded {
  /** Modules of Node.js that an empty program does not have. */
  readonly modules: readonly string[];
  readonly packs: readonly { readonly path: string; readonly bytes: number }[];
}

/** What the program loads for a command in a project with a run. */
function loadedFor(...args: readonly string[]): Loaded {
  const folder = makeTempDir();
  const project = join(folder, 'project');
  writeFiles(project, { 'gage.toml': '[nothing]\nexec = "true"\ndefault = true\n' });
  expect(runProgram(project, ['run', '-y', '-q']).status).toBe(0);
  const file = join(folder, 'loaded.json');
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--require', NOTE_LOADED, PROGRAM_PATH, ...args],
    { cwd: project, env: { ...cleanEnv(), LOADED_FILE: file }, encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  return JSON.parse(readFileSync(file, 'utf8')) as Loaded;
}

function kilobytes(packs: Loaded['packs']): number {
  return packs.reduce((sum, { bytes }) => sum + bytes, 0) / 1024;
}

describe('what is loaded', () => {
  test('for the version: nothing besides the program itself', () => {
    expect(loadedFor('--version')).toEqual({ modules: [], packs: [] });
  });

  test('for help: the commands, and nothing that runs them', () => {
    const { modules, packs } = loadedFor('help');
    expect(modules.toSorted()).toEqual(['vm']);
    expect(packs).toHaveLength(1);
    expect(kilobytes(packs)).toBeLessThan(80);
  });

  test('for a list: nothing that starts processes, opens sockets, hashes or compresses', () => {
    const { modules, packs } = loadedFor('list');
    expect(modules.toSorted()).toEqual(['vm']);
    expect(packs.length).toBeLessThanOrEqual(3);
    expect(kilobytes(packs)).toBeLessThan(180);
  });

  test('for a run, in a project that is named: one pack', () => {
    const { modules, packs } = loadedFor('-C', '.', 'run', '-y', '-q');
    expect(modules).not.toContain('zlib');
    expect(modules).not.toContain('worker_threads');
    expect(packs).toHaveLength(1);
    expect(kilobytes(packs)).toBeLessThan(280);
  });

  test('for a run that is only staged: what it needs besides, and no pack of another command', () => {
    const { packs } = loadedFor('-C', '.', 'run', '--stage', '-y');
    expect(packs).toHaveLength(2);
    expect(kilobytes(packs)).toBeLessThan(300);
  });
});

describe('the program', () => {
  test.each(['18.20.4', '20.15.1'])('says what it needs of Node.js to version %s', (version) => {
    const folder = makeTempDir();
    const versions = `{ ...process.versions, node: '${version}' }`;
    writeFiles(folder, {
      'old.cjs': `Object.defineProperty(process, 'versions', { value: ${versions} });`,
    });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--require', join(folder, 'old.cjs'), PROGRAM_PATH, '--version'],
      { env: cleanEnv(), encoding: 'utf8' },
    );
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: `gage: needs Node.js 20.16 or newer, and this is ${version}\n`,
    });
  });

  test('starts through a chain of links, as package managers make them', () => {
    const folder = makeTempDir();
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    symlinkSync(PROGRAM_PATH, join(bin, 'gage'));
    symlinkSync(join('bin', 'gage'), join(folder, 'link'));
    for (const args of [['--version'], ['--runs', folder, 'list', '--json']]) {
      const { status, stdout } = spawnSync(process.execPath, [join(folder, 'link'), ...args], {
        env: cleanEnv(),
        encoding: 'utf8',
      });
      expect(status).toBe(0);
      expect(stdout).toMatch(args.length === 1 ? /^Gage \d/ : /^\[\]\n$/);
    }
  });

  test('starts where code that was compiled ahead is not accepted', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--no-lazy', PROGRAM_PATH, 'help'],
      { env: cleanEnv(), encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('Usage: gage');
  });

  test('leaves the code that was not compiled ahead to the next use', () => {
    const folder = copyWithoutCode();
    const first = use(folder, ['help']);
    const [code = ''] = codeIn(folder);
    expect(code).toContain(process.versions.v8);
    expect(use(folder, ['help'])).toEqual(first);
    expect(codeIn(folder)).toEqual([code]);
  });

  test('leaves code of a whole use, whatever else was used before', () => {
    const direct = copyWithoutCode();
    const list = ['--runs', direct, 'list'];
    use(direct, list);
    const later = copyWithoutCode();
    for (const args of [
      ['list', '--help'],
      ['help', 'list'],
      ['run', '--help'],
    ])
      use(later, args);
    use(later, list);
    const sizeIn = (folder: string, name: string): number =>
      statSync(join(folder, 'dist', name), { throwIfNoEntry: false })?.size ?? 0;
    for (const name of codeIn(direct)) {
      expect(sizeIn(later, name), name).toBeGreaterThan(0.9 * sizeIn(direct, name));
    }
  });

  test.each([
    [
      'with options of Node.js, for which it would be',
      ['help'],
      { NODE_OPTIONS: '--no-warnings' },
      0,
    ],
    ['that counts what is called', ['help'], { NODE_V8_COVERAGE: 'coverage' }, 0],
    ['by a use that came to nothing', ['--runs', 'missing', 'show', 'nothing'], {}, 1],
  ])('leaves no code %s', (_, args, env, status) => {
    const folder = copyWithoutCode();
    use(folder, args, env, status);
    expect(codeIn(folder)).toEqual([]);
  });
});

/** The program as it is installed for another version of Node.js. */
function copyWithoutCode(): string {
  const folder = makeTempDir();
  const root = dirname(dirname(PROGRAM_PATH));
  for (const part of ['bin', 'dist']) {
    cpSync(join(root, part), join(folder, part), {
      recursive: true,
      filter: (path) => !path.endsWith('.code'),
    });
  }
  return folder;
}

/** @returns the output of the program in that folder. */
function use(folder: string, args: readonly string[], env = {}, status = 0): string {
  const program = join(folder, 'bin', 'gage.js');
  const options = { cwd: folder, env: { ...cleanEnv(), ...env }, encoding: 'utf8' } as const;
  const ended = spawnSync(process.execPath, [program, ...args], options);
  expect(ended.status, ended.stderr).toBe(status);
  if (status === 0) expect(ended.stderr).toBe('');
  return ended.stdout;
}

function codeIn(folder: string): readonly string[] {
  return readdirSync(join(folder, 'dist')).filter((name) => name.includes('.code'));
}
