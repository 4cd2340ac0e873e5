import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  OpCmd,
  OpDef,
  OpRef,
  Run,
  initRunMeta,
  makeRun,
  runMetaDir,
  stageRun,
} from '../../src/index.ts';
import { listFiles, listModes, makeTempDir, readText } from '../rig/folders.ts';

/*
 * "Staging a run dir": every example of the document in its order. The document is older than the
 * format of today, which differs from what it shows in these ways:
 *
 * - a run is made of an operation reference and a location; its metadata exists from then on;
 * - `initRunMeta` takes the definition, the configuration and the command, since the reference is known;
 * - `config.json` is written too, `proc/cmd` is `proc/cmd.json`, `proc/env` is `proc/env.json`, and
 *   the name is computed from the id instead of being stored in `name`;
 * - staging is told the project it takes files from (here an empty one), and also leaves `log/files`
 *   and `manifest`;
 * - metadata files have default modes until they are in the zip: they are readable, but not read-only;
 * - errors are a `GageError` with a reason instead of a `FileNotFoundError`.
 */

describe('Staging a run dir', () => {
  test('a run whose definition asks for nothing is staged without copying', async () => {
    const runsHome = makeTempDir();
    const opref = new OpRef('test', 'test');
    const run = makeRun(opref, runsHome);

    const opdef = new OpDef('test', {});
    const cmd = new OpCmd(['python', '-c', "print('Hello!')"], {});
    initRunMeta(run, opdef, {}, cmd);
    const initialized = [
      '__schema__',
      'config.json',
      'id',
      'initialized',
      'log/runner',
      'opdef.json',
      'opref',
      'proc/cmd.json',
      'proc/env.json',
    ];
    expect(listFiles(runMetaDir(run))).toEqual(initialized);
    const logBefore = readText(runMetaDir(run), 'log', 'runner');

    await stageRun(run, makeTempDir());
    expect(listFiles(run.runDir)).toEqual([]);

    // Two changes: a timestamp, and the log. What stood there before stands there as it was.
    const metaDir = runMetaDir(run);
    const staged = [...initialized, 'log/files', 'manifest', 'staged'].sort();
    expect(listFiles(metaDir)).toEqual(staged);
    expect(staged.at(0)).toBe('__schema__');
    expect(staged.at(-1)).toBe('staged');
    expect(listModes(metaDir).every((line) => line.startsWith('-r'))).toBe(true);
    expect(readText(metaDir, 'staged')).toMatch(/^\d{16}$/);

    const log = readText(metaDir, 'log', 'runner');
    expect(log.startsWith(logBefore)).toBe(true);
    expect(log).toMatch(/\n\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d{4} Writing meta staged\n$/);
  });

  test('staging a run directory that does not exist is an error that names it', async () => {
    const missing = makeTempDir();
    rmSync(missing, { recursive: true });
    await expect(stageRun(new Run('', missing), '.')).rejects.toMatchObject({
      failure: { reason: 'run-dir-missing' },
      message: `Run dir does not exist: ${missing}`,
    });
  });

  test('staging a run directory without metadata is an error that names the metadata', async () => {
    const noMeta = join(makeTempDir(), 'run');
    mkdirSync(noMeta);
    await expect(stageRun(new Run('', noMeta), '.')).rejects.toMatchObject({
      failure: { reason: 'run-meta-missing' },
      message: `Run meta dir does not exist: ${noMeta}.meta`,
    });
  });
});
