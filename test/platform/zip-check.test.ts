import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findZipDamage } from '../../src/platform/zip-check.ts';
import { openZip } from '../../src/platform/zip-reader.ts';
import { makeTempDir } from '../rig/folders.ts';
import { buildZip } from '../rig/zips.ts';
import type { ZipPart } from '../rig/zips.ts';

/** More than is read at a time. */
const LARGE = Buffer.alloc(3_000_001, 'some text ');

function makeZip(parts: readonly ZipPart[]): string {
  const path = join(makeTempDir(), 'some.zip');
  writeFileSync(path, buildZip(parts));
  return path;
}

describe('a zip that is looked at member by member', () => {
  test.each([0, 8])('is whole when it is, with method %i', (method) => {
    expect(findZipDamage(makeZip([{ name: 'a', content: LARGE, method }, { name: 'b' }]))).toEqual(
      [],
    );
  });

  test.each([0, 1_500_000, 3_000_000])(
    'is damaged when byte %i of a large member is another',
    (at) => {
      const path = makeZip([
        { name: 'a', content: LARGE },
        { name: 'b', content: 'fine' },
      ]);
      const zip = openZip(path);
      const start = zip.locate('a')?.start ?? 0;
      zip.close();
      const bytes = readFileSync(path);
      bytes[start + at] = (bytes[start + at] ?? 0) ^ 1;
      writeFileSync(path, bytes);
      expect(findZipDamage(path)).toEqual(['member "a" is damaged: its checksum does not match']);
    },
  );

  test('tells of every name that no reader takes', () => {
    const path = makeZip([{ name: '../a' }, { name: 'b' }, { name: 'b' }, { name: 'c', crc: 1 }]);
    expect(findZipDamage(path)).toEqual([
      'member "../a" has ".." in its name',
      'member "b" is there more than once',
      'member "c" is damaged: its checksum does not match',
    ]);
  });
});
