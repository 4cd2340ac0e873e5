import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBoardService, openBoardStorage } from '../../src/remote/board-service.ts';
import { planPublication, publishBoard } from '../../src/remote/publish-board.ts';
import { listRuns } from '../../src/index.ts';
import { listFiles, makeTempDir, writeFiles } from '../rig/folders.ts';
import { serve } from '../rig/http-server.ts';
import { makeProject } from '../rig/projects.ts';
import { hasRclone, rcloneEnv } from '../rig/rclone.ts';

const KEYS = {
  endpoint: 'https://storage.example',
  bucket: 'board-7',
  accessKeyId: 'key',
  secretAccessKey: 'secret',
};

describe('the service for boards', () => {
  test.each([
    ['GAGE_TOKEN=gage_plain\nGAGE_API=http://h/api', 'gage_plain'],
    ['# comment\nexport GAGE_TOKEN = "gage_quoted"\nGAGE_API=http://h/api/', 'gage_quoted'],
    ["GAGE_API='http://h/api'\r\nGAGE_TOKEN=gage_windows # comment\r\n", 'gage_windows'],
  ])('is set up by an environment file such as %j', (text, token) => {
    const folder = makeTempDir();
    writeFiles(folder, { '.env': text });
    const files = [join(folder, 'none'), join(folder, '.env')];
    expect(findBoardService({ env: {}, files })).toEqual({ api: 'http://h/api', token });
    const env = { GAGE_TOKEN: 'gage_own', GAGE_API: 'https://own' };
    expect(findBoardService({ env, files })).toEqual({ api: 'https://own', token: 'gage_own' });
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
    expect(() => findBoardService({ env, files: [join(folder, '.env')] })).toThrow(message);
  });
});

describe.skipIf(!hasRclone)('publishing to the service', () => {
  /** rclone with a bucket that is a folder; it notes what it is told of the real one. */
  function fakeStorage(): {
    readonly env: NodeJS.ProcessEnv;
    readonly folder: string;
    readonly log: string;
  } {
    const folder = makeTempDir('storage');
    mkdirSync(join(folder, KEYS.bucket));
    const programs = makeTempDir('programs');
    const real = spawnSync('sh', ['-c', 'command -v rclone'], { encoding: 'utf8' }).stdout.trim();
    const log = join(programs, 'log');
    const script = join(programs, 'rclone');
    const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
    writeFileSync(
      script,
      [
        '#!/bin/sh',
        `env | grep ^RCLONE_CONFIG_GAGE_ | sort > ${quote(log)}`,
        'export RCLONE_CONFIG_GAGE_TYPE=alias',
        `export RCLONE_CONFIG_GAGE_REMOTE=${quote(folder)}`,
        `exec ${real} "$@"`,
      ].join('\n'),
    );
    chmodSync(script, 0o755);
    const env = rcloneEnv({});
    return { env: { ...env, PATH: [programs, env['PATH']].join(delimiter) }, folder, log };
  }

  test('asks for keys, stores runs and then data, and gives keys to rclone by its environment', async () => {
    const requests: unknown[] = [];
    const url = await serve((request, response) => {
      requests.push([request.method, request.url, request.headers.authorization]);
      response.end(JSON.stringify(KEYS));
    });
    const { runsDir, finish } = makeProject();
    const { id } = await finish('op', 'echo 1 > out');
    const { env, folder, log } = fakeStorage();
    const service = { api: `${url}/api`, token: 'gage_token' };
    const place = await openBoardStorage(service, 'my board', env);
    const { runs } = listRuns(runsDir);
    const publication = await planPublication({ place, boardJson: '{}', runs });
    const report = await publishBoard(publication, runs);
    publication.close();
    expect(report?.runs).toMatchObject([{ result: 'copied' }]);
    expect(requests).toEqual([['GET', '/api/v1/boards/my%20board/creds', 'Bearer gage_token']]);
    expect(listFiles(join(folder, KEYS.bucket))).toEqual([
      'board.json',
      'published.json',
      `runs/${id}.files`,
      `runs/${id}.meta.zip`,
      `runs/${id}/out`,
    ]);
    expect(readFileSync(log, 'utf8').split('\n')).toEqual(
      expect.arrayContaining([
        'RCLONE_CONFIG_GAGE_ACCESS_KEY_ID=key',
        'RCLONE_CONFIG_GAGE_ENDPOINT=https://storage.example',
        'RCLONE_CONFIG_GAGE_NO_CHECK_BUCKET=true',
        'RCLONE_CONFIG_GAGE_PROVIDER=Cloudflare',
        'RCLONE_CONFIG_GAGE_SECRET_ACCESS_KEY=secret',
        'RCLONE_CONFIG_GAGE_TYPE=s3',
      ]),
    );
  });

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
