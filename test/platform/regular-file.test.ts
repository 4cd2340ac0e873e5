import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRegularText, readShortText } from '../../src/platform/regular-file.ts';
import { makeTempDir } from '../rig/folders.ts';

const inFolder = (name: string): string => join(makeTempDir(), name);

test.each([
  ['a line', 'file:../..\n'],
  ['nothing', ''],
  ['as much as is read at first', 'ü'.repeat(512)],
  ['more than that', `${'a'.repeat(1023)}ü and the rest`],
  ['far more', 'line\n'.repeat(10_000)],
])('a file with %s', (_, text) => {
  const path = inFolder('file');
  writeFileSync(path, text);
  expect(readShortText(path)).toBe(text);
});

test('one file after another', () => {
  const path = inFolder('file');
  writeFileSync(path, 'a longer text');
  expect(readShortText(path)).toBe('a longer text');
  writeFileSync(path, 'short');
  expect(readShortText(path)).toBe('short');
});

test('a missing file', () => {
  const path = inFolder('file');
  expect(readShortText(path)).toBeUndefined();
  writeFileSync(path, '');
  expect(readShortText(join(path, 'below-a-file'))).toBeUndefined();
});

test('what is no regular file is refused as it is elsewhere', () => {
  const [pipe, link, directory] = [inFolder('pipe'), inFolder('link'), inFolder('directory')];
  spawnSync('mkfifo', [pipe]);
  symlinkSync('/dev/null', link);
  mkdirSync(directory);
  for (const other of [pipe, link, directory]) {
    expect(() => readShortText(other), other).toThrow('EFTYPE: not a regular file');
    expect(() => readRegularText(other), other).toThrow('EFTYPE: not a regular file');
  }
});
