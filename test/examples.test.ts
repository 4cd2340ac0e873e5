import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns } from '../src/index.ts';
import type { RunRecord } from '../src/index.ts';
import { makeTempDir } from './rig/folders.ts';
import { runProgram } from './rig/program.ts';
import type { ProgramResult } from './rig/program.ts';

const EXAMPLES = resolve(import.meta.dirname, '..', 'examples');

/** A copy of an example, without runs it may have. */
function copyExample(name: string): string {
  const folder = join(makeTempDir('examples'), name);
  cpSync(join(EXAMPLES, name), folder, {
    recursive: true,
    filter: (path) => !/[\\/]\.gage$/.test(path),
  });
  return folder;
}

function run(folder: string, ...args: readonly string[]): ProgramResult {
  return runProgram(folder, ['run', ...args, '-y']);
}

function runsOf(folder: string): readonly RunRecord[] {
  return listRuns(join(folder, '.gage', 'runs')).runs;
}

describe('the examples', () => {
  test('iris learns to tell the species apart, and its settings are configuration', () => {
    const folder = copyExample('iris');
    const first = run(folder);
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout.match(/^epoch/gm)?.length).toBeGreaterThan(5);
    const [record] = runsOf(folder);
    expect(record?.summary).toMatchObject({ metrics: { accuracy: 0.966667 } });
    expect(record?.config).toMatchObject({ epochs: 100, hidden: 8, learning_rate: 0.1, seed: 1 });
    expect(run(folder, 'seed=3', 'hidden=4').status).toBe(0);
    expect(runsOf(folder)[0]?.config).toMatchObject({ hidden: 4, seed: 3 });
  });

  test('eval-js scores every case', () => {
    const folder = copyExample('eval-js');
    const result = run(folder, 'DECIMALS=1');
    expect(result).toMatchObject({ status: 0, stderr: '' });
    expect(runsOf(folder)[0]).toMatchObject({
      status: 'completed',
      summary: { metrics: { passed: 22, failed: 6 } },
      config: { DECIMALS: 1 },
    });
  });

  test('pipeline: each step uses the files of the latest run of the one before', () => {
    const folder = copyExample('pipeline');
    for (const step of ['prepare', 'train', 'evaluate']) {
      expect(run(folder, step), step).toMatchObject({ status: 0, stderr: '' });
    }
    const [evaluate, train] = runsOf(folder);
    expect(evaluate?.summary).toMatchObject({ metrics: { accuracy: 0.9733 } });
    const record = runProgram(folder, ['cat', '--meta', '-p', 'dependencies.json', '1']).stdout;
    expect(record).toContain(`"${train?.id ?? ''}"`);
  });

  test('pipeline: a step without its input stops before it starts, and says what is missing', () => {
    const folder = copyExample('pipeline');
    const result = run(folder, 'train');
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('prepare');
    expect(runsOf(folder)).toEqual([]);
  });

  test('venv builds its environment in the run', ({ skip }) => {
    const folder = copyExample('venv');
    const result = run(folder);
    const isOffline = /No matching distribution|Connection|network|timed out/i.test(result.stdout);
    if (result.status !== 0 && isOffline) skip('no package registry in reach');
    expect(result).toMatchObject({ status: 0, stderr: '' });
    const [record] = runsOf(folder);
    expect(record?.status).toBe('completed');
    const files = runProgram(folder, ['show', '--files', '--all-files', '--json']).stdout;
    expect(files).toContain('.venv/bin/python');
    expect(files).toContain('"runtime"');
  });
});
