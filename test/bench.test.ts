import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { makeTempDir } from './rig/folders.ts';
import { cleanEnv } from './rig/program.ts';

const BENCH = resolve(import.meta.dirname, '..', 'bench', 'run.js');

function bench(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BENCH, ...args], {
    encoding: 'utf8',
    env: cleanEnv(),
  });
  expect(status, stderr).toBe(0);
  return stdout;
}

test('every case of the bench can be measured, and the results are written', () => {
  const folder = makeTempDir('bench');
  const results = join(folder, 'results');
  const table = bench('--small', '--fixtures', join(folder, 'fixtures'), '--results', results);

  const [file, ...others] = readdirSync(results);
  expect(others).toEqual([]);
  const { rows } = JSON.parse(readFileSync(join(results, file ?? ''), 'utf8')) as {
    readonly rows: readonly { readonly name: string; readonly gage: { readonly median: number } }[];
  };
  const names = bench('--list').trim().split('\n');
  expect(rows.map(({ name }) => name)).toEqual(names);
  for (const { name, gage } of rows) {
    expect(table).toContain(name);
    expect(gage.median, name).toBeGreaterThan(0);
  }
});
