import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Run, finalizeRun, listRuns, readRun } from '../../src/index.ts';
import { identifyProcess } from '../../src/platform/process-identity.ts';
import { listArchives, makeArchive } from '../../src/run/archives.ts';
import { moveRun, readContainer } from '../../src/run/containers.ts';
import { deleteRun, deleteRuns, finishDeletions } from '../../src/run/delete-run.ts';
import { archiveRuns, purgeRuns, restoreRun, trashRuns } from '../../src/run/move-run.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

/** Runs that are initialized and nothing else, in one runs directory. */
function makeRuns(...ids: readonly string[]): {
  readonly runsDir: string;
  readonly runs: readonly Run[];
} {
  const runsDir = makeTempDir();
  const runs = ids.map((id) => {
    const run = new Run(id, join(runsDir, id));
    writeFiles(run.metaDir, { __schema__: '1', id, opref: '2 p op', initialized: '1' });
    writeFiles(run.runDir, { 'a.txt': 'a' });
    writeFiles(runsDir, {
      [`${id}.user/1.json`]: '{"set": {"label": "x"}}',
      [`${id}.project`]: 'file:.',
    });
    return run;
  });
  return { runsDir, runs };
}

const idsIn = (runsDir: string, container?: string): string[] =>
  listRuns(runsDir, container)
    .runs.map(({ id }) => id)
    .sort();

async function noteLiveOwner(run: Run): Promise<void> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const runner = identifyProcess(child.pid ?? 0);
  writeFiles(run.metaDir, { 'proc/owner.jsonl': JSON.stringify({ step: 'run', runner }) });
}

describe('the container of a run', () => {
  const ID = '018f34b9-15fb-4000-8000-00000000000';
  test.each<[names: readonly string[], container: string]>([
    [[], 'active'],
    [[`${ID}0-trash`], 'trash'],
    [[`${ID}2-active`, `${ID}1-trash`], 'active'],
    [
      [`${ID}1-active`, `${ID}2-8c0f0000-0000-4000-8000-000000000000`],
      '8c0f0000-0000-4000-8000-000000000000',
    ],
    [['short', `${ID}1-trash`, 'zzz'], 'trash'],
    [[`${ID}1-trash`, `${ID}2-active.0123456789ab.tmp`], 'trash'],
    [[`${ID}1-trash`, `${ID}2-`], 'trash'],
  ])('with markers %j is %s', (names, container) => {
    const folder = makeTempDir();
    writeFiles(folder, Object.fromEntries(names.map((name) => [name, ''])));
    expect(readContainer(folder)).toBe(container);
  });

  test('is active without any move', () => {
    expect(readContainer(join(makeTempDir(), 'abc.move'))).toBe('active');
  });

  test('moves are empty files; the last of many in one millisecond counts', () => {
    const { runsDir, runs } = makeRuns('aaa');
    const [run] = runs;
    if (run === undefined) return;
    for (let n = 0; n < 20; n++) moveRun(run, n % 2 === 0 ? 'trash' : 'active');
    moveRun(run, 'trash');
    const names = readdirSync(join(runsDir, 'aaa.move'));
    expect(names).toHaveLength(21);
    for (const name of names) {
      expect(name).toMatch(/^[0-9a-f-]{36}-(trash|active)$/);
      expect(statSync(join(runsDir, 'aaa.move', name)).size).toBe(0);
    }
    expect(readContainer(join(runsDir, 'aaa.move'))).toBe('trash');
  });

  test('is no path, and only runs that exist are moved', () => {
    const { runsDir, runs } = makeRuns('aaa');
    const [run] = runs;
    if (run === undefined) return;
    for (const name of ['', '.', '..', 'a/b', '../x']) {
      expect(() => {
        moveRun(run, name);
      }).toThrow('not a container of runs');
    }
    expect(() => {
      moveRun(new Run('bbb', join(runsDir, 'bbb')), 'trash');
    }).toThrow('not a run');
    expect(existsSync(join(runsDir, 'bbb.move'))).toBe(false);
  });
});

describe('trash, archives and back', () => {
  test('a run is in one place at a time, and nothing of it moves on disk', () => {
    const { runsDir, runs } = makeRuns('aaa', 'bbb', 'ccc');
    const archive = makeArchive(runsDir, '2024-05');
    trashRuns(runs.slice(0, 1));
    archiveRuns(runs.slice(1, 2), runsDir, archive);
    expect(idsIn(runsDir)).toEqual(['ccc']);
    expect(idsIn(runsDir, 'trash')).toEqual(['aaa']);
    expect(idsIn(runsDir, archive.id)).toEqual(['bbb']);
    for (const { run } of [
      ...listRuns(runsDir, 'trash').runs,
      ...listRuns(runsDir, archive.id).runs,
    ])
      restoreRun(run);
    expect(idsIn(runsDir)).toEqual(['aaa', 'bbb', 'ccc']);
    expect(idsIn(runsDir, 'trash')).toEqual([]);
  });

  test('archiving notes when', () => {
    const { runsDir, runs } = makeRuns('aaa');
    const archive = { ...makeArchive(runsDir, 'old'), archivedAt: 5 };
    const before = Math.trunc(Date.now() / 1000);
    expect(archiveRuns(runs, runsDir, archive).archivedAt).toBeGreaterThanOrEqual(before);
    expect(listArchives(runsDir).archives[0]?.archivedAt).toBeGreaterThanOrEqual(before);
  });

  test('a run in an archive that is not there is found in the trash', () => {
    const { runsDir, runs } = makeRuns('aaa');
    for (const run of runs) moveRun(run, '8c0f0000-0000-4000-8000-000000000000');
    expect(idsIn(runsDir)).toEqual([]);
    expect(idsIn(runsDir, 'trash')).toEqual(['aaa']);
  });

  test('a run that is worked on stays where it is, and so do those with it, unless forced', async () => {
    const { runsDir, runs } = makeRuns('aaa', 'bbb');
    const [, busy] = runs;
    if (busy === undefined) return;
    await noteLiveOwner(busy);
    const archive = makeArchive(runsDir, 'x');
    for (const move of [
      () => {
        trashRuns(runs);
      },
      () => archiveRuns(runs, runsDir, archive),
      () => {
        purgeRuns(runs);
      },
    ]) {
      expect(move).toThrow(`Run '${busy.name}' is running`);
    }
    expect(idsIn(runsDir)).toEqual(['aaa', 'bbb']);
    trashRuns(runs, { force: true });
    expect(idsIn(runsDir, 'trash')).toEqual(['aaa', 'bbb']);
    purgeRuns(runs, { force: true });
    expect(idsIn(runsDir, 'trash')).toEqual([]);
  });
});

describe('runs deleted by older versions', () => {
  /** A run as older versions leave it: every entry has `.deleted` at its end. */
  function deletedRun(isZip: boolean): { readonly runsDir: string; readonly run: Run } {
    const { runsDir } = makeRuns('aaa');
    const at = (name: string): string => join(runsDir, name);
    if (isZip) {
      rmSync(at('aaa.meta'), { recursive: true });
      writeFiles(runsDir, { 'aaa.meta.zip.deleted': '' });
    } else renameSync(at('aaa.meta'), at('aaa.meta.deleted'));
    for (const name of ['aaa', 'aaa.user', 'aaa.project'])
      renameSync(at(name), at(`${name}.deleted`));
    const metaName = isZip ? 'aaa.meta.zip.deleted' : 'aaa.meta.deleted';
    return { runsDir, run: new Run('aaa', at('aaa.deleted'), at(metaName)) };
  }

  test('are in the trash with their attributes, and are restored by renaming', () => {
    const { runsDir } = deletedRun(false);
    const [record] = listRuns(runsDir, 'trash').runs;
    expect(record).toMatchObject({ id: 'aaa', label: 'x' });
    if (record === undefined) return;
    const restored = restoreRun(record.run);
    expect(readdirSync(runsDir).sort()).toEqual(['aaa', 'aaa.meta', 'aaa.project', 'aaa.user']);
    expect(readRun(restored.metaDir)).toMatchObject({
      id: 'aaa',
      label: 'x',
      run: { runDir: restored.runDir },
    });
    expect(idsIn(runsDir)).toEqual(['aaa']);
  });

  test('zips get their name back, too; restoring that was cut off goes on', () => {
    const { runsDir, run } = deletedRun(true);
    renameSync(run.runDir, join(runsDir, 'aaa'));
    restoreRun(run);
    expect(readdirSync(runsDir).sort()).toEqual(['aaa', 'aaa.meta.zip', 'aaa.project', 'aaa.user']);
  });

  test('are not restored over a run of the same id', () => {
    const { runsDir, run } = deletedRun(false);
    mkdirSync(join(runsDir, 'aaa.meta'));
    expect(() => restoreRun(run)).toThrow('run already exists');
    expect(existsSync(run.metaDir)).toBe(true);
  });

  test('are deleted for good with everything', () => {
    const { runsDir } = deletedRun(false);
    deleteRuns(listRuns(runsDir, 'trash').runs.map(({ run }) => run));
    expect(readdirSync(runsDir)).toEqual([]);
  });
});

describe('deleting for good', () => {
  test('takes everything of a run and nothing of runs whose ids begin like it', () => {
    const { runsDir, runs } = makeRuns('aaa', 'aaab', 'aa');
    const leftovers = [
      'aaa.new',
      'aaa.zip-partial',
      'aaa.fetched',
      'aaa.project.0123456789ab.tmp',
      'aaa.meta.doomed',
    ];
    writeFiles(runsDir, Object.fromEntries(leftovers.map((name) => [name, ''])));
    for (const run of runs) moveRun(run, 'active');
    deleteRuns(runs.slice(0, 1));
    expect(
      readdirSync(runsDir).filter((name) => name === 'aaa' || name.startsWith('aaa.')),
    ).toEqual([]);
    expect(idsIn(runsDir)).toEqual(['aa', 'aaab']);
    expect(existsSync(join(runsDir, 'aaab.user', '1.json'))).toBe(true);
  });

  test('takes folders that may not be written to', () => {
    const { runsDir, runs } = makeRuns('aaa');
    writeFiles(runsDir, { 'aaa/locked/file': 'x' });
    chmodSync(join(runsDir, 'aaa', 'locked'), 0o500);
    deleteRuns(runs);
    expect(readdirSync(runsDir)).toEqual([]);
  });

  test('goes by the names of files: a copy of metadata does not stand for the original', () => {
    const { runsDir, runs } = makeRuns('aaa');
    writeFiles(runsDir, { 'bbb.meta/id': 'aaa', 'bbb.meta/opref': '2 p op' });
    deleteRun(readRun(join(runsDir, 'bbb.meta')).run);
    expect(idsIn(runsDir)).toEqual(['aaa']);
    expect(existsSync(runs[0]?.runDir ?? '')).toBe(true);
  });

  test('that was cut off is completed; a run that is there is left alone', () => {
    const { runsDir } = makeRuns('aaa', 'bbb');
    renameSync(join(runsDir, 'aaa.meta'), join(runsDir, 'aaa.meta.doomed'));
    writeFiles(runsDir, { 'bbb.meta.zip.doomed': '' });
    finishDeletions(runsDir);
    expect(readdirSync(runsDir).sort()).toEqual(['bbb', 'bbb.meta', 'bbb.project', 'bbb.user']);
  });

  test('a run that was finalized since it was read is deleted all the same', async () => {
    const { runsDir, runs } = makeRuns('aaa');
    const [run] = runs;
    if (run === undefined) return;
    writeFiles(run.metaDir, { started: '1' });
    await finalizeRun(run, { exitCode: 0 });
    expect(dirname(run.runDir)).toBe(runsDir);
    deleteRun(run);
    expect(readdirSync(runsDir)).toEqual([]);
  });
});
