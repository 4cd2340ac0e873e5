import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findRclone } from '../../src/remote/rclone-program.ts';
import { joinPlace, openRclone } from '../../src/remote/rclone-remote.ts';
import { testRemote } from '../conformance/remote-suite.ts';
import { makeTempDir } from '../rig/folders.ts';
import { aliasOf, hasRclone, rcloneEnv, serveFolder } from '../rig/rclone.ts';

describe.skipIf(!hasRclone)('rclone on a folder of this machine', () => {
  testRemote(() => {
    const folder = join(makeTempDir(), 'not', 'there');
    const env = rcloneEnv({ team: aliasOf(folder) });
    return { remote: openRclone('team:', findRclone(env)), folder };
  });

  test('a remote that is not configured is told by its name', async () => {
    const rclone = findRclone(rcloneEnv({}));
    for (const place of ['nobody:', 'nobody:some/path']) {
      const failure = { reason: 'undefined-remote', name: 'nobody' };
      await expect(openRclone(place, rclone).listNames({})).rejects.toMatchObject({ failure });
    }
  });

  test('other failures tell what rclone said', async () => {
    const rclone = findRclone(rcloneEnv({ web: 'type = webdav\nurl = http://127.0.0.1:9' }));
    const env = { ...rclone.env, RCLONE_LOW_LEVEL_RETRIES: '1', RCLONE_RETRIES: '1' };
    const names = openRclone('web:', { ...rclone, env }).listNames({});
    await expect(names).rejects.toMatchObject({
      failure: {
        reason: 'rclone-failed',
        problems: [expect.stringMatching(/refused/), expect.any(String)],
      },
    });
  });
});

describe.skipIf(!hasRclone)('rclone on an SFTP server', () => {
  testRemote(async () => {
    const folder = makeTempDir();
    const settings = await serveFolder('sftp', folder);
    const env = rcloneEnv({ server: settings });
    return { remote: openRclone('server:', findRclone(env)), folder };
  });
});

describe.skipIf(!hasRclone)('rclone on a WebDAV server', () => {
  testRemote(async () => {
    const root = makeTempDir();
    mkdirSync(join(root, 'in'));
    const env = rcloneEnv({ server: await serveFolder('webdav', root) });
    return {
      remote: openRclone('server:in/side', findRclone(env)),
      folder: join(root, 'in/side'),
    };
  });
});

describe('without rclone', () => {
  test('a message says how to get it', () => {
    expect(() => findRclone({ PATH: makeTempDir() })).toThrow(
      /^rclone is required for this command\n\nInstall it as https:\/\/rclone.org\/install\/ says/,
    );
  });

  test.each([
    ['a:', 'x', 'a:x'],
    ['a:b', 'x', 'a:b/x'],
    ['a:b/', 'x', 'a:b/x'],
    ['/f', 'x/y', '/f/x/y'],
  ])('below %s, %s is %s', (place, path, expected) => {
    expect(joinPlace(place, path)).toBe(expected);
  });
});
