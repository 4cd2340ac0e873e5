import { describe, expect, test } from 'vitest';
import { isRclonePlace, openRemote } from '../../src/remote/open-remote.ts';
import { makeTempDir } from '../rig/folders.ts';

describe('a place as a user writes it', () => {
  test.each([
    ['team:', true],
    ['team:bucket/runs', true],
    ['my team.2:x', true],
    [':local:/tmp/x', true],
    [':sftp,host=example.com:runs', true],
    [':http,url="https://example.com/a":', true],
    ['team,shared_with_me:x', true],
    ['runs', false],
    ['../shared', false],
    ['/mnt/a:b', false],
    ['./a:b', false],
    ['~/a:b', false],
    ['a/b:c', false],
  ])('%s is of rclone: %s', (place, expected) => {
    expect(isRclonePlace(place)).toBe(expected);
  });

  const repository = (type: string, path: string | undefined, configPath: string) => ({
    name: 'team',
    type,
    isTypeStated: true,
    path,
    attributes: {},
    configPath,
  });

  const open = (place: string, known = repository('local', '../x', '/p/.gage/config.toml')) =>
    openRemote(place, {
      cwd: '/work',
      homeDir: '/home/ann',
      env: { PATH: makeTempDir() },
      repositories: new Map([['team', known]]),
    });

  test.each([
    ['shared', '/work/shared'],
    ['../shared/', '/shared'],
    ['~/shared', '/home/ann/shared'],
    ['team', '/x'],
    ['./team', '/work/team'],
  ])('%s is the directory %s', (place, folder) => {
    expect(open(place).folder).toBe(folder);
  });

  test.each([
    ['/p/.gage/config.toml', 'x', '/p/x'],
    ['/p/gageconfig.json', 'x', '/p/x'],
    ['/p/gageconfig.json', '~/x', '/home/ann/x'],
    ['/p/gageconfig.json', '/x', '/x'],
  ])('a repository of %s with the path %s is at %s', (configPath, path, folder) => {
    expect(open('team', repository('local', path, configPath)).folder).toBe(folder);
  });

  test('a repository must have a type that is known, and a path', () => {
    const reason = { failure: { reason: 'unusable-repository', name: 'team' } };
    const caught = (known: ReturnType<typeof repository>): unknown => {
      try {
        return open('team', known);
      } catch (error) {
        return error;
      }
    };
    expect(caught(repository('magic', 'x', '/p/gageconfig.json'))).toMatchObject(reason);
    expect(caught(repository('local', undefined, '/p/gageconfig.json'))).toMatchObject(reason);
    expect(caught(repository('rclone', 'x:', '/p/gageconfig.json'))).toMatchObject({
      failure: { reason: 'rclone-missing' },
    });
  });
});
