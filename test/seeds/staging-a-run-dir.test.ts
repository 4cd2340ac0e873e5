import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OpCmd, OpDef, OpRef, Run, initRunMeta, makeRun, stageRun } from '../../src/index.ts';
import { listFiles, makeTempDir, readText } from '../rig/folders.ts';

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
 * - metadata files have default modes until they are in the zip.
 */

describe('Staging a run dir', () => {
  test('a run whose definition asks for nothing is staged without copying', async () => {
    const runsHome = makeTempDir();
    const opref = new OpRef('test', 'test');
    const run = makeRun(opref, runsHome);

    const opdef = new OpDef('test', {});
    const cmd = new OpCmd(['python', '-c', "print('Hello!')"], {});
    initRunMeta(run, opdef, {}, cmd);
    expect(listFiles(run.metaDir)).toEqual([
      '__schema__',
      'config.json',
      'id',
      'initialized',
      'log/runner',
      'opdef.json',
      'opref',
      'proc/cmd.json',
      'proc/env.json',
    ]);

    await stageRun(run, makeTempDir());
    expect(listFiles(run.runDir)).toEqual([]);
    const members = listFiles(run.metaDir);
    expect(members[0]).toBe('__schema__');
    expect(members.at(-1)).toBe('staged');
    expect(members.filter((name) => !['log/files', 'manifest', 'staged'].includes(name))).toEqual([
      '__schema__',
      'config.json',
      'id',
      'initialized',
      'log/runner',
      'opdef.json',
      'opref',
      'proc/cmd.json',
      'proc/env.json',
    ]);

    const lines = readText(run.metaDir, 'log', 'runner').trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d{4} Writing meta staged$/);
  });

  test('staging a run directory that does not exist is an error that names it', async () => {
    const missing = makeTempDir();
    rmSync(missing, { recursive: true });
    await expect(stageRun(new Run('', missing), '.')).rejects.toThrow(
      `Run dir does not exist: ${missing}`,
    );
  });

  test('staging a run directory without metadata is an error that names the metadata', async () => {
    const noMeta = join(makeTempDir(), 'run');
    mkdirSync(noMeta);
    await expect(stageRun(new Run('', noMeta), '.')).rejects.toThrow(
      `Run meta dir does not exist: ${noMeta}.meta`,
    );
  });
});
