import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  OpCmd,
  OpDef,
  OpRef,
  execRun,
  finalizeRun,
  initRunMeta,
  makeRun,
  readRun,
  runMeta,
  stageRun,
  writeProjectReference,
} from '../src/index.ts';
import type { Run } from '../src/index.ts';
import { recordedMicros } from '../src/run/files-log.ts';
import { listModes, makeTempDir, readText, writeFiles } from './rig/folders.ts';
import { envWithPython } from './rig/runs.ts';

const ID = '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f0';

const FIT = `lr = 0.5
print('{"metrics": {"loss": %s}}' % (lr / 2))
open("model.bin", "w").write("w")
`;

/** A whole life of a small run, the one docs/run-format.md shows. */
async function performExample(): Promise<Run> {
  const projectDir = join(makeTempDir('w'), 'demo');
  writeFiles(projectDir, { 'fit.py': FIT });
  const runsDir = join(projectDir, '.gage', 'runs');
  const run = makeRun(new OpRef('demo', 'fit', '2'), runsDir, ID);
  const opdef = new OpDef('fit', { exec: 'python fit.py', config: 'fit.py' });
  initRunMeta(run, opdef, { lr: 0.1 }, new OpCmd('python fit.py'), { platform: 'Linux-6.1' });
  writeProjectReference(run, projectDir);
  const env = envWithPython();
  await stageRun(run, projectDir, { env });
  const { exitCode } = await execRun(run, { env });
  return finalizeRun(run, { env, exitCode });
}

function mtime(run: Run, path: string): number {
  return recordedMicros(statSync(join(run.runDir, path), { bigint: true }).mtimeNs);
}

const MEMBERS = [
  '__schema__',
  'config.json',
  'id',
  'initialized',
  'log/',
  'log/files',
  'log/patched',
  'log/runner',
  'manifest',
  'opdef.json',
  'opref',
  'output/',
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
  'sys/',
  'sys/platform.json',
];

const CONTENT: Readonly<Record<string, string>> = {
  __schema__: '1',
  'config.json': '{\n  "lr": 0.1\n}',
  id: ID,
  'log/patched': `--- fit.py
+++ fit.py
@@ -1,3 +1,3 @@
-lr = 0.5
+lr = 0.1
 print('{"metrics": {"loss": %s}}' % (lr / 2))
 open("model.bin", "w").write("w")
`,
  manifest: `s b08d09f57c2ab0bdc2d3b1f4e6045df34c08473a59fb753a272662e4cf32cbc6 fit.py
g 50e721e49c013f00c62cf59f2163542a9d8df02464efeb615d31051b0fddc326 model.bin
`,
  'opdef.json': '{\n  "config": "fit.py",\n  "exec": "python fit.py"\n}',
  opref: '2 demo fit 2',
  'output/40_run': '{"metrics": {"loss": 0.05}}\n',
  'proc/cmd.json': '"python fit.py"',
  'proc/env.json': '{}',
  'proc/exit': '0',
  'summary.json': '{\n  "metrics": {\n    "loss": 0.05\n  }\n}',
  'sys/platform.json': '"Linux-6.1"',
};

const LOG = [
  'Writing meta run id',
  'Writing meta opdef',
  'Writing meta config',
  'Writing meta proc cmd',
  'Writing meta proc env',
  'Writing meta system platform',
  'Writing meta initialized',
  "Copying source code (see log/files): ['**/* text size<100000 max-matches=500', '-**/.* dir', '-**/* dir sentinel=bin/activate', '-**/* dir sentinel=.nocopy', '-summary.json']",
  'Applying configuration (see log/patched)',
  'Finalizing staged files (see manifest)',
  'Writing meta staged',
  'Writing meta started',
  'Starting run (see output/40_run): python fit.py',
  'Writing meta proc/lock',
  'Exit code for run: 0',
  'Deleting meta proc/lock',
  'Writing meta summary',
  'Writing meta stopped',
  'Writing meta proc/exit',
  'Finalizing run files (see manifest)',
];

describe('the worked example', () => {
  test('leaves the run directory, the project reference and the metadata', async () => {
    const run = await performExample();
    const runsDir = join(run.runDir, '..');
    expect(readdirSync(runsDir).sort()).toEqual([ID, `${ID}.meta.zip`, `${ID}.project`]);
    expect(listModes(run.runDir)).toEqual(['-r--r--r-- fit.py', '-r--r--r-- model.bin']);
    expect(readText(runsDir, `${ID}.project`)).toBe('file:../..');
    expect(readText(run.runDir, 'fit.py')).toBe(FIT.replace('0.5', '0.1'));
    expect(basename(run.metaDir)).toBe(`${ID}.meta.zip`);
    expect(run.name).toBe('busiv-fuhus');
  });

  test('has these members with this content, byte for byte', async () => {
    const run = await performExample();
    const meta = runMeta.openMeta(run.metaDir);
    expect(meta.list()).toEqual(MEMBERS);
    const content = Object.fromEntries(
      Object.keys(CONTENT).map((name) => [name, meta.read(name)?.toString('utf8')]),
    );
    expect(content).toEqual(CONTENT);
    expect(meta.read('log/files')?.toString()).toBe(
      `a s ${mtime(run, 'fit.py')} fit.py\na g ${mtime(run, 'model.bin')} model.bin\n`,
    );
    const log = meta.read('log/runner')?.toString() ?? '';
    expect(log.replaceAll(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d{4} /gm, '')).toBe(
      `${LOG.join('\n')}\n`,
    );
    meta.close();
  });

  test('has one index record, and times in order', async () => {
    const run = await performExample();
    const index = runMeta.openMeta(run.metaDir).read('output/40_run.index');
    expect(index).toHaveLength(9);
    const millis = Number(index?.readBigUInt64BE(0));
    const record = readRun(run.metaDir);
    const { initialized = 0, staged = 0, started = 0, stopped = 0 } = record;
    expect([initialized, staged, started, stopped]).toEqual(
      [initialized, staged, started, stopped].toSorted((a, b) => a - b),
    );
    expect(new Set([initialized, staged, started, stopped]).size).toBe(4);
    expect(millis * 1000).toBeGreaterThanOrEqual(started - 1000);
    expect(millis * 1000).toBeLessThanOrEqual(stopped + 1000);
    expect(record).toMatchObject({ status: 'completed', exitCode: 0, timestamp: started });
  });
});
