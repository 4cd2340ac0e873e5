import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyHashed } from '../../src/platform/hashed-copy.ts';
import { makeTempDir } from '../rig/folders.ts';

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Written by a thread. */
const WITH_THREAD = 64 * 2 ** 20 + 7;

const SIZES = [
  0,
  1,
  2048,
  256 * 1024 - 1,
  256 * 1024,
  256 * 1024 + 1,
  4 * 2 ** 20,
  9 * 2 ** 20 + 7,
  WITH_THREAD,
];

describe('a copy', () => {
  test.each(SIZES)('of %i bytes is the same and has the digest told', async (size) => {
    const folder = makeTempDir();
    const content = randomBytes(size);
    writeFileSync(join(folder, 'from'), content);
    const target = join(folder, 'deep', 'er', 'to');
    const copied = await copyHashed(join(folder, 'from'), target);
    expect(readFileSync(target).equals(content)).toBe(true);
    const status = statSync(target, { bigint: true });
    const { copiedAtMillis, ...facts } = copied;
    expect(Math.abs(process.uptime() * 1000 - copiedAtMillis)).toBeLessThan(60_000);
    expect(facts).toEqual({
      sha256: digestOf(content),
      sizeBytes: size,
      mtimeNs: status.mtimeNs,
      changedNs: status.ctimeNs,
      inode: status.ino,
      isReadOnly: false,
    });
  });

  test('of a file that grows has what was there at first', async () => {
    const folder = makeTempDir();
    const source = join(folder, 'from');
    const content = randomBytes(5 * 2 ** 20 + 3);
    writeFileSync(source, content);
    let growths = 0;
    const { sha256, sizeBytes } = await copyHashed(source, join(folder, 'to'), {
      onBytes: () => {
        // It would end, so that this test does.
        if ((growths += 1) < 50) appendFileSync(source, randomBytes(2 ** 20));
      },
    });
    expect(growths).toBe(6);
    expect(sizeBytes).toBe(content.length);
    expect(sha256).toBe(digestOf(content));
  });

  test.each([
    [0o644, false, 0o644],
    [0o444, false, 0o644],
    [0o755, true, 0o555],
    // The mask keeps others from writing.
    [0o666, false, 0o644],
    [0o667, true, 0o445],
    [0o600, true, 0o400],
  ])('of a file with mode %o, read-only: %s, has mode %o', async (mode, isReadOnly, expected) => {
    const folder = makeTempDir();
    for (const [name, size] of [
      ['small', 10],
      ['large', 5 * 2 ** 20],
    ] as const) {
      const source = join(folder, name);
      writeFileSync(source, Buffer.alloc(size));
      chmodSync(source, mode);
      const copied = await copyHashed(source, `${source} copy`, { isReadOnly });
      expect((statSync(`${source} copy`).mode & 0o777).toString(8)).toBe(expected.toString(8));
      expect(copied.isReadOnly).toBe(isReadOnly);
    }
  });

  test('of a link is one of the file it leads to', async () => {
    const folder = makeTempDir();
    writeFileSync(join(folder, 'file'), 'content');
    symlinkSync('file', join(folder, 'link'));
    await copyHashed(join(folder, 'link'), join(folder, 'copy'));
    expect(readFileSync(join(folder, 'copy'), 'utf8')).toBe('content');
  });

  test.each([10, 5 * 2 ** 20])('of %i bytes never replaces a file', async (size) => {
    const folder = makeTempDir();
    writeFileSync(join(folder, 'from'), Buffer.alloc(size));
    writeFileSync(join(folder, 'to'), 'mine');
    const copying = async () => copyHashed(join(folder, 'from'), join(folder, 'to'));
    await expect(copying).rejects.toThrow('EEXIST');
    expect(readFileSync(join(folder, 'to'), 'utf8')).toBe('mine');
  });

  test.each([24 * 2 ** 20, WITH_THREAD])(
    'of %i bytes that change meanwhile has the digest of what was copied',
    async (size) => {
      const folder = makeTempDir();
      const source = join(folder, 'from');
      writeFileSync(source, randomBytes(size));
      const copying = copyHashed(source, join(folder, 'to'), {
        onBytes: () => {
          writeFileSync(source, randomBytes(1024), { flag: 'r+' });
        },
      });
      truncateSync(source, size - 2 ** 20);
      const { sha256 } = await copying;
      expect(sha256).toBe(digestOf(readFileSync(join(folder, 'to'))));
    },
  );

  test.each([8 * 2 ** 20, WITH_THREAD])(
    'of %i bytes tells how far it is, and ends when its listener throws',
    async (size) => {
      const folder = makeTempDir();
      const source = join(folder, 'from');
      writeFileSync(source, Buffer.alloc(size));
      const told: (readonly [number, number])[] = [];
      await copyHashed(source, join(folder, 'to'), {
        onBytes: (done, total) => told.push([done, total]),
      });
      expect(told.at(-1)).toEqual([size, size]);
      expect(told.length).toBeGreaterThan(4);
      const stopped = async () =>
        copyHashed(source, join(folder, 'again'), {
          onBytes: () => {
            throw new Error('enough');
          },
        });
      await expect(stopped).rejects.toThrow('enough');
    },
  );

  test('of a file that is not there leaves nothing', () => {
    const folder = makeTempDir();
    expect(() => copyHashed(join(folder, 'none'), join(folder, 'to'))).toThrow('ENOENT');
    expect(existsSync(join(folder, 'to'))).toBe(false);
  });
});
