import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BlockWriter } from '../../src/platform/block-writer.ts';
import { makeTempDir } from '../rig/folders.ts';

function startWriter(): BlockWriter {
  const writer = BlockWriter.start();
  if (writer === undefined) throw new Error('no thread');
  onTestFinished(async () => writer.end());
  return writer;
}

function opened(path: string, flags: string): number {
  const file = openSync(path, flags);
  onTestFinished(() => {
    closeSync(file);
  });
  return file;
}

function blockOf(length: number, value: number): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(length)).fill(value);
}

test('blocks are written whole, one after the other', async () => {
  const path = join(makeTempDir(), 'file');
  const file = opened(path, 'wx');
  const writer = startWriter();
  const lengths = [1, 16 * 1024, 16 * 1024 + 1, 100_000, 0, 7];
  for (const [index, length] of lengths.entries()) {
    await writer.write(file, blockOf(length + 1, index).subarray(1));
  }
  const expected = Buffer.concat(lengths.map((length, index) => Buffer.alloc(length, index)));
  expect(readFileSync(path).equals(expected)).toBe(true);
});

test('a block that cannot be written is told, and the next one is tried', async () => {
  const path = join(makeTempDir(), 'file');
  writeFileSync(path, '');
  const writer = startWriter();
  await expect(writer.write(opened(path, 'r'), blockOf(10, 1))).rejects.toMatchObject({
    code: 'EBADF',
    syscall: 'write',
  });
  await writer.write(opened(path, 'r+'), blockOf(10, 1));
  expect(readFileSync(path)).toHaveLength(10);
});

test.runIf(existsSync('/dev/full'))('a full disk is told', async () => {
  const writing = startWriter().write(opened('/dev/full', 'r+'), blockOf(10, 1));
  await expect(writing).rejects.toMatchObject({ code: 'ENOSPC' });
});
