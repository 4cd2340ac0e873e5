import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SmallFileCopier } from '../../src/platform/small-file-copier.ts';
import type { ManyFiles } from '../../src/platform/small-file-copier.ts';
import type { CopiedFile } from '../../src/platform/hashed-copy.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** More than one thread copies alone here. */
const VERY_MANY = 200;

function newCopier(): SmallFileCopier {
  const copier = new SmallFileCopier(VERY_MANY);
  onTestFinished(async () => copier.close());
  return copier;
}

async function copy(files: ManyFiles): Promise<readonly (CopiedFile | undefined)[]> {
  return newCopier().copy(files, () => undefined);
}

function makeMany(count: number): { from: string; to: string; paths: string[] } {
  const from = makeTempDir();
  const to = join(makeTempDir(), 'deep', 'to');
  const paths = Array.from({ length: count }, (_, file) => `${file % 7}/f ${file}`);
  for (let folder = 0; folder < 7; folder += 1) mkdirSync(join(from, String(folder)));
  for (const [index, path] of paths.entries()) writeFileSync(join(from, path), `${index}`);
  return { from, to, paths };
}

const countIn = (folder: string): number =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      ).length
    : 0;

describe.each([20, VERY_MANY])('%i files', (count) => {
  test('are copied with their digests, in order', async () => {
    const { from, to, paths } = makeMany(count);
    const copies = await copy({ from, to, paths, isReadOnly: true });
    const contents = paths.map((_, index) => String(index));
    expect(paths.map((path) => readFileSync(join(to, path), 'utf8'))).toEqual(contents);
    expect(copies.map((copied) => copied?.sha256)).toEqual(
      contents.map((content) => digestOf(Buffer.from(content))),
    );
    const status = statSync(join(to, paths.at(-1) ?? ''), { bigint: true });
    const { sizeBytes, mtimeNs, changedNs, inode, isReadOnly } = copies.at(-1) ?? {};
    expect({ sizeBytes, mtimeNs, changedNs, inode, isReadOnly }).toEqual({
      sizeBytes: Number(status.size),
      mtimeNs: status.mtimeNs,
      changedNs: status.ctimeNs,
      inode: status.ino,
      isReadOnly: true,
    });
    const age = process.uptime() * 1000 - (copies.at(-1)?.copiedAtMillis ?? 0);
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(process.uptime() * 1000);
  });
});

test('a second thread copies very many while the caller rests', async () => {
  const { from, to, paths } = makeMany(VERY_MANY);
  const copies = await newCopier().copy({ from, to, paths }, async () => {
    while (countIn(to) < VERY_MANY) await setImmediate();
  });
  expect(copies.every((copied) => copied?.isReadOnly === false)).toBe(true);
});

test('what the caller rejects with ends the work, in both threads', async () => {
  const { from, to, paths } = makeMany(VERY_MANY);
  const copier = newCopier();
  copier.expect(VERY_MANY);
  const stopped = copier.copy({ from, to, paths }, async () => {
    while (countIn(to) === 0) await setImmediate();
    throw new Error('enough');
  });
  await expect(stopped).rejects.toThrow('enough');
  await copier.close();
  const count = countIn(to);
  expect(count).toBeGreaterThan(0);
  for (let turn = 0; turn < 50; turn += 1) await setImmediate();
  expect(countIn(to)).toBe(count);
});

test('a copier that was told to expect very many can be closed without any', async () => {
  const copier = newCopier();
  copier.expect(VERY_MANY);
  await copier.close();
});

test('what is large, gone, no file or in the way is left to the caller as it was', async () => {
  const from = makeTempDir();
  const to = makeTempDir();
  writeFiles(from, { ok: 'fine', taken: 'new' });
  writeFileSync(join(from, 'large'), randomBytes(256 * 1024));
  writeFileSync(join(from, 'nearly large'), randomBytes(256 * 1024 - 1));
  mkdirSync(join(from, 'folder'));
  symlinkSync('ok', join(from, 'link'));
  writeFiles(to, { taken: 'old' });
  const paths = ['folder', 'gone', 'large', 'link', 'nearly large', 'ok', 'taken'];
  const copies = await copy({ from, to, paths });
  expect(copies.map((copied) => copied !== undefined)).toEqual([
    false,
    false,
    false,
    true,
    true,
    true,
    false,
  ]);
  expect(readdirSync(to).sort()).toEqual(['link', 'nearly large', 'ok', 'taken']);
  expect(readFileSync(join(to, 'taken'), 'utf8')).toBe('old');
  expect(copies[3]?.sha256).toBe(digestOf(Buffer.from('fine')));
});

test.each([
  [0o644, false, 0o644],
  [0o444, false, 0o644],
  [0o755, true, 0o555],
  // The mask keeps others from writing.
  [0o666, false, 0o644],
  [0o667, true, 0o445],
])('a file with mode %o, read-only: %s, has mode %o', async (mode, isReadOnly, expected) => {
  const from = makeTempDir();
  const to = makeTempDir();
  writeFiles(from, { file: 'x' });
  chmodSync(join(from, 'file'), mode);
  const [copied] = await copy({ from, to, paths: ['file'], isReadOnly });
  expect(statSync(join(to, 'file')).mode & 0o777).toBe(expected);
  expect(copied?.isReadOnly).toBe(isReadOnly);
});
