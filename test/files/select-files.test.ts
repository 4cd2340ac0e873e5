import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { selectFiles } from '../../src/files/select-files.ts';
import type { Selection, SelectOptions } from '../../src/files/select-files.ts';
import { DEFAULT_SOURCE_PATTERNS, parseSelectRules } from '../../src/files/select-rules.ts';
import { makeTree, removeTrees } from './tree.ts';

const DEF = DEFAULT_SOURCE_PATTERNS;

function select(root: string, patterns: readonly string[], options?: SelectOptions): Selection {
  return selectFiles(root, parseSelectRules(patterns), options);
}

function paths(
  root: string,
  patterns: readonly string[],
  options?: SelectOptions,
): readonly string[] {
  return select(root, patterns, options).files.map((file) => file.path);
}

function leftOut(selection: Selection): readonly string[] {
  return selection.leftOut.map((item) => `${item.path}: ${item.reason}`);
}

describe('a project', () => {
  let root = '';
  beforeAll(() => {
    root = makeTree({
      '-dash.txt': 'dash',
      '.env': 'TOKEN=1\n',
      README: 'read',
      '[x].txt': 'x',
      'big.txt': 'a'.repeat(100_000),
      'ok.txt': 'a'.repeat(99_999),
      'eval.py': 'eval',
      'img.png': 'png',
      'my file.txt': 'my file',
      'notes.txt': 'notes',
      'summary.json': '{ }',
      'train.py': 'train',
      '.git/config': 'config',
      'data/a.csv': 'a,b',
      'data/b.bin': Buffer.from([0, 1, 2, 3]),
      'data/raw/c.csv': 'c,d,e',
      'skip/.nocopy': '',
      'skip/s.txt': 'skip',
      'src/m.py': 'module',
      'src/summary.json': '{  }',
      'src/pkg/.hid': 'hidden',
      'src/pkg/n.py': 'n = 1',
      'venv/bin/activate': 'activate',
      'venv/lib/z.py': 'z = 1',
    });
  });
  afterAll(() => removeTrees());

  // Secrets, version control and virtual environments are never chosen by wildcards: without those,
  // 20 of the 24 files are left.
  const all = [
    '-dash.txt',
    'README',
    '[x].txt',
    'big.txt',
    'data/a.csv',
    'data/b.bin',
    'data/raw/c.csv',
    'eval.py',
    'img.png',
    'my file.txt',
    'notes.txt',
    'ok.txt',
    'skip/.nocopy',
    'skip/s.txt',
    'src/m.py',
    'src/pkg/.hid',
    'src/pkg/n.py',
    'src/summary.json',
    'summary.json',
    'train.py',
  ];
  const top = all.filter((path) => !path.includes('/'));
  const byDefault = all.filter(
    (path) => !/^(?:big\.txt|data\/b\.bin|img\.png|skip\/.*|summary\.json)$/.test(path),
  );
  const without = (list: readonly string[], pattern: RegExp) =>
    list.filter((path) => !pattern.test(path));
  const source = all.filter((path) => path.startsWith('src/'));

  test.each<[string, readonly string[], readonly string[]]>([
    ['1', [], []],
    ['2: hidden files, but not secrets', DEF, byDefault],
    ['3', [...DEF, '-data dir'], without(byDefault, /^data\//)],
    ['4', [...DEF, '-data/**/*'], without(byDefault, /^data\//)],
    ['5: a bare * is about files', [...DEF, '-data/*'], without(byDefault, /^data\/a/)],
    ['6: a name stands for its contents', [...DEF, '-data'], without(byDefault, /^data\//)],
    ['6: also with a slash', [...DEF, '-data/'], without(byDefault, /^data\//)],
    ['6: also with **', [...DEF, '-data/**'], without(byDefault, /^data\//)],
    ['7', [...DEF, '-*.csv'], byDefault],
    ['8', [...DEF, '-**/*.csv'], without(byDefault, /csv$/)],
    ['9', ['*'], top],
    ['10', ['*.py'], ['eval.py', 'train.py']],
    ['11: ** is everything', ['**'], all],
    ['12', ['**/*'], all],
    [
      '13: not in the virtual environment',
      ['**/*.py'],
      ['eval.py', 'src/m.py', 'src/pkg/n.py', 'train.py'],
    ],
    ['14: a name stands for its contents', ['src'], source],
    ['14: also with a slash', ['src/'], source],
    ['14: also with **', ['src/**'], source],
    ['14: ** beside text is *', ['**.py'], ['eval.py', 'train.py']],
    ['14: no absolute paths', ['/train.py'], []],
    ['14: a leading ./', ['./train.py'], ['train.py']],
    ['14: case counts', ['TRAIN.py'], []],
    ['14: classes', ['[et]*.py'], ['eval.py', 'train.py']],
    ['14: braces', ['{train,eval}.py'], ['eval.py', 'train.py']],
    ['15', ['src/*'], ['src/m.py', 'src/summary.json']],
    ['16', ['src/**/*'], source],
    ['17', ['**/pkg/*'], ['src/pkg/.hid', 'src/pkg/n.py']],
    ['18', ['*/*'], all.filter((path) => path.split('/').length === 2)],
    ['19: ? is one character', ['train?.py'], []],
    ['20: ? is one character', ['????.py'], ['eval.py']],
    ['20: five of them', ['?????.py'], ['train.py']],
    ['21: a name with brackets', ['[x].txt'], ['[x].txt']],
    ['23', ["'my file.txt'"], ['my file.txt']],
    ['24', ['-dash.txt'], []],
    ['25', ['\\-dash.txt'], ['-dash.txt']],
    ['26', ['*', '--dash.txt'], without(top, /^-/)],
    ['27', ['*', '-   train.py'], without(top, /^train/)],
    ['28', ['**/*', '-*.txt', 'notes.txt'], without(all, /^(?!notes)[^/]*\.txt$/)],
    ['29', ['notes.txt', '-*.txt', '*.py'], ['eval.py', 'train.py']],
    ['30: not entered', ['**/*', '-src dir', 'src/m.py'], without(all, /^src\//)],
    ['30: excluded, and taken back', ['**/*', '-src', 'src/m.py'], without(all, /^src\/[ps]/)],
    ['31', ['**/*', '-**/* dir', 'src dir'], [...top, 'src/m.py', 'src/summary.json'].sort()],
    ['32', ['src dir'], []],
    ['33', ['**/*', '-**/* dir sentinel=*.csv'], without(all, /^data\//)],
    ['34: only dir rules heed a sentinel', ['**/*', '-**/* sentinel=m.py'], []],
    ['35', ['**/* size>99999'], ['big.txt']],
    ['36: not empty', ['**/* size>0'], without(all, /nocopy/)],
    ['36: smaller than nothing', ['**/* size<0'], []],
    ['37: both bounds', ['**/* size>2 size<4'], ['data/a.csv', 'img.png', 'summary.json']],
    ['38: without the secret', ['**/* max-matches=3'], ['-dash.txt', 'README', '[x].txt']],
    [
      '39: what is excluded does not count',
      ['**/*.py max-matches=2', '-train.py'],
      ['eval.py', 'src/m.py'],
    ],
    ['40', ['**/*', '-**/*.py max-matches=1'], without(all, /^eval/)],
    ['41', ['**/* text binary'], without(all, /png|bin$/)],
    ['binary', ['**/* binary'], ['data/b.bin', 'img.png']],
    ['binary or not', ['**/* text', '**/* binary'], all],
    ['a hidden name stands for its contents', ['**/*', '-**/.*'], without(all, /nocopy|hid/)],
    ['the base directory', ['.'], all],
    [
      'secrets and skipped directories that are spelled out',
      ['.env', '.git/config', 'venv/lib/*'],
      ['.env', '.git/config', 'venv/lib/z.py'],
    ],
  ])('row %s: %j', (_, patterns, expected) => {
    expect(paths(root, patterns)).toEqual(expected);
  });

  test('what the defaults leave out is told, with its rule', () => {
    const selection = select(root, DEF);
    expect(selection.leftOut).toMatchObject([
      { path: '.env', kind: 'file', reason: 'likely-secret', rule: { pattern: DEF[0] } },
      { path: 'big.txt', kind: 'file', reason: 'too-large', rule: { pattern: DEF[0] } },
    ]);
    expect(selection.explained).toEqual([]);
  });

  test('a file that a later rule excludes is not left out by a limit', () => {
    expect(leftOut(select(root, [...DEF, '-big.txt', '-.env']))).toEqual([]);
  });

  test('files beyond the number of matches are told', () => {
    const selection = select(root, ['src/** max-matches=2', 'src/pkg/n.py']);
    expect(selection.files.map((file) => file.path)).toEqual([
      'src/m.py',
      'src/pkg/n.py',
      'src/summary.json',
    ]);
    expect(leftOut(selection)).toEqual(['src/pkg/.hid: max-matches']);
  });

  test('every path the walk comes to is explained', () => {
    const { explained } = select(root, [...DEF, '-data', 'src/pkg/n.py'], { explain: true });
    const lines = explained.map(({ path, kind, outcome, rule }) =>
      [path, kind, outcome, rule?.pattern ?? '-'].join(' | '),
    );
    expect(lines).toContain(`README | file | selected | ${DEF[0]}`);
    expect(lines).toContain(`.env | file | left-out | ${DEF[0]}`);
    expect(lines).toContain('img.png | file | not-selected | -');
    expect(lines).toContain('summary.json | file | not-selected | -summary.json');
    expect(lines).toContain(`.git | directory | not-selected | ${DEF[1]}`);
    expect(lines).toContain('data | directory | entered | -');
    expect(lines).toContain('data/a.csv | file | not-selected | -data');
    expect(lines).toContain(`venv | directory | not-selected | ${DEF[2]}`);
    expect(lines).toContain('src/pkg/n.py | file | selected | src/pkg/n.py');
    expect(select(root, ['**'], { explain: true }).explained).toContainEqual({
      path: 'venv',
      kind: 'directory',
      outcome: 'skipped',
      rule: undefined,
    });
    expect(select(root, ['*'], { explain: true }).explained).toContainEqual({
      path: 'src',
      kind: 'directory',
      outcome: 'not-selected',
      rule: undefined,
    });
  });
});

describe('a tree', () => {
  const locked: string[] = [];
  afterEach(() => removeTrees(locked.splice(0)));

  test('limits count what is selected', () => {
    const names = [0, 1, 2, 3, 4, 5].flatMap((n) => [`${n}.py`, `${n}.txt`]);
    const root = makeTree(Object.fromEntries(names.map((name) => [name, name])));
    expect(paths(root, ['* max-matches=8', '-*.py max-matches=2'])).toEqual([
      '0.txt',
      '1.txt',
      '2.py',
      '2.txt',
      '3.py',
      '3.txt',
      '4.py',
      '4.txt',
    ]);
  });

  test('is visited files first, by name, and listed by path', () => {
    const files = [
      'b/1',
      'a/2',
      'z',
      'a-b',
      'a.b',
      'A',
      '\u00e9',
      'a/b/3',
      'B/4',
      '\ufb01',
      '\u{1f600}',
    ];
    const root = makeTree(Object.fromEntries(files.map((path) => [path, path])));
    const { explained, files: selected } = select(root, ['**'], { explain: true });
    expect(explained.filter(({ kind }) => kind === 'file').map(({ path }) => path)).toEqual([
      'A',
      'a-b',
      'a.b',
      'z',
      '\u00e9',
      '\ufb01',
      '\u{1f600}',
      'B/4',
      'a/2',
      'a/b/3',
      'b/1',
    ]);
    expect(selected.map(({ path }) => path)).toEqual([
      'A',
      'B/4',
      'a-b',
      'a.b',
      'a/2',
      'a/b/3',
      'b/1',
      'z',
      '\u00e9',
      '\ufb01',
      '\u{1f600}',
    ]);
  });

  test('dir rules prune at the depth they name', () => {
    const root = makeTree({ 'b/x': '', 'a/b/y': '', z: '' });
    expect(paths(root, ['**', '-b dir'])).toEqual(['a/b/y', 'z']);
    expect(paths(root, ['**', '-**/b dir'])).toEqual(['z']);
    expect(paths(root, ['**', '-**/b dir max-matches=1'])).toEqual(['b/x', 'z']);
  });

  test('sizes are told, those of links of what they lead to', () => {
    const root = makeTree({ 'run.sh': '#!/bin/sh\n', 'a.txt': 'four' });
    symlinkSync('run.sh', join(root, 'link'));
    const { files } = select(root, ['**']);
    expect(files.map(({ path, sizeBytes, isLink }) => [path, sizeBytes, isLink])).toEqual([
      ['a.txt', 4, false],
      ['link', 10, true],
      ['run.sh', 10, false],
    ]);
  });

  test('odd names are names', () => {
    const names = [
      'a\nb.txt',
      `it's "q".txt`,
      'trailing ',
      '*.txt',
      '\\',
      'd\n/x.txt',
      '[x]/y.txt',
      '{a,b}.txt',
    ];
    const root = makeTree(Object.fromEntries(names.map((name) => [name, 'x'])));
    expect(paths(root, ['**'])).toEqual(names.toSorted());
    expect(paths(root, ["'a\nb.txt'"])).toEqual(['a\nb.txt']);
    expect(paths(root, ["'trailing '"])).toEqual(['trailing ']);
    expect(paths(root, ['**/x.txt'])).toEqual(['d\n/x.txt']);
    expect(paths(root, ['b.txt'])).toEqual([]);
    expect(paths(root, ['[x]'])).toEqual([]);
    expect(paths(root, ['[x]/y.txt'])).toEqual(['[x]/y.txt']);
    expect(paths(root, ["'[[]x]'/*"])).toEqual(['[x]/y.txt']);
    expect(paths(root, ["'\\*.txt'"])).toEqual(['*.txt']);
  });

  test('a sentinel is found below a folder with wildcards in its name', () => {
    const root = makeTree({
      'p[1]*?/d/.mark': '',
      'p[1]*?/d/x': '',
      'p[1]*?/e/m/k': '',
      'p[1]*?/y': '',
    });
    const project = join(root, 'p[1]*?');
    expect(paths(project, ['**', '-* dir sentinel=.mark'])).toEqual(['e/m/k', 'y']);
    expect(paths(project, ['**', '-* dir sentinel=.m*'])).toEqual(['e/m/k', 'y']);
    expect(paths(project, ['**', '-* dir sentinel=*mark'])).toEqual([
      'd/.mark',
      'd/x',
      'e/m/k',
      'y',
    ]);
    expect(paths(project, ['**', '-* dir sentinel=?/k'])).toEqual(['d/.mark', 'd/x', 'y']);
  });

  test('names that are not UTF-8 are left out and told', () => {
    const root = makeTree({ 'fine.txt': '', 'really \ufffd.txt': '' });
    writeFileSync(Buffer.concat([Buffer.from(join(root, 'bad')), Buffer.from([0xff])]), '');
    const selection = select(root, ['**']);
    expect(selection.files.map(({ path }) => path)).toEqual(['fine.txt', 'really \ufffd.txt']);
    expect(leftOut(selection)).toEqual(['bad\ufffd: name-not-utf8']);
    expect(leftOut(select(root, ['*.py']))).toEqual([]);
  });

  test('a missing root selects nothing', () => {
    expect(select(join(makeTree({}), 'missing'), ['**'])).toEqual({
      files: [],
      leftOut: [],
      explained: [],
    });
  });

  test('likely secrets are left out unless spelled out', () => {
    const secrets = [
      '.env',
      '.env.local',
      'a/server.pem',
      'id_rsa',
      'id_ed25519_work',
      'tls.key',
      '.netrc',
      '.npmrc',
      'credentials.json',
    ];
    const plain = [
      '.env.example',
      '.env.sample',
      '.env.template',
      'id_rsa.pub',
      'environment',
      'keys.py',
    ];
    const root = makeTree(Object.fromEntries([...secrets, ...plain].map((path) => [path, 'x'])));
    const selection = select(root, ['**', '-nothing']);
    expect(selection.files.map(({ path }) => path)).toEqual(plain.toSorted());
    expect(leftOut(selection)).toEqual(secrets.toSorted().map((path) => `${path}: likely-secret`));
    expect(paths(root, ['*.txt', '.env', 'a/server.pem'])).toEqual(['.env', 'a/server.pem']);
    expect(paths(root, ['a', '**/*.pem', '.env*'])).toEqual([
      '.env.example',
      '.env.sample',
      '.env.template',
    ]);
  });

  test('tool directories and virtual environments are entered only when spelled out', () => {
    const root = makeTree({
      'node_modules/m/i.js': '',
      'a/__pycache__/x.txt': '',
      '.venv/x.py': '',
      'env1/pyvenv.cfg': '',
      'env1/x.py': '',
      'env2/Scripts/activate': '',
      'env3/bin/activate': '',
      '.mypy_cache/x': '',
      'bin/activate.py': '',
    });
    expect(paths(root, ['**'])).toEqual(['bin/activate.py']);
    expect(leftOut(select(root, ['**']))).toEqual([]);
    expect(paths(root, DEF)).toEqual(['bin/activate.py']);
    expect(paths(root, ['**', 'node_modules/m/**'])).toEqual([
      'bin/activate.py',
      'node_modules/m/i.js',
    ]);
    expect(paths(root, ['env1'])).toEqual(['env1/pyvenv.cfg', 'env1/x.py']);
    expect(paths(root, ['*.py', 'env1/x.py'])).toEqual(['env1/x.py']);
  });

  test('the runs are never selected, whatever the pattern', () => {
    const root = makeTree({
      '.gage/runs/1/x.py': '',
      'out/runs/1/x.py': '',
      'out/y.py': '',
      'x.py': '',
    });
    symlinkSync('out/runs', join(root, 'link'));
    symlinkSync('out/runs/1', join(root, 'latest'));
    symlinkSync('out', join(root, 'around'));
    const neverEnter = [join(root, 'out/runs')];
    expect(paths(root, ['**'], { neverEnter })).toEqual(['around/y.py', 'out/y.py', 'x.py']);
    expect(
      paths(root, ['.gage', '.gage/runs/1/x.py', 'out/runs', 'link', 'latest/x.py'], {
        neverEnter,
      }),
    ).toEqual([]);
  });

  test('of a root that the runs are kept in, what belongs to runs is not selected, and the rest is', () => {
    const id = '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f0';
    const root = makeTree({
      [`${id}/x.py`]: '',
      [`${id}.meta/opref`]: '',
      [`${id}.project`]: '',
      [`${id}.user/a.json`]: '',
      '.archives/a/b.json': '',
      'x.py': '',
      'src/y.py': '',
      'notes.meta': '',
    });
    symlinkSync(id, join(root, 'latest'));
    const own = ['notes.meta', 'src/y.py', 'x.py'];
    expect(paths(root, ['**/*', '**/.*'], { neverEnter: [root] })).toEqual(own);
    expect(paths(root, [`${id}/x.py`, `${id}.project`], { neverEnter: [root] })).toEqual([]);
    // They were kept there before.
    expect(paths(root, ['**/*', '-latest'])).toEqual(own);
    // A project inside the directory of the runs.
    expect(paths(join(root, 'src'), ['**/*'], { neverEnter: [root] })).toEqual(['y.py']);
  });

  test('ignore files apply below their directory, the nearest first', () => {
    const root = makeTree({
      '.gitignore': '*.log\n/build/\ntmp\n',
      '.gageignore': '!/keep.log\n',
      'a.log': '',
      'keep.log': '',
      'a.txt': '',
      'build/x.txt': '',
      'build/out/y.txt': '',
      'src/build/z.txt': '',
      'src/tmp/t.txt': '',
      'src/.gitignore': '!*.log\nsecret.txt\n',
      'src/b.log': '',
      'src/secret.txt': '',
      'secret.txt': '',
    });
    const selection = select(root, ['**', '-**/.*ignore']);
    expect(selection.files.map(({ path }) => path)).toEqual([
      'a.txt',
      'keep.log',
      'secret.txt',
      'src/b.log',
      'src/build/z.txt',
    ]);
    expect(
      selection.leftOut.map(({ path, kind, ignoredBy }) => `${kind} ${path} ${ignoredBy}`),
    ).toEqual([
      'file a.log .gitignore:1: *.log',
      'directory build .gitignore:2: /build/',
      'file src/secret.txt src/.gitignore:2: secret.txt',
      'directory src/tmp .gitignore:3: tmp',
    ]);
    expect(paths(root, ['*.txt', 'a.log'])).toEqual(['a.log', 'a.txt', 'secret.txt']);
    expect(paths(root, ['**/x.txt', 'build/out/y.txt'])).toEqual(['build/out/y.txt']);
    expect(paths(root, ['build/**'])).toEqual(['build/out/y.txt', 'build/x.txt']);
    expect(paths(root, ['build'])).toEqual(['build/out/y.txt', 'build/x.txt']);
    expect(leftOut(select(root, ['*.py']))).toEqual([]);
  });

  test('links to directories are followed, but not in circles', () => {
    const root = makeTree({ 'a/x': '', 'data/d': '' });
    const outside = makeTree({ 'far/y': '' });
    symlinkSync('..', join(root, 'a/up'));
    symlinkSync('.', join(root, 'a/self'));
    symlinkSync('/', join(root, 'everything'));
    symlinkSync(join(outside, 'far'), join(root, 'far'));
    symlinkSync('data', join(root, 'alias1'));
    symlinkSync('data', join(root, 'alias2'));
    const selection = select(root, ['**']);
    expect(selection.files.map(({ path }) => path)).toEqual([
      'a/x',
      'alias1/d',
      'alias2/d',
      'data/d',
      'far/y',
    ]);
    expect(leftOut(selection)).toEqual([
      'a/self: link-cycle',
      'a/up: link-cycle',
      'everything: link-cycle',
    ]);
    expect(paths(root, ['**', '-far dir', '-alias* dir'])).toEqual(['a/x', 'data/d']);
  });

  test('directories that all link to each other take no endless walk', () => {
    const names = Array.from({ length: 12 }, (_, index) => `d${index}`);
    const root = makeTree(Object.fromEntries(names.map((name) => [`${name}/file`, name])));
    for (const from of names) {
      for (const to of names) symlinkSync(`../${to}`, join(root, from, `to-${to}`));
    }
    const selection = select(root, ['**']);
    expect(selection.files.length).toBeLessThan(400);
    for (const name of names)
      expect(selection.files.some(({ path }) => path === `${name}/file`)).toBe(true);
    expect(selection.leftOut.map(({ reason }) => reason)).toContain('link-repeated');
  });

  test('what cannot be copied is left out and told', () => {
    const root = makeTree({ 'a.txt': '' });
    symlinkSync('missing.txt', join(root, 'broken.txt'));
    symlinkSync('loop', join(root, 'loop'));
    execFileSync('mkfifo', [join(root, 'pipe.txt')]);
    symlinkSync('pipe.txt', join(root, 'to-pipe.txt'));
    for (const pattern of ['**', '** text', '** text size<10 max-matches=1', '** binary']) {
      const selection = select(root, [pattern]);
      expect(selection.files.map(({ path }) => path)).toEqual(
        pattern === '** binary' ? [] : ['a.txt'],
      );
      expect(leftOut(selection)).toEqual([
        'broken.txt: broken-link',
        'loop: broken-link',
        'pipe.txt: special-file',
        'to-pipe.txt: special-file',
      ]);
    }
    expect(leftOut(select(root, ['**', '-broken.txt', '-pipe.txt', '-loop', '-to-*']))).toEqual([]);
  });

  test('a directory that may not be read is left out and told', () => {
    const root = makeTree({ 'open/x.txt': '', 'shut/y.txt': '', 'z.txt': '' });
    chmodSync(root, 0o755);
    chmodSync(join(root, 'shut'), 0o000);
    locked.push(join(root, 'shut'));
    const selection = asOrdinaryUser(() => select(root, ['**']));
    expect(selection.files.map(({ path }) => path)).toEqual(['open/x.txt', 'z.txt']);
    expect(leftOut(selection)).toEqual(['shut: unreadable']);
    expect(asOrdinaryUser(() => leftOut(select(root, ['*.txt'])))).toEqual([]);
  });

  test.runIf(process.getuid?.() !== 0)('a file that may not be read is left out and told', () => {
    const root = makeTree({ 'open.txt': '', 'shut.txt': '', shut: '' });
    for (const name of ['shut', 'shut.txt']) chmodSync(join(root, name), 0o000);
    const selection = select(root, ['** text']);
    expect(selection.files.map(({ path }) => path)).toEqual(['open.txt']);
    expect(leftOut(selection)).toEqual(['shut: unreadable', 'shut.txt: unreadable']);
  });
});

test('runs are not entered wherever they are, unless a pattern spells their directory out', () => {
  const run = '60a825b1-c8aa-4d0f-8a44-ab2b1c4f5a6e';
  const root = makeTree({
    [`kept/${run}/fit.py`]: '',
    [`kept/${run}.meta.zip`]: '',
    [`cut/${run}.meta/opref`]: '',
    [`cut/${run}/fit.py`]: '',
    'notes/draft.meta': '',
    'fit.py': '',
  });
  expect(paths(root, ['**'])).toEqual(['fit.py', 'notes/draft.meta']);
  expect(paths(root, [`kept/${run}/*`])).toEqual([`kept/${run}/fit.py`]);
});

/** Access rights do not stop the superuser, which tests in containers often are. */
function asOrdinaryUser<T>(action: () => T): T {
  if (process.getuid?.() !== 0) return action();
  process.seteuid?.(65534);
  try {
    return action();
  } finally {
    process.seteuid?.(0);
  }
}
