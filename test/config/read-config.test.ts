import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { ConfigDocuments, describeConfigProblem } from '../../src/config/config-documents.ts';
import { defaultValues, readConfig } from '../../src/config/read-config.ts';
import type { ConfigBlock } from '../../src/config/read-config.ts';
import { formatFlagValue } from '../../src/config/flag-value.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-config-'));
  write({
    'a.py': "x = 1\ny = 2\nd = {'p': 1, 'q': {'r': 2}}\nl = [5, 6]\n",
    'b.py': 'x = 10\nz = 3\n',
    'conf/c.py': 'x = 100\nw = 4\n',
    'conf/sub/d.py': 'v = 5\n',
    'other/e.py': 'u = 6\n',
    'other/conf/f.py': 't = 7\n',
    'n.ipynb': JSON.stringify({
      cells: [{ cell_type: 'code', source: ['k = 8\n'], metadata: {}, outputs: [] }],
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    }),
    'c.json': '{"j": {"a.b": 1}, "flag": true}',
    'c.yaml': 'm: 0.5\n',
    'c.toml': 'o = "text"\n',
    'c.ini': '[s]\nn = 1\n',
    'bad.py': 'x = 1\ndef (:\n',
    'hex.py': 'h = 0x10\nok = 1\n',
    'my file.py': 'mf = 1\n',
    '.hid.py': 'hid = 1\n',
    '.hd/g.py': 'hg = 1\n',
    '-dash.py': 'dash = 1\n',
    'bom.py': '\ufeffbom = 1\n',
    'CAPS.PY': 'caps = 1\n',
    'data.bin': '\0\u0001',
    '.env': 'SECRET=1\n',
    '.env.local': 'LOCAL=1\n',
    '.gage/runs/r/a.py': 'stored = 1\n',
    'runs/r/a.py': 'stored = 1\n',
  });
  writeFileSync(join(folder, 'latin.py'), Buffer.from('s = "\xe9"\n', 'latin1'));
  symlinkSync('a.py', join(folder, 'link.py'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

type Config = string | readonly string[] | readonly ConfigBlock[];

async function read(config: Config): Promise<string> {
  const { settings, problems } = await readConfig(folder, toBlocks(config), {
    neverEnter: [join(folder, 'runs')],
  });
  const values = defaultValues({ settings, problems });
  const shown = [...values].map(([key, value]) => `${key}=${formatFlagValue(value)}`);
  const noted = problems.map((problem) => `! ${describeConfigProblem(problem)}`);
  return [...shown.sort(), ...noted].join(' ');
}

function toBlocks(config: Config): readonly ConfigBlock[] {
  if (typeof config === 'string') return [{ keys: [config] }];
  const texts = config.filter((item) => typeof item === 'string');
  if (texts.length > 0) return [{ keys: texts }];
  return config.filter((item) => typeof item !== 'string');
}

describe('keys and files', () => {
  test.each<[Config, string]>([
    ['a.py', 'x=1 y=2'],
    ['a.py#x', 'x=1'],
    ['a.py#**.*', 'd.p=1 d.q.r=2 l.0=5 l.1=6 x=1 y=2'],
    ['a.py#d.*', 'd.p=1'],
    ['a.py#d', ''],
    ['a.py#l.0', 'l.0=5'],
    ['a.py#', ''],
    [['a.py', 'b.py'], 'x=10 y=2 z=3'],
    [['b.py', 'a.py'], 'x=10 y=2 z=3'],
    [['a.py#x', 'b.py#z'], 'x=1 z=3'],
    [['a.py#x', 'b.py#y'], 'x=1 ! No values match config path "b.py#y"'],
    [['a.py#x', '#y'], 'x=1 y=2'],
    [['#y', 'a.py#x'], 'x=1 y=2'],
    [['b.py#x', '#y', 'a.py#x'], 'x=10 ! No values match config path "#y"'],
    [['a.py', '-a.py#x'], 'y=2'],
    [['a.py', '-#x'], 'y=2'],
    [['-#x', 'a.py'], 'y=2'],
    [['-#x', 'a.py', 'b.py'], 'y=2 z=3'],
    [['a.py', 'b.py', '-#x'], 'x=1 y=2 z=3'],
    [['a.py', '-a.py'], ''],
    [['-a.py', 'a.py'], 'x=1 y=2'],
    [['a.py#x', '-a.py', 'a.py#y'], 'y=2'],
    [['b.py', '-a.py#q'], 'x=10 z=3'],
    [['a.py#x', 'b.py'], 'x=10 z=3'],
    [[{ keys: ['a.py#x'] }, { keys: ['b.py#x'] }], 'x=10'],
    [[{ keys: ['b.py#x'] }, { keys: ['a.py#x'] }], 'x=1'],
    [[{ keys: ['a.py#x'], prefix: 'P.' }, { keys: ['b.py#x'] }], 'P.x=1 x=10'],
    [[{ keys: ['a.py#d.**'], stripPrefix: 'd', rename: 'q.r deep' }], 'deep=2 p=1'],
    ['conf/*.py', 'w=4 x=100'],
    ['conf/**/*.py', 'v=5 w=4 x=100'],
    ['**/c.py', 'w=4 x=100'],
    ['*/c.py', 'w=4 x=100'],
    ['conf', 'v=5 w=4 x=100'],
    ['conf/', 'v=5 w=4 x=100'],
    [['conf', '-conf/sub'], 'w=4 x=100'],
    ['./a.py', 'x=1 y=2'],
    ['other/**/*.py', 't=7 u=6'],
    ['other/conf/f.py', 't=7'],
    [['*.py', '-[abhl]*.py', '-hex.py', '-my*', '-bad.py'], 'dash=1 hid=1'],
    ['n.ipynb', 'k=8'],
    ['c.json', 'flag=true'],
    ['c.json#**', '"a.b"'],
    ['c.yaml', 'm=0.5'],
    ['c.toml', 'o=text'],
    ['c.ini#**', 's.n=1'],
    ['hex.py', 'h=16 ok=1'],
    ["'my file.py'#mf", 'mf=1'],
    ['.hd/g.py', 'hg=1'],
    ['.hid.py', 'hid=1'],
    ['\\-dash.py', 'dash=1'],
    [['\\-dash.py', '--dash.py#dash'], ''],
    ['bom.py', 'bom=1'],
    ['CAPS.PY', 'caps=1'],
    ['link.py#x', 'x=1'],
    ['.env', 'SECRET=1'],
    ['.env.local', 'LOCAL=1'],
    [['*.py size<12 max-matches=1#*', '-#z'], 'dash=1'],
    [[], ''],
  ])('%j', async (config, expected) => {
    // The key of a name with a dot is quoted, which is easier to read in the table than here.
    const wanted = expected === '"a.b"' ? 'flag=true j."a.b"=1' : expected;
    expect(await read(config)).toBe(wanted);
  });
});

describe('problems are reported with the rest read', () => {
  test.each<[Config, string]>([
    ['nope.py', '! No files match config path "nope.py"'],
    ['/a.py', '! No files match config path "/a.py"'],
    ['../a.py', '! No files match config path "../a.py"'],
    ['.gage/runs/r/a.py', '! No files match config path ".gage/runs/r/a.py"'],
    ['runs/r/a.py', '! No files match config path "runs/r/a.py"'],
    ['runs/**/*.py#x', '! No files match config path "runs/**/*.py#x"'],
    [['b.py', 'data.bin'], 'x=10 z=3 ! Unsupported file type for config file "data.bin"'],
    ['latin.py', '! Cannot load configuration for "latin.py": the file is not UTF-8 text'],
    [
      [{ keys: ['data.bin'] }, { keys: ['data.bin', 'b.py#z'] }],
      'z=3 ! Unsupported file type for config file "data.bin"',
    ],
  ])('%j', async (config, expected) => {
    expect(await read(config)).toBe(expected);
  });

  test('a syntax error has its place', async () => {
    const { problems } = await readConfig(folder, [{ keys: ['bad.py', 'b.py'] }]);
    expect(problems).toMatchObject([{ kind: 'invalid', file: 'bad.py', line: 2 }]);
    expect(problems.map(describeConfigProblem)[0]).toMatch(
      /^Cannot load configuration for "bad\.py": .+ \(line 2.*\)$/,
    );
  });

  test('a pipe is not waited for, also where its name is taken for granted', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.py')]);
    expect(await read('pipe.py')).toBe('! No files match config path "pipe.py"');
    const documents = new ConfigDocuments(folder);
    expect(await documents.open('pipe.py')).toBeUndefined();
    expect(documents.problems).toEqual([
      { kind: 'unreadable', file: 'pipe.py', detail: 'it is not a regular file' },
    ]);
  });

  test.skipIf(process.getuid?.() === 0)('a file without permission to read it', async () => {
    write({ 'locked.py': 'x = 1\n' });
    chmodSync(join(folder, 'locked.py'), 0);
    expect(await read('locked.py')).toMatch(/Cannot load configuration for "locked\.py": EACCES/);
  });

  test.each([
    ["'a.py", /'a\.py/],
    ['a.py size<x', /size<x/],
    ['-', /nothing after the dash/],
  ])('a block that cannot be understood fails: %s', async (key, message) => {
    await expect(readConfig(folder, [{ keys: [key] }])).rejects.toThrow(message);
  });
});

test('a setting knows its places, type and description', async () => {
  write({ 'typed.py': 'rate: float = 0.1\nlayers = [1]\n', 'typed2.py': 'rate = 0.2\n' });
  const { settings } = await readConfig(folder, [
    { keys: ['typed.py'], description: 'Model' },
    { keys: ['typed2.py'], description: 'More' },
    { keys: ['typed.py#layers'] },
  ]);
  expect(settings.get('rate')).toEqual({
    key: 'rate',
    value: 0.2,
    isContainer: false,
    description: 'More',
    places: [
      { file: 'typed.py', key: 'rate' },
      { file: 'typed2.py', key: 'rate' },
    ],
  });
  expect(settings.get('layers')).toMatchObject({
    isContainer: true,
    places: [{ file: 'typed.py', key: 'layers' }],
  });
  const alone = await readConfig(folder, [{ keys: ['typed.py'] }]);
  expect(alone.settings.get('rate')?.typeHint).toBe('float');
});

test('a directory that does not exist has no configuration', async () => {
  const { settings } = await readConfig(join(folder, 'missing'), [{ keys: ['a.py', '**/*.py'] }]);
  expect(settings.size).toBe(0);
});
