import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findProgram } from '../../src/platform/find-program.ts';
import { makeTempDir } from '../rig/folders.ts';

/** A folder with a program `tool`. */
function folderWithTool(): string {
  const folder = makeTempDir();
  writeFileSync(join(folder, 'tool'), '#!/bin/sh\n', { mode: 0o755 });
  return folder;
}

test('the first folder of the path that has the program counts; files nobody can run do not', () => {
  const folder = folderWithTool();
  const other = makeTempDir();
  writeFileSync(join(other, 'tool'), '', { mode: 0o644 });
  const PATH = [join(other, 'missing'), other, folder].join(delimiter);
  expect(findProgram('tool', { PATH })).toBe(join(folder, 'tool'));
  expect(findProgram('other-tool', { PATH })).toBeUndefined();
});

test('a folder that goes round in circles is passed over', () => {
  const folder = folderWithTool();
  symlinkSync('circle', join(folder, 'circle'));
  const PATH = [join(folder, 'circle'), folder].join(delimiter);
  expect(findProgram('tool', { PATH })).toBe(join(folder, 'tool'));
});

test('a folder out of reach is passed over', () => {
  const folder = folderWithTool();
  const secret = join(folder, 'secret');
  mkdirSync(secret, { mode: 0 });
  chmodSync(folder, 0o755);
  chmodSync(join(folder, '..'), 0o755);
  if (process.geteuid?.() === 0) {
    process.seteuid?.(65534);
    onTestFinished(() => {
      process.seteuid?.(0);
    });
  }
  const PATH = [secret, folder].join(delimiter);
  expect(findProgram('tool', { PATH })).toBe(join(folder, 'tool'));
});
