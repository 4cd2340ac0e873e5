import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { fromWorkingDirectory } from '../../src/platform/working-directory.ts';
import { makeTempDir } from '../rig/folders.ts';
import { writeFinalizedRuns, writeMove } from '../rig/many-runs.ts';
import { runProgram } from '../rig/program.ts';

const before = process.cwd();

afterEach(() => {
  process.chdir(before);
});

test('a path in the working directory is told from there, any other stays', () => {
  process.chdir(makeTempDir());
  const folder = process.cwd();
  expect(fromWorkingDirectory(`${folder}/.gage/runs/`)).toBe('.gage/runs/');
  for (const path of [`${folder}/`, folder, `${folder}-other/runs/`, '/', 'runs/']) {
    expect(fromWorkingDirectory(path)).toBe(path);
  }
});

test('where the working directory was removed, paths stay', () => {
  const folder = join(makeTempDir(), 'removed');
  mkdirSync(folder);
  process.chdir(folder);
  rmSync(folder, { recursive: true });
  expect(fromWorkingDirectory('/any/path')).toBe('/any/path');
});

test('moves are seen from every directory', () => {
  const directory = makeTempDir();
  const runsDir = join(directory, 'some', 'runs');
  mkdirSync(runsDir, { recursive: true });
  const ids = writeFinalizedRuns(runsDir, 60);
  for (const id of ids.slice(0, 30)) writeMove(runsDir, id, 'trash');
  const counts = (): readonly string[] =>
    [directory, join(directory, 'some'), runsDir, '/'].map((cwd) => {
      const { stdout } = runProgram(cwd, ['--runs', runsDir, 'list', '--all', '--json']);
      return `${(JSON.parse(stdout) as readonly unknown[]).length}`;
    });
  expect(counts()).toEqual(['30', '30', '30', '30']);
  for (const id of ids.slice(0, 7)) writeMove(runsDir, id, 'active', 2);
  expect(counts()).toEqual(['37', '37', '37', '37']);
});
