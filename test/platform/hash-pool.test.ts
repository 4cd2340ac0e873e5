import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { HashPool } from '../../src/platform/hash-pool.ts';
import { makeTempDir } from '../rig/folders.ts';

const LARGE = 5 * 1024 * 1024;

function makePool(threadCount: number, signal?: AbortSignal): HashPool {
  const pool = new HashPool(signal, threadCount);
  onTestFinished(async () => pool.close());
  return pool;
}

describe.each([1, 2])('a pool of %i threads', (threadCount) => {
  test('hashes more files than it has threads, small and large, and tells of every byte', async () => {
    const folder = makeTempDir();
    const pool = makePool(threadCount);
    const hashes = [3, LARGE, LARGE + 1, 0, LARGE + 2, LARGE + 3].map(async (size, index) => {
      const content = Buffer.alloc(size, index);
      const path = join(folder, String(index));
      writeFileSync(path, content);
      let told = 0;
      const sha256 = await pool.hash(path, size, (count) => {
        told += count;
      });
      expect(told).toBe(size);
      expect(sha256).toBe(createHash('sha256').update(content).digest('hex'));
    });
    await Promise.all(hashes);
  });

  test('tells of a file that is not there, and goes on', async () => {
    const folder = makeTempDir();
    const pool = makePool(threadCount);
    const missing = join(folder, 'missing');
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(pool.hash(missing, LARGE, () => undefined)).rejects.toMatchObject({
        code: 'ENOENT',
        syscall: 'open',
        path: missing,
      });
    }
  });
});

test('a pool stops when it is told to, also what waits for a thread', async () => {
  const path = join(makeTempDir(), 'large');
  writeFileSync(path, Buffer.alloc(8 * LARGE));
  const stop = new AbortController();
  const pool = makePool(2, stop.signal);
  const stopAtOnce = (): void => {
    stop.abort(new Error('enough'));
  };
  const hashes = [1, 2, 3].map(async () => pool.hash(path, LARGE, stopAtOnce));
  expect((await Promise.allSettled(hashes)).map(({ status }) => status)).toContain('rejected');
  await expect(pool.hash(path, LARGE, () => undefined)).rejects.toThrow('enough');
});
