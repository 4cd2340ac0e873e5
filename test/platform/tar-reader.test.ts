import { execFileSync } from 'node:child_process';
import { truncateSync } from 'node:fs';
import * as fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ArchiveEntry } from '../../src/platform/archive-entry.ts';
import { openByteStream } from '../../src/platform/file-stream.ts';
import { readTar } from '../../src/platform/tar-reader.ts';
import { makeTar, paxRecord } from '../rig/archives.ts';
import type { TarItem } from '../rig/archives.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

/** The bytes in pieces of a size that fits no block. */
async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function textOf(entry: ArchiveEntry): Promise<string> {
  if (entry.kind !== 'file') return entry.kind;
  const pieces: Buffer[] = [];
  for await (const piece of entry.content) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}

async function readAll(bytes: Buffer, size = bytes.length): Promise<[string, string][]> {
  const entries: [string, string][] = [];
  for await (const entry of readTar(inPieces(bytes, size))) {
    entries.push([entry.path, await textOf(entry)]);
  }
  return entries;
}

describe('reading a tar', () => {
  test('gives its entries, however its bytes come', async () => {
    const item = fc.record({
      name: fc.stringMatching(/^[a-zé]{1,20}(?:\/[a-z.]{1,10}[a-z])?$/u),
      content: fc.string({ maxLength: 2000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(item), fc.integer({ min: 1, max: 1500 }), async (items, size) => {
        const expected = items.map(({ name, content }) => [name, Buffer.from(content).toString()]);
        expect(await readAll(makeTar(items), size)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  test('goes on behind content that nobody read', async () => {
    const bytes = makeTar([
      { name: 'a', content: 'x'.repeat(3000) },
      { name: 'b', content: 'y' },
    ]);
    const paths: string[] = [];
    for await (const entry of readTar(inPieces(bytes, 100))) paths.push(entry.path);
    expect(paths).toEqual(['a', 'b']);
  });

  test('takes names, link targets and sizes from extended headers, for one entry only', async () => {
    const header = paxRecord('comment', 'none') + paxRecord('path', 'long/name é');
    const items: TarItem[] = [
      { name: 'g', type: 'g', content: paxRecord('path', 'ignored') },
      { name: 'x', type: 'x', content: header },
      { name: 'short', content: '1' },
      { name: 'next', content: '2' },
    ];
    expect(await readAll(makeTar(items))).toEqual([
      ['long/name é', '1'],
      ['next', '2'],
    ]);
  });

  test('takes an empty block, or just the end, for the end', async () => {
    expect(await readAll(makeTar([{ name: 'a' }], Buffer.alloc(0)))).toEqual([['a', '']]);
    expect(await readAll(makeTar([{ name: 'a' }], Buffer.alloc(10_240)))).toEqual([['a', '']]);
  });

  test('leaves out the top folder and what is only in front of names', async () => {
    const items = [{ name: './', type: '5' }, { name: './d/', type: '5' }, { name: './d/a' }];
    expect(await readAll(makeTar(items))).toEqual([
      ['d', 'directory'],
      ['d/a', ''],
    ]);
  });

  test('reads sizes that are not octal', async () => {
    const folder = makeTempDir();
    writeFiles(folder, { sparse: '' });
    truncateSync(join(folder, 'sparse'), 9 * 1024 ** 3);
    const header = execFileSync('sh', ['-c', 'tar --format=gnu -c sparse | head -c 512'], {
      cwd: folder,
    });
    const entries = readTar(inPieces(header, 512));
    const { value } = await entries.next();
    expect(value).toMatchObject({ kind: 'file', path: 'sparse', sizeBytes: 9 * 1024 ** 3 });
    await entries.return(undefined);
  });

  test('does not need the file to be in memory', async () => {
    const folder = makeTempDir();
    writeFiles(folder, { a: 'x'.repeat(5_000_000) });
    execFileSync('tar', ['-cf', 'a.tar', 'a'], { cwd: folder });
    let largest = 0;
    for await (const entry of readTar(openByteStream(join(folder, 'a.tar')))) {
      if (entry.kind !== 'file') continue;
      for await (const piece of entry.content) largest = Math.max(largest, piece.length);
    }
    expect(largest).toBeLessThan(1_000_000);
  });
});
