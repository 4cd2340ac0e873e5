import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBoardService, openBoardStorage } from '../../src/remote/board-service.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { serve } from '../rig/http-server.ts';
import { hasRclone, rcloneEnv } from '../rig/rclone.ts';

describe('the service for boards', () => {
  test.each([
    ['GAGE_TOKEN=gage_plain\nGAGE_API=http://h/api', 'gage_plain'],
    ['# comment\nexport GAGE_TOKEN = "gage_quoted"\nGAGE_API=http://h/api/', 'gage_quoted'],
    ["GAGE_API='http://h/api'\r\nGAGE_TOKEN=gage_windows # comment\r\n", 'gage_windows'],
  ])('is set up by an environment file such as %j', (text, token) => {
    const folder = makeTempDir();
    writeFiles(folder, { '.env': text });
    const files = [join(folder, 'none'), join(folder, '.env')];
    expect(findBoardService({ env: {}, files }, false)).toEqual({ api: 'http://h/api', token });
    const env = { GAGE_TOKEN: 'gage_own', GAGE_API: 'https://own' };
    expect(findBoardService({ env, files }, false)).toEqual({
      api: 'https://own',
      token: 'gage_own',
    });
  });

  test.each([
    ['no address', { GAGE_TOKEN: 'gage_x' }, /^Missing API endpoint/],
    ['no token', { GAGE_API: 'http://h' }, /^Missing API token/],
    [
      'an address that is none',
      { GAGE_TOKEN: 'gage_x', GAGE_API: 'h/api' },
      /^Invalid API endpoint/,
    ],
    ['an unreadable environment file', {}, /^Cannot read .*\.env: Expected NAME=value/],
  ])('with %s fails', (what, env, message) => {
    const folder = makeTempDir();
    if (what.startsWith('an unreadable')) writeFiles(folder, { '.env': '= x' });
    expect(() => findBoardService({ env, files: [join(folder, '.env')] }, false)).toThrow(message);
  });
});

describe.skipIf(!hasRclone)('a service', () => {
  test.each([
    ['refuses', 403, 'not yours', 'Error getting board information: not yours'],
    ['says nothing', 500, '', 'Error getting board information: the server answered 500'],
    ['redirects', 302, '', 'Error getting board information: the server answered 302'],
    [
      'answers something else',
      200,
      '<html>',
      'Error getting board information: the answer is not JSON',
    ],
    [
      'leaves out a key',
      200,
      '{"endpoint": "x"}',
      "Error getting board information: the answer has no 'bucket'",
    ],
  ])('a service that %s is reported', async (_what, status, body, message) => {
    const url = await serve((_request, response) => {
      response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:9/' } : {});
      response.end(body);
    });
    const storage = openBoardStorage({ api: url, token: 'gage_x' }, 'b', rcloneEnv({}));
    await expect(storage).rejects.toThrow(message);
  });

  test('a service that cannot be reached is reported', async () => {
    const service = { api: 'http://127.0.0.1:9', token: 'gage_x' };
    await expect(openBoardStorage(service, 'b', rcloneEnv({}))).rejects.toThrow(
      /^Error getting board information: .+/,
    );
  });
});
