import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { OutgoingFile, Remote } from '../../src/remote/remote.ts';
import { listFiles, makeTempDir, writeFiles } from '../rig/folders.ts';

/** A remote, and the folder of this machine in which its files are in the end. */
export interface RemoteUnderTest {
  readonly remote: Remote;
  readonly folder: string;
}

const AWKWARD = {
  'aaa/plain.txt': 'plain\n',
  'aaa/empty': '',
  'aaa/deep/er/file': 'deep\n',
  'aaa/ blanks  in [it]*?{x}': 'glob\n',
  'aaa/#comment': 'comment\n',
  'aaa/-dash': 'dash\n',
  'aaa/line\nbreak': 'line\n',
  'aaa/ünï→': 'unicode\n',
} as const;

function digestOf(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

function outgoing(folder: string, path: string): OutgoingFile {
  const file = join(folder, path);
  const { size, mode, mtimeMs } = statSync(file);
  const sha256 = digestOf(readFileSync(file));
  return { path, sizeBytes: size, sha256, mode: mode & 0o777, modifiedAt: mtimeMs };
}

async function storeAll(remote: Remote, files: Readonly<Record<string, string>>): Promise<void> {
  const source = makeTempDir('source');
  writeFiles(source, files);
  const wanted = Object.keys(files).map((path) => outgoing(source, path));
  expect(await remote.store(source, wanted, {})).toEqual([]);
}

/** What every kind of remote does. */
export function testRemote(make: () => Promise<RemoteUnderTest> | RemoteUnderTest): void {
  test('a place that does not exist has nothing', async () => {
    const { remote } = await make();
    expect([...(await remote.listNames({}))]).toEqual([]);
    expect([...(await remote.listFiles(['aaa'], {}))]).toEqual([]);
    expect([...(await remote.fetch(['aaa/x'], makeTempDir(), {}))]).toEqual([]);
    await remote.remove(['aaa'], {});
  });

  test('what was stored is listed and fetched back, whatever its name', async () => {
    const { remote } = await make();
    await storeAll(remote, { ...AWKWARD, 'aab/other': 'other\n', 'top.json': '{}' });
    remote.close();
    expect([...(await remote.listNames({}))].sort()).toEqual(['aaa', 'aab', 'top.json']);
    const sizes = await remote.listFiles(['aaa', 'top.json'], {});
    expect(Object.fromEntries(sizes)).toEqual({
      ...Object.fromEntries(
        Object.entries(AWKWARD).map(([path, text]) => [path, Buffer.byteLength(text)]),
      ),
      'top.json': 2,
    });
    const target = makeTempDir('target');
    const digests = await remote.fetch([...Object.keys(AWKWARD), 'aaa/missing'], target, {});
    expect(Object.fromEntries(digests)).toEqual(
      Object.fromEntries(Object.entries(AWKWARD).map(([path, text]) => [path, digestOf(text)])),
    );
    expect(listFiles(target)).toEqual(Object.keys(AWKWARD).sort());
    remote.close();
  });

  test('a stored file replaces the one that is there, also one of the same size', async () => {
    const { remote, folder } = await make();
    await storeAll(remote, { 'aaa/x': 'before\n' });
    await storeAll(remote, { 'aaa/x': 'after!\n' });
    expect(readFileSync(join(folder, 'aaa/x'), 'utf8')).toBe('after!\n');
    remote.close();
  });

  test('a file that is not what was said of it is refused, and the others are stored', async () => {
    const { remote, folder } = await make();
    const source = makeTempDir('source');
    writeFiles(source, { 'aaa/good': 'good', 'aaa/bad': 'good', 'aaa/gone': 'good' });
    const files = ['good', 'bad', 'gone'].map((name) => outgoing(source, `aaa/${name}`));
    writeFileSync(join(source, 'aaa/bad'), 'evil');
    const gone = files.map((file) =>
      file.path === 'aaa/gone' ? { ...file, path: 'aaa/none' } : file,
    );
    expect([...(await remote.store(source, gone, {}))].sort()).toEqual(['aaa/bad', 'aaa/none']);
    expect(listFiles(join(folder, 'aaa'))).toEqual(['good']);
    remote.close();
  });

  test('of an entry with a file that is refused, nothing is revealed', async () => {
    const { remote, folder } = await make();
    const source = makeTempDir('source');
    writeFiles(source, { 'aaa.meta/x': '1', 'aaa.meta/opref': '2', 'aab.meta.zip': '3' });
    const files = ['aaa.meta/x', 'aaa.meta/opref', 'aab.meta.zip'].map((path) =>
      outgoing(source, path),
    );
    writeFileSync(join(source, 'aaa.meta/x'), 'y');
    expect(await remote.reveal(source, files, {})).toEqual(['aaa.meta/x', 'aaa.meta/opref']);
    expect(existsSync(join(folder, 'aaa.meta/opref'))).toBe(false);
    expect(readFileSync(join(folder, 'aab.meta.zip'), 'utf8')).toBe('3');
    expect(await remote.reveal(source, [outgoing(source, 'aaa.meta/opref')], {})).toEqual([]);
    expect(readFileSync(join(folder, 'aaa.meta/opref'), 'utf8')).toBe('2');
    remote.close();
    expect((await remote.listNames({})).size).toBe(2);
  });

  test('links are stored as what they lead to', async () => {
    const { remote, folder } = await make();
    const source = makeTempDir('source');
    writeFiles(source, { outside: 'outside', 'aaa/x': '' });
    symlinkSync('../outside', join(source, 'aaa/link'));
    expect(await remote.store(source, [outgoing(source, 'aaa/link')], {})).toEqual([]);
    expect(readFileSync(join(folder, 'aaa/link'), 'utf8')).toBe('outside');
    remote.close();
  });

  test('entries and single files are removed, and nothing else', async () => {
    const { remote, folder } = await make();
    await storeAll(remote, { ...AWKWARD, 'aab/keep': '', 'aaa.meta.zip': 'zip', aaab: 'keep' });
    await remote.remove(['aaa/ blanks  in [it]*?{x}', 'aaa/line\nbreak'], {});
    expect(listFiles(join(folder, 'aaa'))).toHaveLength(Object.keys(AWKWARD).length - 2);
    await remote.remove(['aaa', 'aaa.meta.zip', 'none'], {});
    remote.close();
    expect(listFiles(folder)).toEqual(['aaab', 'aab/keep']);
    remote.close();
  });

  test('a transfer that is to stop stops', async () => {
    const { remote } = await make();
    const source = makeTempDir('source');
    writeFiles(source, { 'aaa/x': 'x' });
    const stop = new AbortController();
    stop.abort();
    const watch = { signal: stop.signal };
    await expect(remote.store(source, [outgoing(source, 'aaa/x')], watch)).rejects.toThrow();
    await expect(remote.fetch(['aaa/x'], makeTempDir(), watch)).rejects.toThrow();
    remote.close();
  });

  test('bytes are told as they are moved', async () => {
    const { remote } = await make();
    const source = makeTempDir('source');
    writeFiles(source, { 'aaa/x': 'x'.repeat(3_000_000) });
    let bytes = 0;
    const onBytes = (count: number): void => {
      bytes += count;
    };
    await remote.store(source, [outgoing(source, 'aaa/x')], { onBytes });
    expect(bytes).toBe(3_000_000);
    remote.close();
  });

  test('a child is a place of its own', async () => {
    const { remote, folder } = await make();
    await storeAll(remote.child('runs'), { 'aaa/x': 'x' });
    expect(readFileSync(join(folder, 'runs/aaa/x'), 'utf8')).toBe('x');
    expect([...(await remote.child('runs').listNames({}))]).toContain('aaa');
    remote.close();
  });
}
