import { cpSync, existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listRuns } from '../../src/catalog/list-runs.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { callProgram } from '../rig/in-process.ts';
import { runProgram } from '../rig/program.ts';

test('gage copy --from says where runs cannot be put before it copies any', async () => {
  const folder = makeTempDir('project');
  writeFiles(folder, { 'gage.toml': '[op]\nexec = "true"\n', blocker: '' });
  await callProgram(folder, ['run', '-y']);
  const words = ['--runs', 'blocker/runs', 'copy', '--all', '--from', '.gage/runs', '-y', '--json'];
  const { status, stdout } = await callProgram(folder, words);
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { reason: 'runs-dir-unwritable' } });
});

test('gage copy says what is wrong with a directory before it asks or copies', async () => {
  const folder = makeTempDir('project');
  writeFiles(folder, { 'gage.toml': '[op]\nexec = "true"\n', file: '' });
  symlinkSync('nowhere', join(folder, 'dangling'));
  await callProgram(folder, ['run', '-y']);
  const outcome = async (...words: readonly string[]): Promise<string> => {
    const { status, stderr } = await callProgram(folder, ['copy', '--all', '-y', ...words]);
    expect(status).toBe(1);
    return stderr;
  };
  expect(await outcome('--to', 'file')).toBe('gage: Cannot use file: not a directory\n');
  expect(await outcome('--to', 'file/a/b')).toBe('gage: Cannot use file/a/b: not a directory\n');
  expect(await outcome('--to', 'dangling/a')).toBe('gage: Cannot use dangling/a: does not exist\n');
  expect(await outcome('--from', 'file')).toBe('gage: Cannot use file: not a directory\n');
  expect(await outcome('--from', 'none')).toBe('gage: Cannot use none: does not exist\n');
  expect(await outcome('--to', '')).toBe('gage: The name of the place is empty\n');
});

test('gage copy tells when a project is named instead of its runs', async () => {
  const folder = makeTempDir('project');
  writeFiles(folder, { 'gage.toml': '[op]\nexec = "true"\n', 'other/.gage/runs/.gitkeep': '' });
  await callProgram(folder, ['run', '-y']);
  const { stderr } = await callProgram(folder, ['copy', '--all', '-y', '--to', 'other']);
  const inside = join(folder, 'other', '.gage', 'runs');
  expect(stderr).toContain(`WARNING: other is no runs directory, but has one: ${inside}\n`);
});

test('gage copy --sync deletes nothing when a run cannot be copied', async () => {
  const folder = makeTempDir('project');
  writeFiles(folder, { 'gage.toml': '[op]\nexec = "sh -c \'date +%N > out\'"\n' });
  const gage = async (...words: readonly string[]) => callProgram(folder, words);
  await gage('run', '-y', '--stage');
  cpSync(join(folder, '.gage', 'runs'), join(folder, 'twin'), { recursive: true });
  await gage('start', '1', '-y');
  await gage('--runs', 'twin', 'start', '1', '-y');
  await gage('--runs', 'twin', 'run', '-y');
  const { status, stderr } = await gage('copy', '--to', 'twin', '--all', '--sync', '-y');
  expect(status).toBe(1);
  expect(stderr).toContain('was not copied: at the destination it has ended in another way');
  expect(stderr).toContain('Nothing is deleted at the destination: not all runs were copied\n');
  expect(stderr).not.toContain('Permanently deleted');
  expect(listRuns(join(folder, 'twin')).runs).toHaveLength(2);
});

test.skipIf(!existsSync('/proc/self'))('a copy to where nothing can be made ends', () => {
  const folder = makeTempDir('project');
  writeFiles(folder, { 'gage.toml': '[op]\nexec = "true"\n' });
  runProgram(folder, ['run', '-y']);
  const words = ['copy', '--all', '-y', '--to', '/proc/none/runs'];
  const { status, stderr } = runProgram(folder, words, { timeoutSeconds: 30 });
  expect(stderr).toMatch(/^gage: \/proc\/none\/?.*does not exist/);
  expect(status).toBe(1);
});
