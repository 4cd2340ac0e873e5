import {
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns } from '../../src/catalog/list-runs.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { callProgram } from '../rig/in-process.ts';
import { CTRL_C, runAtTerminal } from '../rig/pseudo-terminal.ts';
import { aliasOf, hasRclone, rcloneEnv } from '../rig/rclone.ts';
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

test('gage copy tells once what is the same of many runs', async () => {
  const folder = makeTempDir('project');
  writeFiles(folder, { 'gage.toml': '[op]\nexec = "true"\n' });
  const gage = async (...words: readonly string[]) => callProgram(folder, words);
  for (let count = 0; count < 6; count++) await gage('run', '-y', '--stage');
  await gage('copy', '--to', 'there', '--all', '-y');
  await gage('--runs', 'there', 'delete', '--all', '-y');
  const { stderr } = await gage('copy', '--to', 'there', '--all', '-y');
  expect(stderr).toMatch(
    /^WARNING: 6 runs \(\S+, \S+, \S+ and 3 more\): each is in the trash or in an archive at the destination; restore it there to see it\n/,
  );
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

describe('a copy that is stopped by Ctrl-C', () => {
  test('says so and leaves nothing', () => {
    const folder = makeTempDir('project');
    writeFiles(folder, { 'gage.toml': '[op]\nexec = "true"\n' });
    runProgram(folder, ['run', '-y', '--stage']);
    // Nobody waits until this has been read, and it takes no room.
    const runsDir = join(folder, '.gage', 'runs');
    const id = readdirSync(runsDir).find((name) => !name.includes('.')) ?? '';
    chmodSync(join(runsDir, id), 0o755);
    writeFiles(join(runsDir, id), { huge: '' });
    truncateSync(join(runsDir, id, 'huge'), 50e9);
    const { screen, status } = runAtTerminal(
      folder,
      ['copy', '--all', '-y', '--to', 'there'],
      [{ wait: 'Copying runs' }, { type: CTRL_C }],
    );
    expect(screen).toContain('gage: stopped\n\nWhat is complete stays;');
    expect(status).toBe(1);
    expect(existsSync(join(folder, 'there'))).toBe(false);
  });

  test.skipIf(!hasRclone)('stops rclone, too', () => {
    const folder = makeTempDir('project');
    const programs = makeTempDir('programs');
    const place = join(folder, 'there');
    writeFiles(folder, { 'gage.toml': '[op]\nexec = "sh -c \'echo 1 > out\'"\n' });
    writeFiles(programs, {
      rclone: [
        '#!/bin/sh',
        'PATH=${PATH#*:}',
        '[ "$1" = copy ] || exec rclone "$@"',
        `echo $$ > '${programs.replaceAll("'", `'\\''`)}/pid'`,
        `echo '{"level": "info", "msg": "at it now"}' >&2`,
        'exec sleep 1000',
      ].join('\n'),
    });
    chmodSync(join(programs, 'rclone'), 0o755);
    const { RCLONE_CONFIG = '', PATH = '' } = rcloneEnv({ x: aliasOf(place) });
    runProgram(folder, ['run', '-y']);
    const { screen, status } = runAtTerminal(
      folder,
      ['copy', '--all', '-y', '-v', '--to', 'x:'],
      [{ wait: 'at it now' }, { type: CTRL_C }],
      { RCLONE_CONFIG, PATH: `${programs}:${PATH}` },
    );
    expect(screen).toContain('gage: stopped\n');
    expect(status).toBe(1);
    const pid = Number(readFileSync(join(programs, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(listRuns(place).runs).toEqual([]);
  });
});
