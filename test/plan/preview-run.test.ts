import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OpDef } from '../../src/index.ts';
import type { Value } from '../../src/index.ts';
import { planOperation } from '../../src/plan/plan-run.ts';
import { previewRun } from '../../src/plan/preview-run.ts';
import type { RunPreview } from '../../src/plan/preview-run.ts';
import type { ConfigLayer } from '../../src/config/resolve-config.ts';
import { listFiles, makeTempDir, writeFiles } from '../rig/folders.ts';

interface PreviewSetup {
  readonly files?: Readonly<Record<string, string>>;
  readonly definition?: Readonly<Record<string, Value>>;
  readonly layers?: readonly ConfigLayer[];
}

async function preview(projectDir: string, setup: PreviewSetup): Promise<RunPreview> {
  writeFiles(projectDir, setup.files ?? {});
  const project = { directory: projectDir, namespace: 'project', gageFilePath: undefined };
  const opdef = new OpDef('op', { exec: 'true', ...setup.definition });
  const runsDir = join(projectDir, 'runs');
  const operation = await planOperation(project, opdef, process.env, runsDir);
  return previewRun(operation, setup.layers ?? [], { runsDir, homeDir: '/nowhere', cwd: '/here' });
}

describe('a preview', () => {
  test('tells what a pattern asks for and a file is not', async () => {
    const { source } = await preview(makeTempDir(), {
      files: { 'a.dat': 'text', 'b.dat': 'a\0b', 'c.csv': 'x'.repeat(9), 'd.csv': '' },
      definition: { sourcecode: ['a.dat binary', 'b.dat text', '*.csv size>4'] },
    });
    expect(source.files.map(({ path }) => path)).toEqual(['c.csv']);
    expect(source.excluded).toEqual([
      { path: 'a.dat', kind: 'file', reason: 'not-binary', pattern: 1 },
      { path: 'b.dat', kind: 'file', reason: 'not-text', pattern: 2 },
      { path: 'd.csv', kind: 'file', reason: 'too-small', pattern: 3 },
    ]);
  });

  test('tells of every file why it is copied or not', async () => {
    const projectDir = makeTempDir();
    mkdirSync(join(projectDir, 'runs'));
    symlinkSync('nowhere', join(projectDir, 'broken.py'));
    const { source } = await preview(projectDir, {
      files: {
        'a.py': 'a\n',
        'b.py': 'b\n',
        'big.py': 'x'.repeat(100),
        'notes.md': '',
        'out.py': '',
        '.env.py': '',
        '.env': '',
        '.gitignore': 'out.py\n',
        'node_modules/x.py': '',
        'data/x.py': '',
        'runs/x.py': '',
        '.gage/x.py': '',
      },
      definition: { sourcecode: ['**/*.py size<50', '.env*', '-b.py', '-data dir'] },
    });
    expect(source.files).toEqual([{ path: 'a.py', sizeBytes: 2, pattern: 1 }]);
    expect(source.excluded).toEqual([
      { path: '.env', kind: 'file', reason: 'likely-secret', pattern: 2 },
      { path: '.env.py', kind: 'file', reason: 'likely-secret', pattern: 2 },
      { path: '.gage', kind: 'directory', reason: 'skipped' },
      { path: '.gitignore', kind: 'file', reason: 'not-asked-for' },
      { path: 'b.py', kind: 'file', reason: 'excluded', pattern: 3 },
      { path: 'big.py', kind: 'file', reason: 'too-large', pattern: 1 },
      { path: 'broken.py', kind: 'file', reason: 'broken-link', pattern: 1 },
      { path: 'data', kind: 'directory', reason: 'excluded', pattern: 4 },
      { path: 'node_modules', kind: 'directory', reason: 'skipped' },
      { path: 'notes.md', kind: 'file', reason: 'not-asked-for' },
      {
        path: 'out.py',
        kind: 'file',
        reason: 'ignored',
        pattern: 1,
        ignoredBy: '.gitignore:1: out.py',
      },
      { path: 'runs', kind: 'directory', reason: 'skipped' },
    ]);
  });

  test('tells where each value is from, and the default', async () => {
    const { config } = await preview(makeTempDir(), {
      files: { 'a.py': 'rate = 0.1\nsteps = 5\nname = "x"\n', 'b.py': 'rate = 0.2\n' },
      definition: { config: ['a.py', 'b.py'], sourcecode: 'a.py' },
      layers: [
        {
          origin: 'batch',
          values: [
            { key: 'steps', value: 6 },
            { key: 'name', value: 'b' },
          ],
        },
        { origin: 'flag', values: [{ key: 'name', value: 'f' }] },
      ],
    });
    const a = (key: string) => ({ file: 'a.py', key, isCopied: true });
    expect(config).toEqual([
      {
        key: 'rate',
        value: 0.2,
        origin: 'file',
        defaultValue: 0.2,
        places: [a('rate'), { file: 'b.py', key: 'rate', isCopied: false }],
      },
      { key: 'steps', value: 6, origin: 'batch', defaultValue: 5, places: [a('steps')] },
      { key: 'name', value: 'f', origin: 'flag', defaultValue: 'x', places: [a('name')] },
    ]);
  });

  test('has the commands in the order they would run, and their variables', async () => {
    const projectDir = makeTempDir();
    const { commands, environment, target } = await preview(projectDir, {
      definition: {
        exec: { finalize: 'f', run: ['r', '1'], 'stage-runtime': 's' },
        env: { MODE: 'fast', RUN_ID: 'mine' },
      },
    });
    expect(commands).toEqual([
      { phase: 'stage-runtime', command: 's' },
      { phase: 'run', command: ['r', '1'] },
      { phase: 'finalize', command: 'f' },
    ]);
    const runDir = join(projectDir, 'runs', '<id>');
    expect(environment).toEqual(
      expect.arrayContaining([
        { name: 'MODE', value: 'fast', from: 'operation' },
        { name: 'RUN_ID', value: '<id>', from: 'gage' },
        { name: 'RUN_DIR', value: runDir, from: 'gage' },
        { name: 'PARENT_PWD', value: '/here', from: 'gage' },
      ]),
    );
    expect(target).toEqual({
      runsDir: join(projectDir, 'runs'),
      runDir,
      metaDir: `${runDir}.meta`,
    });
  });

  test('resolves dependencies, and goes on where one cannot be', async () => {
    const { dependencies } = await preview(makeTempDir(), {
      files: { 'data/a.csv': '1\n' },
      definition: { depends: [{ files: 'data/*.csv' }, { 'run-select': 'prepare' }] },
    });
    expect(dependencies[0]?.resolved?.content).toMatchObject({ files: [{ path: 'data/a.csv' }] });
    expect(dependencies[1]).toMatchObject({
      resolved: undefined,
      failure: { reason: 'dependency-missing' },
    });
  });

  test('writes nothing', async () => {
    const projectDir = makeTempDir();
    const files = { 'a.py': 'rate = 1\n', 'b.csv': '' };
    await preview(projectDir, {
      files,
      definition: { config: 'a.py', depends: [{ files: 'b.csv' }] },
    });
    expect(listFiles(projectDir)).toEqual(['a.py', 'b.csv']);
  });
});
