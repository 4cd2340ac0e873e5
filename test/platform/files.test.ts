import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeDirectory } from '../../src/platform/files.ts';
import { makeTempDir } from '../rig/folders.ts';

describe('a folder is made', () => {
  test('with its parents, and left alone where it is', () => {
    const path = join(makeTempDir(), 'a', 'b', 'c');
    makeDirectory(path);
    writeFileSync(join(path, 'kept'), '');
    makeDirectory(path);
    expect(existsSync(join(path, 'kept'))).toBe(true);
  });

  test('behind a link to a folder', () => {
    const folder = makeTempDir();
    symlinkSync(folder, join(folder, 'link'));
    makeDirectory(join(folder, 'link', 'a'));
    expect(statSync(join(folder, 'a')).isDirectory()).toBe(true);
  });

  test('not where a file is, or a link to nothing', () => {
    const folder = makeTempDir();
    writeFileSync(join(folder, 'file'), '');
    symlinkSync('nowhere', join(folder, 'link'));
    expect(() => makeDirectory(join(folder, 'file'))).toThrow(/EEXIST/);
    expect(() => makeDirectory(join(folder, 'file', 'a'))).toThrow(/ENOTDIR/);
    expect(() => makeDirectory(join(folder, 'link'))).toThrow(/EEXIST/);
    expect(() => makeDirectory(join(folder, 'link', 'a'))).toThrow(/EEXIST/);
  });

  test.runIf(existsSync('/proc/self'))(
    'not for ever where the system says that something is missing',
    () => {
      expect(() => makeDirectory('/proc/nowhere')).toThrow(/ENOENT/);
      expect(() => makeDirectory('/proc/nowhere/a')).toThrow(/ENOENT/);
    },
  );
});
