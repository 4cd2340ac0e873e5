import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Run, readRun, runMeta } from '../../src/index.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';

const ID = '60a825b1-c8aa-4d0f-8a44-ab2b1c4f5a6e';
const MESSAGE = /unsupported meta schema: '2' in .*\n\nThe run was made by a newer version of Gage/;

/** A run as a newer program may write it. */
function newerRun(): { readonly run: Run; readonly runsDir: string } {
  const runsDir = makeTempDir();
  const run = new Run(ID, join(runsDir, ID));
  writeFiles(run.metaDir, {
    __schema__: '2\n',
    opref: '2 lab train',
    id: ID,
    initialized: '1',
    'output/40_run': 'in a form of its own',
    manifest: 'r what ever\n',
  });
  return { run, runsDir };
}

describe('a run of a newer schema', () => {
  test.each<[title: string, read: (run: Run) => unknown]>([
    ['its record', ({ metaDir }) => readRun(metaDir)],
    ['its manifest', (run) => runMeta.openManifest(run)],
    ['an output', (run) => runMeta.readOutput(run, '40_run')],
    ['the lines of an output', (run) => runMeta.readOutputLines(run, '40_run')],
    ['the names of its outputs', (run) => runMeta.listOutputs(run)],
  ])('is refused by what reads %s', (_title, read) => {
    const { run } = newerRun();
    expect(() => read(run)).toThrow(MESSAGE);
  });

  test('can be read by whoever asks for its files as they are', () => {
    const { run } = newerRun();
    const meta = runMeta.openMeta(run.metaDir);
    expect(meta.read('__schema__')?.toString('utf8')).toBe('2\n');
    meta.close();
    expect(runMeta.ls(run.metaDir)).toContain('output/40_run');
  });

  test.each([
    [['show', ID]],
    [['show', 'kafom-fikud']],
    [['select', '60a8']],
    [['cat', ID, '--meta', '-p', 'opref']],
    [['logs', ID]],
    [['recover', ID]],
  ])('is told by gage %j', (args) => {
    const { runsDir } = newerRun();
    const { status, stdout, stderr } = runProgram(runsDir, ['--runs', runsDir, ...args]);
    expect(stderr).toMatch(MESSAGE);
    expect(stdout).toBe('');
    expect(status).toBe(1);
  });

  test('is no run for gage list, which warns', () => {
    const { runsDir } = newerRun();
    const { status, stdout, stderr } = runProgram(runsDir, ['--runs', runsDir, 'list', '--json']);
    expect(stderr).toMatch(/^WARNING: cannot read .*unsupported meta schema: '2'/);
    expect(JSON.parse(stdout)).toEqual([]);
    expect(status).toBe(0);
  });
});
