import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hashFile } from '../../src/platform/file-tree.ts';
import { formatManifest, parseManifest } from '../../src/run/manifest.ts';
import type { ManifestEntry } from '../../src/run/manifest.ts';
import { makeTempDir } from '../rig/folders.ts';

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

test.each([
  ['', EMPTY],
  [
    'msg = "Hi there"\nprint(msg)\n',
    '3f9c639e1d6b056c071b44752ea97c694127291443065afa2689bf78ef3b8fb0',
  ],
  [
    'msg = "Hi there"\r\nprint(msg)\r\n',
    '8e701bd990eafeb11b51ab584ea083e6e097d8c7f9a691166143dcef7f7256d0',
  ],
])('the digest of %j', (content, sha256) => {
  const path = join(makeTempDir(), 'file');
  writeFileSync(path, content);
  expect(hashFile(path)).toBe(sha256);
});

describe('lines', () => {
  const entries: readonly ManifestEntry[] = [
    { type: 's', sha256: EMPTY, path: 'conf/a.yaml' },
    { type: 's', sha256: EMPTY, path: 'fit.py' },
    { type: 'r', sha256: EMPTY, path: '.venv/bin/activate' },
    { type: 'g', sha256: EMPTY, path: 'model 1.bin' },
    { type: 'g', sha256: EMPTY, path: 'odd \n' },
    { type: 'd', sha256: EMPTY, path: 'trailing  ' },
  ];

  test('entries are written in the order given and read again', () => {
    const text = formatManifest(entries);
    expect(text.split('\n').slice(0, 4)).toEqual([
      `s ${EMPTY} conf/a.yaml`,
      `s ${EMPTY} fit.py`,
      `r ${EMPTY} .venv/bin/activate`,
      `g ${EMPTY} model 1.bin`,
    ]);
    expect(parseManifest(text, 'manifest')).toEqual(entries);
    expect(parseManifest(text.replaceAll('\n', '\r\n'), 'manifest')).toEqual(entries);
  });

  test.each([['s'], [`s ${EMPTY}`], ['nonsense here'], [`s  ${EMPTY} x`]])(
    '%j is refused',
    (line) => {
      expect(() => parseManifest(`s ${EMPTY} a\n${line}\n`, 'x/manifest')).toThrow(
        `cannot read x/manifest: line 2 is not a manifest entry: '${line}'`,
      );
    },
  );

  test('types are not checked, and empty lines do not count', () => {
    expect(parseManifest(`x ${EMPTY} a\n\n`, 'manifest')).toEqual([
      { type: 'x', sha256: EMPTY, path: 'a' },
    ]);
    expect(parseManifest('', 'manifest')).toEqual([]);
  });
});
