import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  linkSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claimAttempt } from '../../src/attempt/claim-attempt.ts';
import { settleLeftAttempts } from '../../src/attempt/settle-attempts.ts';
import {
  Run,
  listRuns,
  performStagedAttempt,
  readRun,
  runMeta,
  runStatus,
} from '../../src/index.ts';
import type { RunRecord } from '../../src/index.ts';
import { identifyProcess } from '../../src/platform/process-identity.ts';
import { attemptsDirOf } from '../../src/run/layout.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from '../rig/program.ts';
import { env, stagedRun } from '../rig/runs.ts';

/** `wait`: until something is written into `pipe`; `die`: kills whoever runs it, and ends; `fine`: nothing. */
const GAGE_FILE = `
[work]
exec = ["sh", "work.sh"]
config = "work.env"
sourcecode = ["work.*"]
`;
const WORK = `. ./work.env
echo "attempt $RUN_ATTEMPT"
case $how in
  wait) echo ready; read line < "$PROJECT_DIR/pipe"; echo "$line";;
  die) until grep -q attempt "$RUN_DIR.meta/output/40_run"; do :; done; kill -9 $PPID;;
esac
`;

function makeProject(): string {
  const folder = makeTempDir('project');
  writeFiles(folder, { 'gage.toml': GAGE_FILE, 'work.sh': WORK, 'work.env': 'how=fine\nn=0\n' });
  spawnSync('mkfifo', [join(folder, 'pipe')]);
  return folder;
}

const runsIn = (folder: string): readonly RunRecord[] =>
  listRuns(join(folder, '.gage', 'runs')).runs;

const statuses = (folder: string): readonly string[] =>
  runsIn(folder).map(({ status, exitCode }) => `${status} ${exitCode ?? ''}`.trimEnd());

/** Looks until a process that ends by itself has. */
async function untilTerminated(folder: string, count: number): Promise<void> {
  await expect
    .poll(() => statuses(folder).filter((status) => status === 'terminated').length)
    .toBe(count);
}

describe('a staged run that is started', () => {
  test('is running for others, who cannot start it again, and is in its place at the end', async () => {
    const folder = makeProject();
    runProgram(folder, ['run', '-y', '-q', '--stage', 'how=wait']);
    const child = spawn(process.execPath, [PROGRAM_PATH, 'run', '--start', '1', '-y'], {
      cwd: folder,
      env: { ...cleanEnv(), HOME: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for await (const bytes of child.stdout) {
      output += String(bytes);
      if (output.includes('ready')) break;
    }
    expect(statuses(folder)).toEqual(['running']);
    const second = runProgram(folder, ['start', '1', '-y']);
    expect([second.status, second.stderr]).toEqual([
      1,
      expect.stringMatching(/^gage: Run "\S+" is 'running'\n/),
    ]);
    runProgram(folder, ['label', '1', '--set', 'meanwhile', '-y']);
    writeFileSync(join(folder, 'pipe'), 'news\n');
    expect(await once(child, 'exit')).toEqual([0, null]);
    const [run] = runsIn(folder);
    expect([run?.status, run?.label]).toEqual(['completed', 'meanwhile']);
    expect(run === undefined ? '' : runMeta.readOutput(run.run, '40_run')).toBe(
      'attempt 1\nready\nnews\n',
    );
    const names = readdirSync(join(folder, '.gage', 'runs'));
    expect(names.filter((name) => name.endsWith('.attempts'))).toEqual([]);
  });

  test('whose process is killed is finished by gage recover, with the output there is', async () => {
    const folder = makeProject();
    runProgram(folder, ['run', '-y', '-q', '--stage', 'how=die']);
    expect(runProgram(folder, ['start', '1', '-y', '-q']).status).not.toBe(0);
    await untilTerminated(folder, 1);
    expect(runProgram(folder, ['recover']).stderr).toMatch(/^Recovered run \S+ \(terminated\)\n$/);
    expect(statuses(folder)).toEqual(['terminated -9']);
    expect(runProgram(folder, ['logs', '1']).stdout).toBe('attempt 1\n');
    expect(runProgram(folder, ['recover']).stderr).toBe('Nothing to recover\n');
  });
});

test('gage stop ends one run of a batch, which goes on with the next', async () => {
  const folder = makeProject();
  writeFiles(folder, { 'grid.csv': 'how,n\nwait,1\nfine,2\n' });
  const child = spawn(process.execPath, [PROGRAM_PATH, 'run', '-y', '-b', 'grid.csv'], {
    cwd: folder,
    env: { ...cleanEnv(), HOME: folder },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  let output = '';
  for await (const bytes of child.stdout) {
    output += String(bytes);
    if (output.includes('ready')) break;
  }
  const { stderr } = runProgram(folder, ['stop', '1', '-y']);
  expect(stderr).toMatch(/^Stopped run \S+ \(terminated\)\n$/);
  expect(await ended).toEqual([1, null]);
  expect(statuses(folder)).toEqual(['completed 0', 'terminated -15']);
});

test('a run that is started inside of an attempt does not take itself for one', () => {
  const folder = makeProject();
  const { stdout } = runProgram(folder, ['run', '-y'], { env: { RUN_ATTEMPT: '7' } });
  expect(stdout).toBe('attempt \n');
});

describe('what a killed batch leaves', () => {
  test('is kept for its batch, unless somebody asks for a run of it', async () => {
    const folder = makeProject();
    runProgram(folder, ['run', '-y', '-q', 'how=die', 'n=1..3']);
    await untilTerminated(folder, 1);
    const { stderr } = runProgram(folder, ['recover']);
    expect(stderr).toMatch(/^1 run of batch (\S+) was cut off: 'gage batch resume \1' goes on\n$/);
    expect(statuses(folder)).toEqual(['terminated']);
    expect(runProgram(folder, ['recover', '1']).stderr).toMatch(/^Recovered run/);
    expect(statuses(folder)).toEqual(['terminated -9']);
  });

  test('can be deleted and purged like other runs', async () => {
    const folder = makeProject();
    runProgram(folder, ['run', '-y', '-q', 'how=die', 'n=1..3']);
    await untilTerminated(folder, 1);
    expect(runProgram(folder, ['delete', '1', '-y']).status).toBe(0);
    expect(statuses(folder)).toEqual([]);
    expect(runProgram(folder, ['restore', '1', '-y']).status).toBe(0);
    expect(statuses(folder)).toEqual(['terminated']);
    runProgram(folder, ['delete', '1', '-y', '--permanent']);
    const names = readdirSync(join(folder, '.gage', 'runs'));
    expect(names.filter((name) => name.endsWith('.attempts'))).toEqual([]);
  });
});

test('a run that is finalized and not yet in its place is listed, and put there by gage recover', async () => {
  const { staged, copy } = await staleCopy();
  cpSync(copy, join(attemptsDirOf(staged), '1'), { recursive: true });
  const id = staged.slice(-36);
  expect(listRuns(dirname(staged)).runs.map((run) => [run.id, run.status])).toEqual([
    [id, 'completed'],
  ]);
  expect(existsSync(`${staged}.meta.zip`)).toBe(false);
  const { stderr } = runProgram(makeTempDir(), ['--runs', dirname(staged), 'recover']);
  expect(stderr).toMatch(/^Recovered run \S+ \(completed\)\n$/);
  expect(existsSync(`${staged}.meta.zip`)).toBe(true);
});

test('a commit that came when another attempt was the run already does not count', async () => {
  const { staged, copy } = await staleCopy();
  const first = await performStagedAttempt(readRun(`${staged}.meta`).run, { env, stdin: 'ignore' });
  expect(first.isRun).toBe(true);
  const attempts = attemptsDirOf(staged);
  const late = join(attempts, '2');
  cpSync(copy, late, { recursive: true });
  writeFileSync(join(late, 'result.json'), '{"attempt":2,"exitCode":0}');
  linkSync(join(late, 'result.json'), join(attempts, 'commit.json'));
  expect(await settleLeftAttempts(staged, { env })).toBe('done');
  expect(readdirSync(attempts)).toEqual(['2']);
  expect(JSON.parse(readFileSync(join(late, 'superseded.json'), 'utf8'))).toEqual({ by: null });
  expect(readdirSync(late).sort()).toEqual(['claim.json', 'result.json', 'superseded.json']);
});

test('of attempts that give way the first executes the command, and the others nothing', async () => {
  const run = await stagedRun({ files: { a: '' }, definition: { sourcecode: ['**'] } });
  const first = claimAttempt(run.runDir);
  const start = async (): Promise<unknown> =>
    performStagedAttempt(run, { env, stdin: 'ignore', givesWay: true });
  await expect(start()).rejects.toMatchObject({
    failure: { reason: 'run-not-staged', status: 'running' },
  });
  expect(readdirSync(attemptsDirOf(run.runDir))).toEqual(['1']);
  const gone = { ...identifyProcess(process.pid), startTime: '1' };
  writeFileSync(join(first.dir, 'claim.json'), JSON.stringify({ runner: gone, at: 1 }));
  expect(await start()).toMatchObject({ isRun: true, attempt: 2 });
  await expect(start()).rejects.toMatchObject({
    failure: { reason: 'run-not-staged', status: 'completed' },
  });
});

/** A staged run, and the folder of a finalized attempt at it whose process is gone. */
async function staleCopy(): Promise<{ readonly staged: string; readonly copy: string }> {
  const run = await stagedRun({ files: { a: '' }, definition: { sourcecode: ['**'] } });
  const copy = join(makeTempDir(), '1');
  const other = join(makeTempDir(), run.id);
  for (const name of ['', '.meta'] as const) {
    cpSync(run.runDir + name, other + name, { recursive: true, preserveTimestamps: true });
  }
  const { run: twin } = await performStagedAttempt(readRun(`${other}.meta`).run, {
    env,
    stdin: 'ignore',
  });
  for (const name of ['', '.meta.zip'] as const) {
    cpSync(twin.runDir + name, join(copy, run.id) + name, { recursive: true });
  }
  const gone = { ...identifyProcess(process.pid), startTime: '1' };
  writeFileSync(join(copy, 'claim.json'), JSON.stringify({ runner: gone, at: 1 }));
  return { staged: run.runDir, copy };
}

test('a run that goes to its place while it is looked at is read there', async () => {
  const { staged, copy } = await staleCopy();
  const attempt = join(attemptsDirOf(staged), '1');
  cpSync(copy, attempt, { recursive: true });
  const inAttempt = join(attempt, `${basename(staged)}.meta.zip`);
  rmSync(`${staged}.meta`, { recursive: true });
  renameSync(inAttempt, `${staged}.meta.zip`);
  expect(readRun(inAttempt)).toMatchObject({ status: 'completed', exitCode: 0 });
  expect(readRun(inAttempt).run.runDir).toBe(staged);
  const run = new Run(basename(staged), inAttempt.slice(0, -'.meta.zip'.length));
  expect(runStatus(run)).toBe('completed');
  expect(runMeta.ls(run.metaDir)).toContain('opref');
});
