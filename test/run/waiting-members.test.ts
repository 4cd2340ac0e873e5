import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runMeta } from '../../src/index.ts';
import { currentProcess } from '../../src/platform/process-identity.ts';
import { recoverRun } from '../../src/recover-run.ts';
import { isDescriptionLost } from '../../src/run/lost-description.ts';
import {
  formatWaiting,
  readFromFolder,
  readWaiting,
  settleWaiting,
} from '../../src/run/waiting-members.ts';
import { compareCodePoints } from '../../src/values/order.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { PROGRAM_PATH, runProgram } from '../rig/program.ts';
import { stagedRun } from '../rig/runs.ts';

const WAITING = 'proc/waiting.jsonl';

/** A metadata folder with members that wait, and others that have files. */
function metaFolder(waiting: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = join(makeTempDir(), 'f00d.meta');
  writeFiles(folder, { opref: '2 st op', [WAITING]: waiting, ...files });
  return folder;
}

const line = (members: Readonly<Record<string, string>>, log = ''): string =>
  formatWaiting(
    new Map(Object.entries(members).map(([name, text]) => [name, Buffer.from(text)])),
    log,
  );

const read = (folder: string, name: string): string | undefined =>
  readFromFolder(folder, name)?.toString('utf8');

describe('members that have no file of their own yet', () => {
  test('are read like others; later lines win, and the log is added up', () => {
    const folder = metaFolder(
      line({ id: 'f00d', started: '1' }, 'one\n') + line({ started: '2' }, 'two\n'),
    );
    expect(read(folder, 'id')).toBe('f00d');
    expect(read(folder, 'started')).toBe('2');
    expect(read(folder, 'log/runner')).toBe('one\ntwo\n');
    expect(read(folder, 'stopped')).toBeUndefined();
    const meta = runMeta.openMeta(folder);
    expect(meta.list()).toEqual(['id', 'log/runner', 'opref', WAITING, 'started']);
    expect(meta.size('id')).toBe(4);
    expect(meta.readRange('log/runner', 4, 3)?.toString()).toBe('two');
  });

  test('are gone where a later line says so, until they come again', () => {
    const gone = formatWaiting(new Map([['proc/cmd.json', undefined]]), '');
    const folder = metaFolder(line({ id: 'f00d', 'proc/cmd.json': '1' }) + gone);
    expect(read(folder, 'proc/cmd.json')).toBeUndefined();
    expect([...readWaiting(folder).keys()]).toEqual(['id']);
    const again = metaFolder(
      line({ 'proc/cmd.json': '1' }) + gone + line({ 'proc/cmd.json': '2' }),
    );
    expect(read(again, 'proc/cmd.json')).toBe('2');
    settleWaiting(folder);
    expect(readdirSync(folder).sort(compareCodePoints)).toEqual(['id', 'opref', 'proc']);
    expect(readdirSync(join(folder, 'proc'))).toEqual([]);
  });

  test('have a lock where there is a note of who works on the run: a copy has none', () => {
    const waiting = line({ id: 'f00d', 'proc/lock': '4711' });
    const copy = metaFolder(waiting);
    expect(read(copy, 'proc/lock')).toBeUndefined();
    expect(read(copy, 'id')).toBe('f00d');
    expect(runMeta.openMeta(copy).list()).not.toContain('proc/lock');
    expect(read(metaFolder(waiting, { 'proc/owner.jsonl': '{}' }), 'proc/lock')).toBe('4711');
  });

  test('are lost with the power where they do not describe the run', () => {
    expect(isDescriptionLost(metaFolder('\0'.repeat(300)))).toBe(true);
    expect(isDescriptionLost(metaFolder(''))).toBe(true);
    expect(isDescriptionLost(metaFolder(line({ id: 'f00d' })))).toBe(true);
    expect(isDescriptionLost(metaFolder(line({ initialized: '1' })))).toBe(false);
    expect(isDescriptionLost(metaFolder('', { initialized: '1' }))).toBe(false);
    const settled = metaFolder(line({ initialized: '1' }));
    settleWaiting(settled);
    expect(isDescriptionLost(settled)).toBe(false);
    const tooLong = metaFolder(line({ id: 'x'.repeat(300_000) }));
    expect(isDescriptionLost(tooLong)).toBe(false);
  });

  test('are what their files say where they have some', () => {
    const folder = metaFolder(line({ started: 'old' }, 'old\n'), {
      started: 'new',
      'log/runner': 'new\n',
    });
    expect(read(folder, 'started')).toBe('new');
    expect(read(folder, 'log/runner')).toBe('new\n');
    settleWaiting(folder);
    expect(read(folder, 'started')).toBe('new');
    expect(existsSync(join(folder, WAITING))).toBe(false);
  });

  test('do not count where the last line was cut off', () => {
    const whole = line({ id: 'f00d' }, 'one\n');
    const next = line({ id: 'changed' }, 'two\n');
    for (let length = 0; length < next.length - 1; length++) {
      const waiting = readWaiting(metaFolder(whole + next.slice(0, length)));
      expect([...waiting.keys()]).toEqual(['id', 'log/runner']);
      expect(waiting.get('id')?.toString()).toBe('f00d');
    }
  });

  test('get files of their own, once', () => {
    const folder = metaFolder(line({ 'sys/platform.json': '"x"', manifest: 's 1 a' }, 'one\n'));
    settleWaiting(folder);
    settleWaiting(folder);
    expect(
      readdirSync(folder, { recursive: true }).map(String).toSorted(compareCodePoints),
    ).toEqual(['log', 'log/runner', 'manifest', 'opref', 'proc', 'sys', 'sys/platform.json']);
  });

  test.each(['../outside', '/tmp/outside', 'a/../../outside', 'opref', 'proc/owner.jsonl', '..'])(
    'have no such name: %s',
    (name) => {
      const folder = metaFolder(`${JSON.stringify({ members: { [name]: 'x' } })}\n`);
      expect([...readWaiting(folder).keys()]).toEqual([]);
      settleWaiting(folder);
      expect(readdirSync(join(folder, '..'))).toEqual(['f00d.meta']);
      expect(read(folder, 'opref')).toBe('2 st op');
    },
  );

  test.each([
    '',
    '\0\0\0',
    '[]\n1\nnull\n"x"\n',
    '{"members": 1, "log": 2}\n',
    '{"members": null}\n',
  ])('are none in %j', (text) => {
    expect([...readWaiting(metaFolder(text)).keys()]).toEqual([]);
  });
});

test('what waits is in the zip of a run that could be taken over at the second attempt only', async () => {
  const run = await stagedRun({ command: 'true' });
  const inMeta = (name: string): string => join(run.metaDir, name);
  const members = Object.fromEntries(
    ['id', 'staged', 'manifest'].map((name) => [name, readFileSync(inMeta(name), 'utf8')]),
  );
  for (const name of Object.keys(members)) rmSync(inMeta(name));
  const log = readFileSync(inMeta('log/runner'), 'utf8');
  writeFiles(run.metaDir, {
    [WAITING]: line({ ...members, 'log/more': 'x', started: '1714576496004000' }),
    'proc/owner.jsonl': JSON.stringify({ step: 'run', runner: { ...currentProcess(), pid: 1 } }),
  });
  renameSync(inMeta('log'), inMeta('aside'));
  writeFileSync(inMeta('log'), 'in the way');
  await expect(recoverRun(run)).rejects.toThrow();
  rmSync(inMeta('log'));
  renameSync(inMeta('aside'), inMeta('log'));
  const { run: recovered } = await recoverRun(run);
  const meta = runMeta.openMeta(recovered.metaDir);
  for (const [name, content] of Object.entries(members)) {
    expect(meta.read(name)?.toString(), name).toBe(content);
  }
  expect(meta.read('log/runner')?.toString()).toContain(log);
  expect(meta.list()).not.toContain(WAITING);
  meta.close();
});

test('a command finds its run as others do, from its first moment on', () => {
  const folder = makeTempDir();
  const gage = `"${process.execPath}" "${PROGRAM_PATH}"`;
  writeFiles(folder, {
    'gage.toml': `[ask]\nexec = '''ls "$RUN_DIR.meta" > names.txt; ${gage} show $RUN_ID --json > shown.json; ${gage} label $RUN_ID --set mine -y'''\n`,
  });
  mkdirSync(join(folder, 'runs'));
  const { status, stderr } = runProgram(folder, ['run', 'ask', '-y', '-q'], {
    env: { GAGE_RUNS: join(folder, 'runs') },
  });
  expect(status, stderr).toBe(0);
  const id = readdirSync(join(folder, 'runs')).find((name) => /^[\da-f-]+$/.test(name)) ?? '';
  const runDir = join(folder, 'runs', id);
  expect(readFileSync(join(runDir, 'names.txt'), 'utf8').split('\n')).toContain('opref');
  const shown = JSON.parse(readFileSync(join(runDir, 'shown.json'), 'utf8')) as object;
  expect(shown).toMatchObject({ id, status: 'running', operation: { name: 'ask' } });
  expect(shown).toHaveProperty('started', expect.stringContaining('T'));
  const { stdout } = runProgram(folder, ['list', '--json'], {
    env: { GAGE_RUNS: join(folder, 'runs') },
  });
  expect(stdout).toContain('"label": "mine"');
});
