import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { makeTempDir, writeFiles } from './rig/folders.ts';
import { writeFinalizedRuns } from './rig/many-runs.ts';
import { cleanEnv } from './rig/program.ts';

const LIBRARY = pathToFileURL(resolve(import.meta.dirname, '..', 'dist', 'index.js')).href;

/** A whole life, of a run with enough files and beside enough runs for all that is done only then. */
const SCRIPT = `
  const touched = new Set();
  const lookingAt = (name) => {
    // Node.js itself asks for these when it starts a process.
    if (!['WATCH_REPORT_DEPENDENCIES', 'NODE_V8_COVERAGE'].includes(String(name))) touched.add(String(name));
  };
  process.env = new Proxy(process.env, {
    get: (env, name) => { lookingAt(name); return env[name]; },
    has: (env, name) => { lookingAt(name); return name in env; },
    ownKeys: (env) => { lookingAt('all of it'); return Reflect.ownKeys(env); },
  });
  const [runsDir, projectDir] = process.argv.slice(1);
  const gage = await import(${JSON.stringify(LIBRARY)});
  touched.clear();
  const options = { env: { PATH: '/usr/bin:/bin' }, onEvent: () => {} };
  const run = gage.makeRun(new gage.OpRef('p', 'op'), runsDir);
  const definition = { exec: { 'stage-runtime': 'echo r', run: 'x', finalize: 'echo f' }, config: 'a.py' };
  const command = 'for i in $(seq 120); do echo $i > f$i; done; echo out; exit 3';
  gage.initRunMeta(run, new gage.OpDef('op', definition), { x: 2 }, new gage.OpCmd(command));
  await gage.stageRun(run, projectDir, options);
  const { exitCode } = await gage.execRun(run, options);
  const finalized = await gage.finalizeRun(run, { ...options, exitCode });
  gage.setLabel(finalized, 'ann', 'good');
  const { runs } = gage.listRuns(runsDir);
  await gage.verifyRun(finalized);
  gage.trashRuns([finalized]);
  const seen = { exitCode, count: runs.length, touched: [...touched] };
  (await import('node:fs')).writeFileSync(3, JSON.stringify(seen));`;

test('the library looks at no environment and prints nothing', () => {
  const runsDir = makeTempDir('runs');
  writeFinalizedRuns(runsDir, 60);
  const projectDir = makeTempDir('project');
  writeFiles(projectDir, { 'a.py': 'x = 1\n' });
  const home = makeTempDir('home');
  const { status, output } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', SCRIPT, runsDir, projectDir],
    {
      env: { ...cleanEnv(), HOME: home, XDG_CACHE_HOME: join(home, 'cache') },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
  const [, stdout, stderr, seen] = output;
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(JSON.parse(seen ?? '')).toEqual({ exitCode: 3, count: 61, touched: [] });
});
