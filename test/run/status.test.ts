import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { currentProcess, identifyProcess } from '../../src/platform/process-identity.ts';
import type { ProcessIdentity } from '../../src/platform/process-identity.ts';
import { Run } from '../../src/run/run.ts';
import type { RunStatus } from '../../src/run/run.ts';
import { releaseOwnership, takeOwnership } from '../../src/run/owner.ts';
import { parseExitCode, runStatus, statusOfMembers } from '../../src/run/status.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

/** The status of a run whose metadata folder has these files. */
function statusWith(files: Readonly<Record<string, string>>): RunStatus {
  const run = new Run('abc', join(makeTempDir(), 'abc'));
  writeFiles(run.metaDir, { opref: '2 a b', ...files });
  return runStatus(run);
}

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function liveProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: 'pipe' });
  children.push(child);
  await once(child, 'spawn');
  return child.pid ?? 0;
}

async function deadProcess(): Promise<ProcessIdentity> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: 'pipe' });
  await once(child, 'spawn');
  const identity = identifyProcess(child.pid ?? 0);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  return identity;
}

const owner = (step: string, runner: ProcessIdentity, command?: ProcessIdentity): string =>
  JSON.stringify({ step, runner, command });

describe('an exit code decides', () => {
  test.each([
    ['0', 'completed'],
    ['0\n', 'completed'],
    [' 7 ', 'error'],
    ['127', 'error'],
    ['-2', 'terminated'],
    ['-15', 'terminated'],
    ['', 'staged'],
    ['none', 'staged'],
    ['1.5', 'staged'],
    ['0x1', 'staged'],
  ])('%j', (exit, status) => {
    expect(statusWith({ initialized: '1', staged: '2', 'proc/exit': exit })).toBe(status);
  });

  test('also where a lock was left behind', () => {
    expect(statusWith({ 'proc/exit': '0', 'proc/lock': String(process.pid) })).toBe('completed');
  });
});

describe('without one, markers tell how far a run came', () => {
  test.each<[files: Readonly<Record<string, string>>, status: RunStatus]>([
    [{}, 'unknown'],
    [{ initialized: '1' }, 'pending'],
    [{ initialized: '1', staged: '2' }, 'staged'],
    [{ initialized: '1', staged: '2', started: '3' }, 'terminated'],
  ])('%j', (files, status) => {
    expect(statusWith(files)).toBe(status);
  });
});

describe('a lock without a note of its owner, as older runs have it', () => {
  test.each(['', 'garbage', '-1', '0', '12.5', '1e3', '0x10', '99999999999999999999', '4194305'])(
    'with %j is nobody’s: the run is terminated',
    (lock) => {
      expect(statusWith({ initialized: '1', staged: '2', 'proc/lock': lock })).toBe('terminated');
    },
  );

  test('with a live process means running, white space or not', async () => {
    const pid = await liveProcess();
    expect(statusWith({ staged: '2', 'proc/lock': ` ${pid}\n` })).toBe('running');
  });

  test('with a process that has ended means terminated', async () => {
    const { pid } = await deadProcess();
    expect(statusWith({ staged: '2', 'proc/lock': String(pid) })).toBe('terminated');
  });
});

describe('the note of who works on a run', () => {
  test.each([
    ['stage', 'staging'],
    ['run', 'running'],
    ['finalize', 'finalizing'],
  ])('step %s by a live process', (step, status) => {
    expect(
      statusWith({ initialized: '1', 'proc/owner.jsonl': owner(step, currentProcess()) }),
    ).toBe(status);
  });

  test('finalizing goes on after the exit code is there', () => {
    const files = { 'proc/exit': '0', 'proc/owner.jsonl': owner('finalize', currentProcess()) };
    expect(statusWith(files)).toBe('finalizing');
  });

  test('a command that outlives its runner is still running', async () => {
    const runner = await deadProcess();
    const command = identifyProcess(await liveProcess());
    const files = { staged: '2', started: '3', 'proc/owner.jsonl': owner('run', runner, command) };
    expect(statusWith(files)).toBe('running');
  });

  test('of processes that are gone means terminated, or staged where staging was completed', async () => {
    const gone = await deadProcess();
    const note = { 'proc/owner.jsonl': owner('stage', gone) };
    expect(statusWith({ initialized: '1', ...note })).toBe('terminated');
    expect(statusWith({ initialized: '1', staged: '2', ...note })).toBe('staged');
    const started = { staged: '2', started: '3' };
    expect(statusWith({ ...started, 'proc/owner.jsonl': owner('run', gone) })).toBe('terminated');
    // The claim of a process that was gone before it started the command.
    expect(statusWith({ staged: '2', 'proc/owner.jsonl': owner('run', gone) })).toBe('staged');
    expect(statusWith({ 'proc/exit': '3', 'proc/owner.jsonl': owner('finalize', gone) })).toBe(
      'error',
    );
  });

  test('another process that got the same number is not the owner', () => {
    const other = { ...currentProcess(), startTime: '1' };
    expect(statusWith({ started: '3', 'proc/owner.jsonl': owner('run', other) })).toBe(
      'terminated',
    );
  });

  test('from before this machine was started is nobody’s', () => {
    const before = { ...currentProcess(), bootId: 'an earlier boot' };
    expect(statusWith({ started: '3', 'proc/owner.jsonl': owner('run', before) })).toBe(
      'terminated',
    );
  });

  test('on another machine counts as working: nobody here can tell', () => {
    const elsewhere = { ...currentProcess(), bootId: 'another', host: 'another-machine' };
    expect(statusWith({ staged: '2', 'proc/owner.jsonl': owner('run', elsewhere) })).toBe(
      'running',
    );
  });

  test('of a machine that was started again since: what was staged may not be on the disk', () => {
    const before = { ...currentProcess(), bootId: 'another' };
    const members = { initialized: '1', staged: '2' };
    expect(statusWith({ ...members, 'proc/owner.jsonl': owner('stage', before) })).toBe(
      'terminated',
    );
    const gone = { ...currentProcess(), startTime: '1' };
    expect(statusWith({ ...members, 'proc/owner.jsonl': owner('stage', gone) })).toBe('staged');
  });

  test.each(['', '\0\0\0'])('whose content was lost with the power: %j', (note) => {
    const lock = String(process.pid);
    expect(statusWith({ staged: '2', 'proc/lock': lock, 'proc/owner.jsonl': note })).toBe(
      'terminated',
    );
  });

  test.each([
    '{',
    '[]',
    '{"step": "fly"}',
    '{"step": "run"}',
    '{"step": "run", "runner": {"pid": "1"}}',
  ])('that makes no sense is ignored: %j', (note) => {
    expect(statusWith({ initialized: '1', staged: '2', 'proc/owner.jsonl': note })).toBe('staged');
  });
});

test('a zip is worked on by nobody, whatever it holds', () => {
  const members = new Map([
    ['proc/lock', Buffer.from(String(process.pid))],
    ['proc/owner.jsonl', Buffer.from(owner('run', currentProcess()))],
    ['staged', Buffer.from('1')],
  ]);
  expect(statusOfMembers(members, true)).toBe('staged');
});

test.each([
  ['-9', -9],
  ['+3', 3],
  [undefined, undefined],
  ['3 4', undefined],
])('the exit code %j', (text, code) => {
  expect(parseExitCode(text)).toBe(code);
});

describe('taking ownership', () => {
  const makeRun = (): Run => {
    const run = new Run('abc', join(makeTempDir(), 'abc'));
    writeFiles(run.metaDir, { opref: '2 a b' });
    return run;
  };

  test('is refused while another process works on the run', async () => {
    const run = makeRun();
    const pid = await liveProcess();
    writeFiles(run.metaDir, { 'proc/owner.jsonl': owner('run', identifyProcess(pid)) });
    expect(() => {
      takeOwnership(run, 'finalize');
    }).toThrow(`is being worked on by process ${pid}`);
  });

  test('is refused to a process that only has the same number on another machine', () => {
    const run = makeRun();
    const namesake = { ...currentProcess(), bootId: 'another', host: 'another-machine' };
    writeFiles(run.metaDir, { 'proc/owner.jsonl': owner('run', namesake) });
    expect(() => {
      takeOwnership(run, 'finalize');
    }).toThrow('on another-machine');
  });

  test('goes on after one that is gone, or that left a note nobody can read', async () => {
    for (const note of [owner('run', await deadProcess()), '{']) {
      const run = makeRun();
      writeFiles(run.metaDir, { 'proc/owner.jsonl': note });
      takeOwnership(run, 'finalize');
      expect(runStatus(run)).toBe('finalizing');
      releaseOwnership(run);
      expect(runStatus(run)).toBe('unknown');
    }
  });
});
