import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { identifyProcess } from '../../src/platform/process-identity.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { PROGRAM_PATH, cleanEnv } from '../rig/program.ts';

/** Ends a run, and the process that works on it, when its note has been read for the first time. */
const END_WHEN_READ = `
const fs = require('node:fs');
const { openSync, closeSync } = fs;
const notes = new Set();
let isEnded = false;
fs.openSync = (path, ...rest) => {
  const file = openSync(path, ...rest);
  if (String(path).endsWith('proc/owner.jsonl')) notes.add(file);
  return file;
};
fs.closeSync = (file) => {
  closeSync(file);
  if (!notes.delete(file) || isEnded) return;
  isEnded = true;
  const { META: meta, WORKER: pid } = process.env;
  fs.writeFileSync(meta + '/summary.json', '{}');
  fs.writeFileSync(meta + '/proc/exit', '0');
  fs.unlinkSync(meta + '/proc/owner.jsonl');
  process.kill(Number(pid), 'SIGKILL');
  const state = () => {
    try {
      return /\\) (.)/.exec(fs.readFileSync('/proc/' + pid + '/stat', 'latin1'))[1];
    } catch {
      return 'gone';
    }
  };
  while (!['gone', 'Z', 'X'].includes(state()));
};
`;

test.each([
  ['list', '--json'],
  ['show', '1', '--json'],
])(
  'gage %s does not take a run that ends while it is looked at for one that was cut off',
  (...args) => {
    const project = makeTempDir();
    const id = '8f14e45f-ceea-467f-ab43-9dc1fb2e5b3a';
    const meta = join(project, '.gage', 'runs', `${id}.meta`);
    const worker = spawn('sleep', ['60']);
    onTestFinished(() => void worker.kill('SIGKILL'));
    writeFiles(meta, {
      __schema__: '1',
      opref: '2 test op',
      id,
      'opdef.json': '{}',
      'config.json': '{}',
      initialized: '1',
      staged: '2',
      started: '3',
      'proc/owner.jsonl': JSON.stringify({ step: 'run', runner: identifyProcess(worker.pid ?? 0) }),
    });
    const preload = join(project, 'end.cjs');
    writeFileSync(preload, END_WHEN_READ);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--require', preload, PROGRAM_PATH, ...args],
      {
        cwd: project,
        env: { ...cleanEnv(), META: meta, WORKER: String(worker.pid) },
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
    expect(stdout).toContain('"status": "completed"');
  },
);
