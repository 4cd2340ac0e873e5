import {
  chmodSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readOpenFileStatus } from '../../src/platform/open-file-status.ts';
import { makeTempDir } from '../rig/folders.ts';

test('what is asked of open files is what fstatSync says', () => {
  const folder = makeTempDir();
  const file = (name: string, content: string, mode: number): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    chmodSync(path, mode);
    return path;
  };
  const old = file('old', 'x', 0o444);
  utimesSync(old, 1, 1.5);
  const ancient = file('ancient', '', 0o600);
  utimesSync(ancient, -5, -5);
  mkdirSync(join(folder, 'below'));
  const paths = [file('plain', 'one', 0o644), file('program', 'two', 0o755), old, ancient];
  for (const path of [...paths, join(folder, 'below'), folder, '/dev/null', '/proc/self/stat']) {
    const opened = openSync(path, 'r');
    const { mode, ino, size, mtimeNs, ctimeNs } = readOpenFileStatus(opened);
    const usual = fstatSync(opened, { bigint: true });
    closeSync(opened);
    expect({ mode, ino, size, mtimeNs, ctimeNs }, path).toEqual({
      mode: usual.mode,
      ino: usual.ino,
      size: usual.size,
      mtimeNs: usual.mtimeNs,
      ctimeNs: usual.ctimeNs,
    });
    const again = openSync(path, 'r');
    expect(readOpenFileStatus(again).isFile(), path).toBe(usual.isFile());
    closeSync(again);
  }
  expect(() => readOpenFileStatus(987_654)).toThrow('EBADF');
});
