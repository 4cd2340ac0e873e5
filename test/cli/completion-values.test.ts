import { beforeEach, describe, expect, test } from 'vitest';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { callProgram } from '../rig/in-process.ts';

const GAGE_FILE = `
[train]
description = "Train a model"
exec = "sh train.sh"
config = "settings.json"

[evaluate]
exec = "true"
config = "settings.json"
default = true
`;

let folder = '';

async function call(...words: readonly string[]): Promise<string> {
  const { stdout, stderr, status } = await callProgram(folder, words);
  expect(status, stderr).toBe(0);
  return stdout;
}

/** What the last word can become, without descriptions. */
async function completions(...words: readonly string[]): Promise<readonly string[]> {
  const answer = await call('completion', '--complete', '--', ...words);
  return answer
    .split('\n')
    .flatMap((line) => line.split('\t')[0] ?? [])
    .filter(Boolean);
}

async function nameOf(...choice: readonly string[]): Promise<string> {
  return (await call('select', ...choice, '--name')).trim();
}

beforeEach(() => {
  folder = makeTempDir('project');
  writeFiles(folder, {
    'gage.toml': GAGE_FILE,
    'train.sh': 'echo model > model.bin; mkdir out; echo 1 > "out/a b.txt"\n',
    'lonely.py': 'depth = 1\nis_fast = True\n',
    'settings.json': '{ "rate": 0.1, "isFast": true }',
  });
});

describe('runs', () => {
  test('are those that the command can work on', async () => {
    const run = async (...options: readonly string[]): Promise<string> => {
      await call('run', 'train', '-y', '-q', ...options);
      return nameOf('1');
    };
    const names = { archived: await run(), deleted: '', first: '', staged: '' };
    await call('archive', '1', '-n', 'old', '-y');
    names.deleted = await run();
    await call('delete', '1', '-y');
    names.first = await run();
    names.staged = await run('--stage');
    expect(await completions('show', '')).toEqual([names.staged, names.first]);
    expect(await completions('start', '')).toEqual([names.staged]);
    expect(await completions('run', '--start', '')).toEqual([names.staged]);
    expect(await completions('run', '--start=')).toEqual([`--start=${names.staged}`]);
    expect(await completions('stop', '')).toEqual([]);
    expect(await completions('purge', '')).toEqual([names.deleted]);
    expect(await completions('restore', '')).toEqual([names.deleted]);
    expect(await completions('restore', '-A', 'old', '')).toEqual([names.archived]);
    expect(await completions('ls', '-dm', '')).toEqual([names.deleted]);
    expect(await completions('ls', '--archive=old', '')).toEqual([names.archived]);
    expect(await completions('ls', '--archive', 'nothing', '')).toEqual([]);
    expect(await completions('archive', '--archive', 'old', '')).toHaveLength(2);
  });

  test('have files, tags and comments', async () => {
    await call('run', 'train', '-y', '-q');
    await call('tag', '1', '-t', 'best', '-t', 'big', '-y');
    await call('comment', '1', '-m', 'Good\nindeed');
    expect(await completions('cat', '1', '-p', '')).toEqual([
      'model.bin',
      'out/a b.txt',
      'gage.toml',
      'lonely.py',
      'settings.json',
      'train.sh',
    ]);
    expect(await completions('open', '--path=m')).toEqual(['--path=model.bin']);
    expect(await completions('tag', '1', '--add', 'b')).toEqual(['best', 'big']);
    const answer = await call('completion', '--complete', '--', 'comment', '1', '--delete', '');
    expect(answer).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}\tann: Good\n$/);
  });
});

describe('fields', () => {
  test('of a list go on after a comma, and after the sign of a descending order', async () => {
    await call('run', 'train', '-y', '-q');
    expect(await completions('list', '--columns', 'index,config.r')).toEqual(['index,config.rate']);
    expect(await completions('list', '--sort', '-config.r')).toEqual(['-config.rate']);
    expect(await completions('list', '--sort=name,-config.r')).toEqual([
      '--sort=name,-config.rate',
    ]);
    expect(await completions('list', '--columns', '-config.r')).toEqual([]);
  });
});

describe('operations and flags', () => {
  test('are those of the Gage file, and scripts beside it', async () => {
    expect(await completions('run', '')).toEqual(['evaluate', 'train', 'lonely.py', 'train.sh']);
    expect(await completions('run', 'train', 'r')).toEqual(['rate=']);
    expect(await completions('run', 'lonely.py', '')).toEqual(['depth=', 'is_fast=']);
  });

  test('are flags of the default operation where none is named', async () => {
    expect(await completions('run', 'ra')).toEqual(['rate=']);
    expect(await completions('run', 'rate=1', 'i')).toEqual(['isFast=']);
  });

  test('are true and false where that is what a flag takes', async () => {
    expect(await completions('run', 'train', 'isFast=')).toEqual(['isFast=true', 'isFast=false']);
    expect(await completions('run', 'train', 'isFast=f')).toEqual(['isFast=false']);
    expect(await completions('run', 'train', 'rate=')).toEqual([]);
  });
});

test('help of commands is completed as topics are', async () => {
  expect(await completions('help', 'b')).toEqual(['batches', 'boards', 'batch', 'board']);
  expect(await completions('help', 'batch', 'st')).toEqual(['status', 'stop']);
});

test('shells are completed', async () => {
  expect(await completions('completion', '')).toEqual(['bash', 'zsh', 'fish']);
});
