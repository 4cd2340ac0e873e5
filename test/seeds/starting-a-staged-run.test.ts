import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  OpCmd,
  OpDef,
  OpRef,
  execRun,
  finalizeRun,
  initRunMeta,
  makeRun,
  runMeta,
  stageRun,
} from '../../src/index.ts';
import { listFiles, listModes, makeTempDir, readText, writeFiles } from '../rig/folders.ts';
import { envWithPython } from '../rig/runs.ts';

/*
 * "Starting a staged run": every example of the document in its order, with the results it shows.
 * What a command inherits is passed in (`env`), since the library reads no environment by itself;
 * Python is called `python` in it.
 */

const META_AFTER_EXEC = [
  '__schema__',
  'config.json',
  'id',
  'initialized',
  'log/files',
  'log/runner',
  'manifest',
  'opdef.json',
  'opref',
  'output/10_sourcecode',
  'output/10_sourcecode.index',
  'output/40_run',
  'output/40_run.index',
  'proc/cmd.json',
  'proc/env.json',
  'staged',
  'started',
];

const ZIP_MEMBERS = [
  '__schema__',
  'config.json',
  'id',
  'initialized',
  'log/',
  'log/files',
  'log/runner',
  'manifest',
  'opdef.json',
  'opref',
  'output/',
  'output/10_sourcecode',
  'output/10_sourcecode.index',
  'output/40_run',
  'output/40_run.index',
  'proc/',
  'proc/cmd.json',
  'proc/env.json',
  'proc/exit',
  'staged',
  'started',
  'stopped',
  'summary.json',
];

function changeDirectory(folder: string): void {
  const before = process.cwd();
  process.chdir(folder);
  onTestFinished(() => {
    process.chdir(before);
  });
}

describe('Starting a staged run', () => {
  test('a basic run and a run with config, step by step', async () => {
    const env = envWithPython();
    const projectDir = makeTempDir();
    changeDirectory(projectDir);
    writeFiles(projectDir, { 'say.py': 'msg = "Hi there"\nprint(msg)\n' });

    const opdef = new OpDef('test', {
      exec: {
        'stage-sourcecode': `python -c "print('Stage source')"`,
        run: 'python say.py',
      },
      config: 'say.py',
    });

    const runsDir = makeTempDir();
    const opref = new OpRef('test', 'test');
    const run = makeRun(opref, runsDir);

    const cmd = new OpCmd(['python', 'say.py'], {});
    initRunMeta(run, opdef, {}, cmd);

    await stageRun(run, '.', { env });
    expect(listFiles(run.runDir)).toEqual(['say.py']);

    await execRun(run, { env });
    expect(listFiles(run.metaDir)).toEqual(META_AFTER_EXEC);
    expect(readText(run.metaDir, 'output', '10_sourcecode')).toBe('Stage source\n');
    expect(readText(run.metaDir, 'output', '40_run')).toBe('Hi there\n');
    expect(listFiles(run.metaDir)).toEqual(META_AFTER_EXEC);

    const finalizedRun = await finalizeRun(run);
    expect(existsSync(run.metaDir)).toBe(false);
    expect(basename(finalizedRun.metaDir)).toBe(`${run.id}.meta.zip`);
    expect(finalizedRun.id).toBe(run.id);
    expect(runMeta.ls(finalizedRun.metaDir)).toEqual(ZIP_MEMBERS);
    expect(listModes(finalizedRun.runDir)).toEqual(['-r--r--r-- say.py']);
    expect(runMeta.openManifest(finalizedRun).text).toBe(
      's 3f9c639e1d6b056c071b44752ea97c694127291443065afa2689bf78ef3b8fb0 say.py\n',
    );

    // The digest shown for Windows is that of the same lines with its line ends.
    const windowsDir = makeTempDir();
    writeFiles(windowsDir, { 'say.py': 'msg = "Hi there"\r\nprint(msg)\r\n' });
    const windowsRun = makeRun(opref, runsDir);
    initRunMeta(windowsRun, opdef, {}, cmd);
    await stageRun(windowsRun, windowsDir, { env });
    await execRun(windowsRun, { env });
    expect(runMeta.openManifest(await finalizeRun(windowsRun)).text).toBe(
      's 8e701bd990eafeb11b51ab584ea083e6e097d8c7f9a691166143dcef7f7256d0 say.py\n',
    );

    // Run with config
    const second = makeRun(opref, runsDir);
    const config = { msg: 'Ho there' };
    initRunMeta(second, opdef, config, cmd);
    await stageRun(second, '.', { env });
    await execRun(second, { env });
    expect(runMeta.readOutput(second, '40_run')).toBe('Ho there\n');
    expect(readText(join(projectDir, 'say.py'))).toBe('msg = "Hi there"\nprint(msg)\n');
  });
});
