import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import * as library from '../src/index.ts';
import { makeTempDir, writeFiles } from './rig/folders.ts';
import { cleanEnv } from './rig/program.ts';

const ROOT = resolve(import.meta.dirname, '..');

test('the worked examples of docs/api.md run as they stand, against the built package', () => {
  const page = readFileSync(join(ROOT, 'docs', 'api.md'), 'utf8');
  const blocks = [...page.matchAll(/^```\w+ (file|output)=(\S+)\n([\s\S]*?)^```$/gm)];
  const folder = makeTempDir();
  const files = blocks.filter(([, kind]) => kind === 'file');
  writeFiles(folder, Object.fromEntries(files.map(([, , name = '', body = '']) => [name, body])));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'gage'));
  const outputs = blocks.filter(([, kind]) => kind === 'output');
  expect(outputs).toHaveLength(2);
  for (const [, , name = '', body = ''] of outputs) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [name], {
      cwd: folder,
      env: cleanEnv(),
      encoding: 'utf8',
    });
    expect({ status, stderr, stdout }).toEqual({ status: 0, stderr: '', stdout: body });
  }
});

test('docs/api.md has every function of the library', () => {
  const page = readFileSync(join(ROOT, 'docs', 'api.md'), 'utf8');
  const names = [...Object.keys(library), ...Object.keys(library.runMeta)];
  expect(names.length).toBeGreaterThan(50);
  const isDocumented = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(page);
  expect(names.filter((name) => !isDocumented(name))).toEqual([]);
});

test('docs/api.md has every kind of event', () => {
  const page = readFileSync(join(ROOT, 'docs', 'api.md'), 'utf8');
  const kinds: Readonly<Record<library.RunEvent['type'], true>> = {
    step: true,
    files: true,
    staged: true,
    log: true,
    output: true,
    progress: true,
    notice: true,
  };
  const rows = [...page.matchAll(/^\| `([a-z]+)` +\|/gm)].map(([, type]) => type);
  expect(new Set(rows)).toEqual(new Set(Object.keys(kinds)));
});
