import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { finalizeRun, listRuns, readRun, runStatus } from '../../src/index.ts';
import type { Run } from '../../src/index.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { executedRun } from '../rig/runs.ts';

/** A runs directory with one run that is really there. */
async function finalizedOne(): Promise<{ readonly runsDir: string; readonly run: Run }> {
  const { run } = await executedRun({ command: 'true' });
  return { runsDir: join(run.runDir, '..'), run: await finalizeRun(run, { exitCode: 0 }) };
}

describe('one odd entry does not hide the others', () => {
  test.each<[title: string, spoil: (runsDir: string) => void, problem: RegExp | undefined]>([
    [
      'an id that is no number',
      (dir) => {
        writeFiles(dir, { 'zzz.meta/opref': '2 a b' });
      },
      /must begin with hexadecimal digits/,
    ],
    [
      'an empty reference',
      (dir) => {
        writeFiles(dir, { 'aaa.meta/opref': '' });
      },
      /invalid opref encoding/,
    ],
    [
      'a reference from the future',
      (dir) => {
        writeFiles(dir, { 'aaa.meta/opref': '3 x y z' });
      },
      /unsupported opref schema/,
    ],
    [
      'metadata of a newer schema',
      (dir) => {
        writeFiles(dir, { 'aaa.meta/opref': '2 a b', 'aaa.meta/__schema__': '2' });
      },
      /unsupported meta schema: '2'/,
    ],
    [
      'no reference',
      (dir) => {
        writeFiles(dir, { 'aaa.meta/id': 'aaa' });
      },
      /not a run/,
    ],
    [
      'a reference that is a folder',
      (dir) => {
        mkdirSync(join(dir, 'aaa.meta', 'opref'), { recursive: true });
      },
      /EFTYPE/,
    ],
    [
      'an empty zip file',
      (dir) => {
        writeFiles(dir, { 'aaa.meta.zip': '' });
      },
      /aaa\.meta\.zip/,
    ],
    [
      'a text called a zip',
      (dir) => {
        writeFiles(dir, { 'aaa.meta.zip': 'not a zip at all' });
      },
      /aaa\.meta\.zip/,
    ],
    [
      'a file where a folder is expected',
      (dir) => {
        writeFiles(dir, { 'aaa.meta': 'x' });
      },
      /not a run/,
    ],
    [
      'metadata being prepared',
      (dir) => {
        writeFiles(dir, { 'aaa.new/opref': '2 a b' });
      },
      undefined,
    ],
    [
      'metadata being removed',
      (dir) => {
        writeFiles(dir, { 'aaa.meta.doomed/opref': '2 a b', 'bbb.meta.zip.doomed': '' });
      },
      undefined,
    ],
    [
      'a zip being written',
      (dir) => {
        writeFiles(dir, { 'aaa.zip-partial': 'PK' });
      },
      undefined,
    ],
    [
      'a group of runs',
      (dir) => {
        writeFiles(dir, { 'aaa.group/id': 'aaa' });
      },
      undefined,
    ],
    [
      'a half-written attribute',
      (dir) => {
        writeFiles(dir, { 'aaa.user/1.json': '{"set"' });
      },
      undefined,
    ],
    [
      'a link that leads nowhere',
      (dir) => {
        writeFiles(dir, { 'notes.txt': '' });
      },
      undefined,
    ],
  ])('%s', async (_title, spoil, problem) => {
    const { runsDir, run } = await finalizedOne();
    spoil(runsDir);
    const { runs, problems } = listRuns(runsDir);
    expect(runs.map(({ id, status }) => ({ id, status }))).toEqual([
      { id: run.id, status: 'completed' },
    ]);
    expect(problems.map((found) => found.problem)).toEqual(
      problem === undefined ? [] : [expect.stringMatching(problem)],
    );
  });

  test('a truncated zip is a problem of its own', async () => {
    const { runsDir, run } = await finalizedOne();
    const broken = join(runsDir, 'aaa.meta.zip');
    const whole = readFileSync(run.metaDir);
    for (const size of [1, 30, Math.trunc(whole.length / 2), whole.length - 1]) {
      writeFileSync(broken, whole.subarray(0, size));
      const { runs, problems } = listRuns(runsDir);
      expect(runs).toHaveLength(1);
      expect(problems.map(({ path }) => path)).toEqual([broken]);
    }
  });

  test('a label that cannot be read is none', async () => {
    const { runsDir, run } = await finalizedOne();
    writeFiles(runsDir, {
      [`${run.id}.user/1.json`]: '{"set": {"label": "x"',
      [`${run.id}.user/2.json/file`]: '',
    });
    expect(listRuns(runsDir).runs[0]?.label).toBeUndefined();
  });
});

describe('a folder and a zip of one run', () => {
  test('are one run, read from the zip', async () => {
    const { run } = await executedRun({ command: 'true' });
    const copy = join(makeTempDir(), 'copy');
    cpSync(run.metaDir, copy, { recursive: true });
    const finalized = await finalizeRun(run, { exitCode: 0 });
    cpSync(copy, run.metaDir, { recursive: true });
    const { runs, problems } = listRuns(join(run.runDir, '..'));
    expect(problems).toEqual([]);
    expect(runs.map((record) => record.run.metaDir)).toEqual([finalized.metaDir]);
    expect(readRun(run.metaDir)).toMatchObject({
      status: 'completed',
      run: { metaDir: finalized.metaDir },
    });
  });

  test('are read from the folder where the zip was not completed', async () => {
    const { run } = await executedRun({ command: 'true' });
    const copy = join(makeTempDir(), 'copy');
    cpSync(run.metaDir, copy, { recursive: true });
    const finalized = await finalizeRun(run, { exitCode: 0 });
    cpSync(copy, run.metaDir, { recursive: true });
    truncateSync(finalized.metaDir, 100);
    const { runs, problems } = listRuns(join(run.runDir, '..'));
    expect(problems).toEqual([]);
    expect(runs.map((record) => record.run.metaDir)).toEqual([run.metaDir]);
    expect(runStatus(run)).toBe('terminated');
  });

  test('a run that was finalized or deleted since its folder was seen is not mistaken', async () => {
    const { run } = await executedRun({ command: 'true' });
    const finalized = await finalizeRun(run, { exitCode: 0 });
    expect(existsSync(run.metaDir)).toBe(false);
    expect(readRun(run.metaDir)).toMatchObject({
      status: 'completed',
      run: { metaDir: finalized.metaDir },
    });
    rmSync(finalized.metaDir);
    expect(() => readRun(run.metaDir)).toThrow('not a run');
  });
});

describe('order', () => {
  test('newest start first; a run that was not started counts from staging, then initialization', () => {
    const runsDir = makeTempDir();
    writeFiles(runsDir, {
      'a1.meta/opref': '2 p op',
      'a1.meta/initialized': '9',
      'a1.meta/staged': '5',
      'a1.meta/started': '10',
      'b1.meta/opref': '2 p op',
      'b1.meta/initialized': '30',
      'c1.meta/opref': '2 p op',
      'c1.meta/initialized': '1',
      'c1.meta/staged': '20',
      'd2.meta/opref': '2 p op',
      'd1.meta/opref': '2 p op',
      'e1.meta/opref': '2 p op',
      'e1.meta/started': '10',
    });
    const ids = listRuns(runsDir).runs.map(({ id }) => id);
    expect(ids).toEqual(['b1', 'c1', 'a1', 'e1', 'd1', 'd2']);
  });

  test('a runs directory that is not there has no runs', () => {
    const { runs, problems } = listRuns(join(makeTempDir(), 'missing'));
    expect({ runs, problems }).toEqual({ runs: [], problems: [] });
  });
});
