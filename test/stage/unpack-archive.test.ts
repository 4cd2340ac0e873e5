import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Run } from '../../src/index.ts';
import { DependencyFolder } from '../../src/stage/dependency-folder.ts';
import { unpackArchive } from '../../src/stage/unpack-archive.ts';
import type { UnpackLimits } from '../../src/stage/unpack-archive.ts';
import { makeTar } from '../rig/archives.ts';
import { makeTempDir } from '../rig/folders.ts';

async function unpackWithin(limits: UnpackLimits, bytes: Buffer) {
  const runDir = join(makeTempDir(), 'run');
  const archive = join(makeTempDir('outside'), 'archive');
  writeFileSync(archive, bytes);
  return unpackArchive({
    dependency: 1,
    archive,
    source: 'archive',
    name: 'archive',
    target: undefined,
    runDir,
    folder: new DependencyFolder(new Run('00000000', runDir), 'summary.json'),
    checkStopped: () => undefined,
    limits,
  });
}

describe('the limits of an archive', () => {
  const tar = makeTar([
    { name: 'a', content: 'x'.repeat(60) },
    { name: 'b', type: '1', linkName: 'a' },
  ]);

  test('let pass what keeps to them', async () => {
    const { files } = await unpackWithin({ bytes: 120, entries: 2 }, tar);
    expect(files.map(({ path }) => path)).toEqual(['a', 'b']);
  });

  test.each([
    ['bytes, copies counted', { bytes: 119, entries: 2 }, tar, 'it has more than 119 bytes'],
    ['entries', { bytes: 120, entries: 1 }, tar, 'it has more than 1 entries'],
    [
      'bytes of a file that expands without end',
      { bytes: 1_000_000, entries: 1 },
      gzipSync(Buffer.alloc(20_000_000, 'x')),
      'it has more than 1000000 bytes',
    ],
  ])('stop one with too many %s', async (_what, limits, bytes, problem) => {
    await expect(unpackWithin(limits, bytes)).rejects.toThrow(
      `dependency 1: cannot use archive: ${problem}`,
    );
  });
});
