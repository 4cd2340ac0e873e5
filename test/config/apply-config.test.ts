import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { applyConfig, formatPatch } from '../../src/config/apply-config.ts';
import type { AppliedConfig } from '../../src/config/apply-config.ts';
import { parseAssignment } from '../../src/config/assignment.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { ConfigBlock } from '../../src/config/read-config.ts';
import { resolveConfig, userValues } from '../../src/config/resolve-config.ts';
import { float } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';

const hasPatch = spawnSync('patch', ['--version']).status === 0;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'apply-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Files = Readonly<Record<string, string>>;

function write(files: Files, root = folder): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function readBack(files: Files): Files {
  return Object.fromEntries(
    Object.keys(files).map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
}

/** What a run with these flags does to its files. */
async function applyFlags(
  blocks: readonly ConfigBlock[],
  flags: readonly string[],
): Promise<AppliedConfig> {
  const { settings } = await readConfig(folder, blocks);
  const layer = { origin: 'flag' as const, values: flags.map(parseAssignment) };
  return applyConfig(folder, blocks, userValues(resolveConfig(settings, [layer])));
}

const TWO = { 'a.py': 'x = 1\n', 'b.py': 'x = 10\n' };
const DEEP = { 'a.py': 'opts = {"deep": {"k": [1, 2]}}\n' };

describe('files after a run with flags', () => {
  test.each<[string, Files, readonly ConfigBlock[], readonly string[], Files]>([
    ['a value', { 'a.py': 'x = 1\n' }, [{ keys: ['a.py'] }], ['x=7'], { 'a.py': 'x = 7\n' }],
    ['a key of two files, not set', TWO, [{ keys: ['a.py', 'b.py'] }], [], TWO],
    [
      'a key of two files, set',
      TWO,
      [{ keys: ['a.py', 'b.py'] }],
      ['x=7'],
      { 'a.py': 'x = 7\n', 'b.py': 'x = 7\n' },
    ],
    [
      'a key that is a flag in one of two files',
      TWO,
      [{ keys: ['a.py#x', 'b.py#z'] }],
      ['x=7'],
      { 'a.py': 'x = 7\n', 'b.py': 'x = 10\n' },
    ],
    [
      'the same in two blocks',
      TWO,
      [{ keys: ['a.py#x'] }, { keys: ['b.py#z'] }],
      ['x=7'],
      { 'a.py': 'x = 7\n', 'b.py': 'x = 10\n' },
    ],
    [
      'keys that blocks rename',
      TWO,
      [
        { keys: ['a.py'], prefix: 'a' },
        { keys: ['b.py'], rename: 'x y' },
      ],
      ['a.x=7', 'y=8'],
      { 'a.py': 'x = 7\n', 'b.py': 'x = 8\n' },
    ],
    [
      'no newline at the end',
      { 'a.py': 'x = 1' },
      [{ keys: ['a.py'] }],
      ['x=2'],
      { 'a.py': 'x = 2' },
    ],
    [
      'Windows line ends and a byte-order mark',
      { 'a.py': '\ufeffx = 1\r\ny = 2\r\n' },
      [{ keys: ['a.py'] }],
      ['x=2'],
      { 'a.py': '\ufeffx = 2\r\ny = 2\r\n' },
    ],
    [
      'what is not set stays as it is written',
      { 'a.py': "x = 1\ny = 1e-3\nk = 1_000\ndoc = '''t\nu'''\nr = r'a'\n" },
      [{ keys: ['a.py'] }],
      ['x=2'],
      { 'a.py': "x = 2\ny = 1e-3\nk = 1_000\ndoc = '''t\nu'''\nr = r'a'\n" },
    ],
    [
      'a value set to what it is stays as it is written',
      { 'a.py': 'y = 1e-3\n' },
      [{ keys: ['a.py'] }],
      ['y=0.001'],
      { 'a.py': 'y = 1e-3\n' },
    ],
    [
      'a number for text',
      { 'a.py': "x = 'a'\n" },
      [{ keys: ['a.py'] }],
      ['x=5'],
      { 'a.py': "x = '5'\n" },
    ],
    [
      'quotes that reach the program',
      { 'a.py': 'name = "Ann"\n' },
      [{ keys: ['a.py'] }],
      ["name='123'"],
      { 'a.py': 'name = "123"\n' },
    ],
    ['null', { 'a.py': 'n = 3\n' }, [{ keys: ['a.py'] }], ['n=null'], { 'a.py': 'n = None\n' }],
    [
      'nan',
      { 'a.py': 'n = 3\n' },
      [{ keys: ['a.py'] }],
      ['n=nan'],
      { 'a.py': "n = float('nan')\n" },
    ],
    [
      'a backslash',
      { 'a.py': 'name = "Ann"\n' },
      [{ keys: ['a.py'] }],
      [String.raw`name=C:\new`],
      { 'a.py': String.raw`name = "C:\\new"` + '\n' },
    ],
    [
      'a part of a part',
      DEEP,
      [{ keys: ['a.py#**.*'] }],
      ['opts.deep.k.1=9'],
      { 'a.py': 'opts = {"deep": {"k": [1, 9]}}\n' },
    ],
    [
      'a whole list',
      DEEP,
      [{ keys: ['a.py#**.*'] }],
      ['opts.deep.k=[3]'],
      { 'a.py': 'opts = {"deep": {"k": [3]}}\n' },
    ],
    [
      'numbers for texts without quotes, which are what readers make of them',
      { '.env': 'u=a\nv="a"\nw=a\n', 'c.ini': 'x = a\ny = "a"\nz =\n' },
      [{ keys: ['c.ini', '.env'] }],
      ['x=5', 'y=5', 'z=true', 'u=5', 'v=5', "w='5'"],
      { 'c.ini': 'x = 5\ny = "5"\nz = true\n', '.env': 'u=5\nv="5"\nw=\'5\'\n' },
    ],
    [
      'several formats at once',
      { 'c.json': '{"x": 1}', 'c.toml': 'x = 1\n', 'c.yaml': 'x: 1 # one\n' },
      [{ keys: ['c.*'] }],
      ['x=2'],
      { 'c.json': '{"x": 2}', 'c.yaml': 'x: 2 # one\n', 'c.toml': 'x = 2\n' },
    ],
  ])('%s', async (_, files, blocks, flags, expected) => {
    write(files);
    const { patches, unplacedKeys, problems } = await applyFlags(blocks, flags);
    expect(readBack(files)).toEqual(expected);
    expect({ unplacedKeys, problems }).toEqual({ unplacedKeys: [], problems: [] });
    const changed = Object.keys(files).filter((path) => files[path] !== expected[path]);
    expect(patches.map(({ path }) => path)).toEqual(changed);
  });
});

const set = (values: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> =>
  new Map(Object.entries(values));

test('without values to set no file is looked at', async () => {
  write({ 'bad.py': 'def (:\n' });
  expect(await applyConfig(folder, [{ keys: ['bad.py'] }], new Map())).toEqual({
    patches: [],
    unplacedKeys: [],
    problems: [],
  });
});

test('without a run directory there is nothing to patch', async () => {
  const applied = await applyConfig(
    join(folder, 'no'),
    [{ keys: ['a.py', '*.py'] }],
    set({ x: 1 }),
  );
  expect(applied).toEqual({ patches: [], unplacedKeys: ['x'], problems: [] });
});

test('two blocks on one file give two patches, the second made on top of the first', async () => {
  write({ 'a.py': 'x = 1\ny = 1\n' });
  const blocks = [{ keys: ['a.py#y'] }, { keys: ['a.py#x'] }];
  const { patches } = await applyConfig(folder, blocks, set({ x: 2, y: 2 }));
  expect(patches).toEqual([
    { path: 'a.py', before: 'x = 1\ny = 1\n', after: 'x = 1\ny = 2\n' },
    { path: 'a.py', before: 'x = 1\ny = 2\n', after: 'x = 2\ny = 2\n' },
  ]);
  expect(readBack({ 'a.py': '' })).toEqual({ 'a.py': 'x = 2\ny = 2\n' });
});

test('values that no file has a place for are named', async () => {
  write({ 'a.py': 'x = 1\n' });
  const { unplacedKeys } = await applyConfig(
    folder,
    [{ keys: ['a.py', 'gone.py'] }],
    set({ x: 1, y: 2 }),
  );
  expect(unplacedKeys).toEqual(['y']);
});

test('a file that cannot be read is reported, the others are patched', async () => {
  write({ 'a.py': 'x = 1\n', 'bad.py': 'x = 1\ndef (:\n' });
  const { problems } = await applyConfig(folder, [{ keys: ['*.py'] }], set({ x: 2 }));
  expect(problems).toMatchObject([{ kind: 'invalid', file: 'bad.py', line: 2 }]);
  expect(readBack({ 'a.py': '', 'bad.py': '' })).toEqual({
    'a.py': 'x = 2\n',
    'bad.py': 'x = 1\ndef (:\n',
  });
});

test('a value that a file cannot hold fails before any file is changed', async () => {
  write({ 'a.py': 'x = 1\n', 'c.toml': 'x = 1\n' });
  const applying = applyConfig(folder, [{ keys: ['a.py', 'c.toml'] }], set({ x: null }));
  await expect(applying).rejects.toMatchObject({
    failure: { reason: 'config-not-applied', file: 'c.toml', keys: ['x'] },
    message: expect.stringMatching(/^Cannot set x in c\.toml: ./) as string,
  });
  expect(readBack({ 'a.py': '', 'c.toml': '' })).toEqual({
    'a.py': 'x = 1\n',
    'c.toml': 'x = 1\n',
  });
});

test('a read-only or executable file keeps its mode, and nothing is left beside it', async () => {
  write({ 'a.py': 'x = 1\n', 'b.py': 'x = 1\n' });
  chmodSync(join(folder, 'a.py'), 0o444);
  chmodSync(join(folder, 'b.py'), 0o755);
  await applyConfig(folder, [{ keys: ['*.py'] }], set({ x: 2 }));
  expect(readBack(TWO)).toEqual({ 'a.py': 'x = 2\n', 'b.py': 'x = 2\n' });
  expect(statSync(join(folder, 'a.py')).mode & 0o777).toBe(0o444);
  expect(statSync(join(folder, 'b.py')).mode & 0o777).toBe(0o755);
  expect(readdirSync(folder).sort()).toEqual(['a.py', 'b.py']);
});

test('a link in the run is replaced, what it leads to is not changed', async () => {
  write({ 'run/b.py': 'y = 1\n', 'project/a.py': 'x = 1\n' });
  symlinkSync('../project/a.py', join(folder, 'run/a.py'));
  await applyConfig(join(folder, 'run'), [{ keys: ['a.py'] }], set({ x: 2 }));
  expect(readBack({ 'run/a.py': '', 'project/a.py': '' })).toEqual({
    'run/a.py': 'x = 2\n',
    'project/a.py': 'x = 1\n',
  });
});

describe.skipIf(!hasPatch)('the record of patches', () => {
  test('applies to a copy of the files as they were, in order', async () => {
    const files = {
      'a.py': 'x = 1\ny = 1\nz = 1',
      'my conf/é.yaml': 'x: 1\r\ny: 2\r\n',
      'bom.json': '\ufeff{"x": 1}\n',
    };
    write(files, join(folder, 'before'));
    cpSync(join(folder, 'before'), join(folder, 'run'), { recursive: true });
    const blocks = [{ keys: ['a.py#z', "'my conf'", 'bom.json'] }, { keys: ['a.py#[xy]'] }];
    const values = set({ x: 2, y: float(3), z: [4] });
    const { patches } = await applyConfig(join(folder, 'run'), blocks, values);
    expect(patches.map(({ path }) => path)).toEqual(['a.py', 'bom.json', 'my conf/é.yaml', 'a.py']);
    applyPatch(join(folder, 'before'), formatPatch(patches));
    for (const path of Object.keys(files)) {
      const text = (side: string): string => readFileSync(join(folder, side, path), 'utf8');
      expect(text('before')).toBe(text('run'));
      expect(text('run')).not.toBe(files[path as keyof typeof files]);
    }
  });

  test('applies whatever values were set', async () => {
    const value = fc.oneof(fc.integer(), fc.boolean(), fc.string(), fc.constant('two\nlines\\'));
    await fc.assert(
      fc.asyncProperty(fc.record({ x: value, y: value, z: value }), async (values) => {
        write({ 'before/a.py': 'x = 1\ny = 2\nz = 3', 'run/a.py': 'x = 1\ny = 2\nz = 3' });
        const { patches } = await applyConfig(
          join(folder, 'run'),
          [{ keys: ['a.py'] }],
          set(values),
        );
        applyPatch(join(folder, 'before'), formatPatch(patches));
        const text = (side: string): string => readFileSync(join(folder, side, 'a.py'), 'utf8');
        expect(text('before')).toBe(text('run'));
        const { settings } = await readConfig(join(folder, 'run'), [{ keys: ['a.py'] }]);
        for (const [key, expected] of Object.entries(values)) {
          expect(settings.get(key)?.value).toBe(expected);
        }
      }),
      { numRuns: 40 },
    );
  });
});

function applyPatch(directory: string, text: string): void {
  const result = spawnSync('patch', ['-p0', '--fuzz=0'], {
    cwd: directory,
    input: text,
    encoding: 'utf8',
  });
  expect({ status: result.status, output: result.status === 0 ? '' : result.stdout }).toEqual({
    status: 0,
    output: '',
  });
}
