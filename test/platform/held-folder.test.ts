import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HeldFolder } from '../../src/platform/held-folder.ts';
import { makeTempDir } from '../rig/folders.ts';

function write(held: HeldFolder, name: string, text: string): void {
  const file = held.openOutputFile(name);
  file.write(Buffer.from(text));
  file.close();
}

test('files are made in a folder wherever it is by then, and nowhere once it was removed', () => {
  const root = makeTempDir();
  const [folder, moved] = [join(root, 'folder'), join(root, 'moved')];
  mkdirSync(folder);
  const held = new HeldFolder(folder);
  write(held, 'out/first', 'one');
  expect(readFileSync(join(folder, 'out', 'first'), 'utf8')).toBe('one');
  renameSync(folder, moved);
  write(held, 'out/second', 'two');
  write(held, 'below/third', 'three');
  expect(existsSync(folder)).toBe(false);
  expect(readFileSync(join(moved, 'out', 'second'), 'utf8')).toBe('two');
  expect(readFileSync(join(moved, 'below', 'third'), 'utf8')).toBe('three');
  // Another folder that has its place by now is left alone.
  mkdirSync(folder);
  write(held, 'out/fourth', 'four');
  expect(existsSync(join(folder, 'out'))).toBe(false);
  expect(readFileSync(join(moved, 'out', 'fourth'), 'utf8')).toBe('four');
  rmSync(moved, { recursive: true });
  write(held, 'out/fifth', 'five');
  expect(existsSync(moved)).toBe(false);
  held.close();
});
