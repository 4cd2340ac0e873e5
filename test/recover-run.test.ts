import { existsSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Run, finalizeRun, readRun, runStatus, stageRun } from '../src/index.ts';
import { needsRecovery, recoverRun, removeUnborn } from '../src/recover-run.ts';
import { makeTempDir, writeFiles } from './rig/folders.ts';
import { runProgram } from './rig/program.ts';
import { env, executedRun, finalizedRun, initRun, stagedRun } from './rig/runs.ts';

const ID = '60a825b1-c8aa-4d0f-8a44-ab2b1c4f5a6e';

describe('a run needs to be recovered', () => {
  test('when its command has ended and nobody finalizes it', async () => {
    const { run } = await executedRun({ command: 'exit 3' });
    expect(needsRecovery(run)).toBe(true);
    const recovered = await recoverRun(run);
    expect(recovered.exitCode).toBe(3);
    expect(needsRecovery(recovered.run)).toBe(false);
    expect(needsRecovery(run)).toBe(false);
  });

  test('when a staging hook failed and nobody finalizes it', async () => {
    const { run, projectDir } = initRun({ definition: { exec: { 'stage-runtime': 'exit 4' } } });
    await expect(stageRun(run, projectDir, { env })).rejects.toThrow('exit code 4');
    expect(needsRecovery(run)).toBe(true);
    expect((await recoverRun(run)).exitCode).toBe(4);
  });
});

describe('a run does not need to be recovered', () => {
  test('when it can go on by itself', async () => {
    expect(needsRecovery(initRun({}).run)).toBe(false);
    expect(needsRecovery(await stagedRun({}))).toBe(false);
  });

  test('when it is finalized, also where its metadata stays a folder', async () => {
    expect(needsRecovery(await finalizedRun({}))).toBe(false);
    const { run, exitCode } = await executedRun({ command: 'exit 1' });
    const folder = await finalizeRun(run, { exitCode, keepMetaFolder: true });
    expect(readRun(folder.metaDir).status).toBe('error');
    expect(needsRecovery(folder)).toBe(false);
  });

  test.each<[title: string, files: Readonly<Record<string, string>>]>([
    ['finished', { opref: '1 lab train', 'proc/exit': '0' }],
    ['cut off', { opref: '1 lab train' }],
    ['with its command as lines', { opref: '2 lab train', 'proc/cmd': 'python\nfit.py\n' }],
    ['with a name', { opref: '2 lab train', name: 'kafom-fikud' }],
  ])('when it is a run of an early version, %s', (_title, files) => {
    const run = new Run(ID, join(makeTempDir(), ID));
    writeFiles(run.metaDir, { initialized: '1', started: '2', ...files });
    expect(['completed', 'terminated']).toContain(runStatus(run));
    expect(needsRecovery(run)).toBe(false);
  });
});

describe('what is left of runs that never appeared', () => {
  const FIVE_MINUTES_AGO = Date.now() / 1000 - 300;

  test('is removed with its sidecars; names that only look alike are not touched', () => {
    const runsDir = makeTempDir();
    writeFiles(runsDir, {
      [`${ID}.new/opref`]: '2 a b',
      [`${ID}.project`]: 'file:..',
      [`${ID}.user/1.json`]: '{}',
      'notes.new': 'mine',
      'notes.txt': 'mine',
    });
    for (const name of [`${ID}.new`, 'notes.new']) {
      utimesSync(join(runsDir, name), FIVE_MINUTES_AGO, FIVE_MINUTES_AGO);
    }
    removeUnborn(runsDir);
    expect(readdirSync(runsDir).sort()).toEqual(['notes.new', 'notes.txt']);
  });

  test('is left alone while it may still be in the making', () => {
    const runsDir = makeTempDir();
    writeFiles(runsDir, { [`${ID}.new/opref`]: '2 a b' });
    removeUnborn(runsDir);
    expect(existsSync(join(runsDir, `${ID}.new`))).toBe(true);
  });

  test('deletions that were cut off are completed', () => {
    const runsDir = makeTempDir();
    writeFiles(runsDir, {
      [`${ID}.meta.zip.doomed`]: '',
      [`${ID}/a.txt`]: 'a',
      [`${ID}.user/1.json`]: '{}',
    });
    removeUnborn(runsDir);
    expect(readdirSync(runsDir)).toEqual([]);
    rmSync(runsDir, { recursive: true });
    removeUnborn(runsDir);
  });
});

test('gage recover goes on after a run that cannot be finished, and tells of it at the end', async () => {
  const { run } = await executedRun({ command: 'exit 3' });
  const runsDir = join(run.runDir, '..');
  const broken = new Run(ID, join(runsDir, ID));
  // A folder stands where the manifest goes.
  writeFiles(broken.metaDir, {
    opref: '2 lab train',
    initialized: '9999999999999998',
    started: '9999999999999999',
    'manifest/in-the-way': '',
  });
  const { status, stderr } = runProgram(runsDir, ['--runs', runsDir, 'recover']);
  expect(stderr).toMatch(
    new RegExp(
      `^Recovered run ${run.name} \\(error\\)\ngage: cannot recover run ${broken.name}: .+\n$`,
    ),
  );
  expect(status).toBe(1);
  expect(readRun(run.metaDir).exitCode).toBe(3);
});
