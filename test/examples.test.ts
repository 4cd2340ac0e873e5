import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns } from '../src/index.ts';
import type { RunRecord, ValueMap } from '../src/index.ts';
import { toNumber } from '../src/values/value.ts';
import { listFiles, makeTempDir, readText } from './rig/folders.ts';
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

  test('sweep ends in a board of mean and spread over the seeds of each configuration', () => {
    const folder = copyExample('iris');
    const flags = ['epochs=2', 'hidden=[2,4]', 'learning_rate=[0.1]', 'seed=1..3'];
    expect(run(folder, 'train', ...flags, '-j', '2', '-q')).toMatchObject({ status: 0 });
    const config = join(EXAMPLES, 'sweep', 'board.yaml');
    const { stdout } = runProgram(folder, ['board', '--config', config, '--json']);
    const { rowData } = JSON.parse(stdout) as { rowData: readonly Record<string, number>[] };
    const accuracies = [2, 4].map((hidden) =>
      runsOf(folder)
        .filter((record) => record.config['hidden'] === hidden)
        .map(({ summary }) => toNumber((summary['metrics'] as ValueMap)['accuracy'])),
    );
    expect(rowData).toHaveLength(2);
    for (const [index, [a = 0, b = 0, c = 0]] of accuracies.entries()) {
      const mean = (a + b + c) / 3;
      const deviation = Math.sqrt(((a - mean) ** 2 + (b - mean) ** 2 + (c - mean) ** 2) / 2);
      expect(rowData[index]).toMatchObject({ 'count(run:id)': 3, 'config:learning_rate': 0.1 });
      expect(rowData[index]?.['avg(metric:accuracy)']).toBeCloseTo(mean, 12);
      expect(rowData[index]?.['sd(metric:accuracy)']).toBeCloseTo(deviation, 12);
    }
    const table = runProgram(folder, ['board', '--config', config]);
    expect(table.stdout).toMatch(/^Sizes and learning rates/);
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

  test('training-project: of all that gathers in a project, a run has what it needs, changed only where asked', () => {
    const folder = join(makeTempDir('examples'), 'forecaster');
    const make = join(EXAMPLES, 'training-project', 'make-project.js');
    const made = spawnSync(process.execPath, [make, folder], { encoding: 'utf8' });
    expect(made).toMatchObject({ status: 0, stderr: '' });
    // .gitignore has it: it is of an earlier training.
    writeFileSync(join(folder, 'forecasts.csv'), 'date,temperature\n');
    const present = listFiles(folder);
    expect(present.length).toBeGreaterThan(270);
    const isJunk = (path: string): boolean =>
      /^(?:\.venv|node_modules|\.git|checkpoints)\/|(?:^|\/)__pycache__\/|^(?:\.env|forecasts\.csv)$/.test(
        path,
      );
    for (const part of ['.venv/', 'node_modules/', '.git/', 'project/__pycache__/', '.env']) {
      expect(
        present.some((path) => path.startsWith(part) && isJunk(path)),
        part,
      ).toBe(true);
    }

    // Text below 100 kB, and nothing that tools make or .gitignore names.
    const expected = present.filter(
      (path) => !isJunk(path) && !path.endsWith('.npy') && path !== 'data/all-stations.csv',
    );
    const preview = JSON.parse(
      runProgram(folder, ['run', 'train', '--preview', '--json']).stdout,
    ) as { sourcecode: { paths: readonly string[] } };
    expect([...preview.sourcecode.paths].sort()).toEqual(expected);
    expect(listFiles(folder)).toEqual(present);

    const result = run(folder, 'train', 'seed=2', 'training.epochs=2', 'bins=20');
    expect(result.status).toBe(0);
    const told = result.stderr.match(/(?<=Not copied \()[^)]*\): [^ ]+(?=\.)/g);
    expect(told).toEqual(['likely secret): .env', 'larger than the limit): data/all-stations.csv']);
    const [record] = runsOf(folder);
    expect(record).toMatchObject({
      status: 'completed',
      config: { seed: 2, 'training.epochs': 2, bins: 20, 'model.activation': 'tanh' },
    });
    const runDir = record?.run.runDir ?? '';
    const generated = new Set(['forecasts.csv', 'model.json', 'summary.json']);
    expect(listFiles(runDir).filter((path) => !generated.has(path))).toEqual(expected);

    const changes: Readonly<Record<string, readonly [from: string, to: string]>> = {
      'project/defaults.py': ['seed = 1\n', 'seed = 2\n'],
      'configs/train.yaml': ['epochs: 15\n', 'epochs: 2\n'],
      'notebooks/explore.ipynb': ['bins = 12', 'bins = 20'],
    };
    for (const path of expected) {
      const source = readFileSync(join(folder, path));
      const change = changes[path];
      const text = change === undefined ? undefined : source.toString('utf8');
      if (change !== undefined) expect(text?.split(change[0]), path).toHaveLength(2);
      const wanted = change === undefined ? source : Buffer.from(text?.replace(...change) ?? '');
      expect(readFileSync(join(runDir, path)).equals(wanted), path).toBe(true);
    }

    // What was changed is on record, and can be undone with it.
    const patch = runProgram(folder, ['cat', '--meta', '-p', 'log/patched']).stdout;
    expect(patch.match(/^\+\+\+ .*/gm)).toEqual([
      '+++ configs/train.yaml',
      '+++ notebooks/explore.ipynb',
      '+++ project/defaults.py',
    ]);
    const copy = makeTempDir('copy');
    for (const path of Object.keys(changes)) {
      cpSync(join(runDir, path), join(copy, path));
      chmodSync(join(copy, path), 0o644);
    }
    const undone = spawnSync('patch', ['-p0', '-R', '--force'], {
      cwd: copy,
      input: patch,
      encoding: 'utf8',
    });
    expect(undone).toMatchObject({ status: 0, stderr: '' });
    for (const path of Object.keys(changes)) {
      expect(readText(copy, path), path).toBe(readText(folder, path));
    }
  });
});
