import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listFiles, makeTempDir, writeFiles } from '../rig/folders.ts';
import { serve } from '../rig/http-server.ts';
import { callProgram } from '../rig/in-process.ts';
import { runAtTerminal } from '../rig/pseudo-terminal.ts';
import { hasRclone, rcloneEnv } from '../rig/rclone.ts';
import { serveS3 } from '../rig/s3-server.ts';

function makeProject(): string {
  const folder = makeTempDir('project');
  writeFiles(folder, {
    'gage.toml': '[op]\nexec = "sh op.sh"\nsourcecode = ["op.sh"]\n',
    'op.sh': 'echo 1 > out; echo \'{"metrics": {"loss": 0.5}}\' > summary.json\n',
    'board.yaml': 'id: board 7\nname: Losses\ncolumns: [run:name, metric:loss]\n',
  });
  return folder;
}

describe.skipIf(!hasRclone)('gage publish to a service', () => {
  test('stores runs and then data in the storage that the service tells of, and removes its own runs only', async () => {
    const s3 = await serveS3();
    const asked: unknown[] = [];
    const api = await serve((request, response) => {
      asked.push([request.method, request.url, request.headers.authorization]);
      const { endpoint } = s3;
      const keys = { bucket: 'b7', accessKeyId: 'the-key', secretAccessKey: 'the-secret' };
      response.end(JSON.stringify({ endpoint, ...keys }));
    });
    const folder = makeProject();
    const env = { GAGE_API: `${api}/api/`, GAGE_TOKEN: 'gage_t', ...pathsOf(rcloneEnv({})) };
    const gage = async (...words: readonly string[]) => callProgram(folder, words, env);
    await gage('run', '-y', 'op');
    await gage('run', '-y', 'op');

    const dry = await gage('publish', '--dry-run');
    expect(dry.stderr).toMatch(
      /^Nothing is changed\. Publishing to Losses on 127.*\n {2}copy 2 runs/,
    );
    expect(s3.objects.size).toBe(0);

    const first = await gage('publish', '-y');
    expect(first.stderr).toBe('Copied 2 runs\nUpdated board data\n');
    expect(first.stdout).toBe(`View board at ${api}/boards/board%207\n`);
    const request = ['GET', '/api/v1/boards/board%207/creds', 'Bearer gage_t'];
    expect(asked).toEqual([request, request]);
    expect([...s3.keyIds]).toEqual(['the-key']);
    const stored = s3.requests.filter((request) => request.startsWith('PUT '));
    const position = (end: string): number => stored.findLastIndex((path) => path.endsWith(end));
    expect(position('.meta.zip')).toBeGreaterThan(position('/out'));
    expect(position('b7/board.json')).toBeGreaterThan(position('.meta.zip'));
    const board = s3.objects.get('b7/board.json') ?? new Uint8Array();
    expect(JSON.parse(Buffer.from(board).toString())).toMatchObject({
      colDefs: [{ field: 'run:name' }, { field: 'metric:loss' }],
      rowData: [{ 'metric:loss': 0.5 }, { 'metric:loss': 0.5 }],
    });

    expect((await gage('publish', '1', '-y')).stderr).toMatch(
      /^Nothing copied, runs are up-to-date\nUpdated board data\nPermanently deleted 1 run\n {2}[a-z-]+\n$/,
    );
    const ids = [...s3.objects.keys()].flatMap(
      (path) => /^b7\/runs\/(.*)\.meta\.zip$/.exec(path)?.[1] ?? [],
    );
    expect(ids).toHaveLength(1);
  });
});

/** The part of an environment that rclone needs to know nothing of the user's. */
function pathsOf({ RCLONE_CONFIG = '' }: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return { RCLONE_CONFIG };
}

test('gage publish leaves the board as it is when a run cannot be copied', async () => {
  const folder = makeProject();
  writeFiles(folder, { 'op.sh': 'date +%N > out\n' });
  const gage = async (...words: readonly string[]) => callProgram(folder, words);
  await gage('run', '-y', 'op', '--stage');
  cpSync(join(folder, '.gage', 'runs'), join(folder, 'twin'), { recursive: true });
  await gage('start', '1', '-y');
  await gage('--runs', 'twin', 'start', '1', '-y');
  await gage('publish', '--to', 'site', '-y');
  const board = readFileSync(join(folder, 'site', 'board.json'), 'utf8');
  await gage('--runs', 'twin', 'label', '--set', 'other', '1', '-y');
  const words = ['--runs', 'twin', 'publish', '--to', 'site', '-y', '--no-config'];
  const { status, stdout, stderr } = await gage(...words);
  expect(stderr).toContain('was not copied: at the destination it has ended in another way');
  expect(stderr).toContain('The board was not changed: not all of its runs were copied');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(readFileSync(join(folder, 'site', 'board.json'), 'utf8')).toBe(board);
});

test('gage publish of groups publishes all of their runs', async () => {
  const folder = makeProject();
  writeFiles(folder, { 'board.yaml': 'group-by: run-attr:operation' });
  const gage = async (...words: readonly string[]) => callProgram(folder, words);
  await gage('run', '-y', 'op');
  await gage('run', '-y', 'op');
  expect((await gage('publish', '--to', 'site', '-y')).stderr).toContain('Copied 2 runs\n');
  expect((await gage('board', '-o', 'site.html')).stderr).toBe(
    'Wrote 1 group of 2 runs to site.html\n',
  );
});

test('gage publish replaces no file that publishing has not made', async () => {
  const folder = makeProject();
  const gage = async (...words: readonly string[]) => callProgram(folder, words);
  await gage('run', '-y', 'op');
  for (const [name, content] of [
    ['board.json', '{"title": "Losses"}'],
    ['published.json', 'not JSON'],
  ] as const) {
    writeFiles(folder, { [`${name}.site/${name}`]: content });
    const { status, stderr } = await gage('publish', '--to', `${name}.site`, '-y');
    expect(status).toBe(1);
    expect(stderr).toContain(
      `${name} in ${join(folder, `${name}.site`)} was not made by publishing`,
    );
    expect(listFiles(join(folder, `${name}.site`))).toEqual([name]);
  }
});

test('a token that is not set is asked for after the confirmation, and never shown', () => {
  const folder = makeProject();
  runAtTerminal(folder, ['run', '-y', 'op'], []);
  const env = { GAGE_API: 'http://127.0.0.1:9/api' };
  const { screen, status } = runAtTerminal(
    folder,
    ['publish'],
    [
      { wait: 'Continue?' },
      { type: 'y\n' },
      { wait: 'API token:' },
      { type: 'gage_wrong\u0015gage_secrets\u007f\r' },
      { wait: 'Error getting' },
    ],
    env,
  );
  expect(status).toBe(1);
  expect(screen).toContain('You are about to publish 1 run to Losses on 127.0.0.1:9');
  expect(screen).not.toMatch(/secret|wrong/);
  const stopped = runAtTerminal(
    folder,
    ['publish', '-y'],
    [{ wait: 'API token:' }, { type: '\u0003' }],
    env,
  );
  expect(stopped.screen).toContain('gage: Missing API token');
  expect(stopped.status).toBe(1);
});
