import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDirectory } from '../../src/remote/directory-remote.ts';
import { testRemote } from '../conformance/remote-suite.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

describe('a directory', () => {
  testRemote(() => {
    const folder = join(makeTempDir(), 'not', 'there');
    return { remote: openDirectory(folder), folder };
  });

  const DIGEST = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881';
  const FILE = {
    path: 'aaa/x',
    sizeBytes: 1,
    sha256: DIGEST,
    mode: 0o555,
    modifiedAt: 1_234_567_890_123,
  };

  test('keeps modes and times', async () => {
    const [source, folder] = [makeTempDir('source'), makeTempDir('target')];
    writeFiles(source, { 'aaa/x': 'x' });
    const remote = openDirectory(folder);
    expect(await remote.store(source, [FILE], {})).toEqual([]);
    const { mode, mtimeMs } = statSync(join(folder, 'aaa/x'));
    expect(mode & 0o777).toBe(0o555);
    expect(mtimeMs).toBeCloseTo(FILE.modifiedAt, 0);
    remote.close();
    expect(readdirSync(folder)).toEqual(['aaa']);
  });

  test('never writes through a link out of the place', async () => {
    const [source, folder, outside] = [makeTempDir('source'), makeTempDir('target'), makeTempDir()];
    writeFiles(source, { 'aaa/x': 'x' });
    symlinkSync(outside, join(folder, 'aaa'));
    const remote = openDirectory(folder);
    await expect(remote.store(source, [FILE], {})).rejects.toThrow(/is a link/);
    remote.close();
    expect(readdirSync(outside)).toEqual([]);
  });

  test('takes over what a copy that was killed has left, and leaves that of one at work', async () => {
    const [source, folder] = [makeTempDir('source'), makeTempDir('target')];
    writeFiles(source, { 'aaa/x': 'x' });
    const atWork = join(folder, '.incoming-1');
    const abandoned = join(folder, '.incoming-2');
    const owner = { pid: process.pid, startTime: '0', bootId: 'another', host: 'another' };
    for (const place of [atWork, abandoned]) mkdirSync(place);
    writeFileSync(join(atWork, 'owner.json'), JSON.stringify(owner));
    const { hostname } = await import('node:os');
    writeFileSync(join(abandoned, 'owner.json'), JSON.stringify({ ...owner, host: hostname() }));
    const remote = openDirectory(folder);
    await remote.store(source, [FILE], {});
    remote.close();
    expect(readdirSync(folder).sort()).toEqual(['.incoming-1', 'aaa']);
  });
});
