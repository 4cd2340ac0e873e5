import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns, verifyRun } from '../../src/index.ts';
import type { RunList, RunRecord } from '../../src/index.ts';
import { needsRecovery } from '../../src/recover-run.ts';
import { listArchives } from '../../src/run/archives.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from '../rig/program.ts';
import { writeFinalizedRuns } from '../rig/many-runs.ts';
import { executedRun, finalizedRun } from '../rig/runs.ts';

const CHECKER = join(import.meta.dirname, '..', 'fixtures', 'check-runs.py');
const KILLER = join(import.meta.dirname, '..', 'fixtures', 'kill-at-write.cjs');

const IS_THOROUGH = process.env['GAGE_THOROUGH'] === '1';

/** After which changes the program is killed: all of them, or two that differ from command to command. */
function killPoints(changes: number): readonly number[] {
  const all = Array.from({ length: changes }, (_, index) => index + 1);
  const some = [Math.ceil(changes / 3), Math.ceil((2 * changes) / 3)];
  if (!IS_THOROUGH) return some.slice(0, process.env['GAGE_QUICK'] === '1' ? 1 : 2);
  // A batch does to each of its runs what is done to one.
  return changes < 400 ? all : all.filter((number) => number % 5 === 0);
}

/** All commands that read take a while: they look at what is left of some kills. */
function isLookedAt(args: readonly string[], killAt: number): boolean {
  if (IS_THOROUGH) return killAt % 5 === 0;
  return args[0] === 'run' && !args.includes('--stage') && killAt % 2 === 0;
}

/** A runs directory with two runs in the way a case needs them. */
type Prepare = (project: string) => Promise<void>;

async function twoRuns(project: string): Promise<void> {
  for (const _ of [1, 2]) await addRun(project);
}

async function addRun(project: string): Promise<void> {
  const run = await finalizedRun({ files: { 'a.py': '1' }, command: 'echo out > made' });
  cpSync(dirname(run.runDir), join(project, '.gage', 'runs'), { recursive: true });
}

function andThen(...args: readonly string[]): Prepare {
  return async (project) => {
    await twoRuns(project);
    expect(runProgram(project, args).status).toBe(0);
  };
}

async function withDeadRun(project: string): Promise<void> {
  await addRun(project);
  const { run } = await executedRun({ files: { 'a.py': '1' }, command: 'echo out > made' });
  cpSync(dirname(run.runDir), join(project, '.gage', 'runs'), { recursive: true });
}

/** So many that lists keep an index. */
async function manyRuns(project: string): Promise<void> {
  const runsDir = join(project, '.gage', 'runs');
  mkdirSync(runsDir, { recursive: true });
  writeFinalizedRuns(runsDir, 60);
  return Promise.resolve();
}

const GRID = Array.from({ length: 3 }, (_, index) => `${index + 1}\n`).join('');

async function withProject(project: string): Promise<void> {
  await addRun(project);
  writeFiles(project, {
    'gage.toml': `[work]
config = "settings.json"
exec = { run = "sh work.sh", finalize = "echo finalized >> end.txt" }
`,
    'work.sh': 'echo working > made\n',
    'settings.json': '{"n": 1}\n',
    'grid.csv': `n\n${GRID}`,
  });
}

async function withStagedRun(project: string): Promise<void> {
  await withProject(project);
  expect(runProgram(project, ['run', 'work', '--stage', '-y']).status).toBe(0);
}

const CASES: readonly (readonly [args: readonly string[], prepare: Prepare])[] = [
  [['label', '--all', '-y', '--set', 'good'], twoRuns],
  [['tag', '--all', '-y', '--add', 'good'], twoRuns],
  [['comment', '-y', '-m', 'Looks fine', '1'], twoRuns],
  [['delete', '--all', '-y'], twoRuns],
  [['restore', '--all', '-y'], andThen('delete', '--all', '-y')],
  [['archive', '--all', '-y', '-n', 'old'], twoRuns],
  [['restore', '--all', '-y', '-A', 'old'], andThen('archive', '--all', '-y', '-n', 'old')],
  [['purge', '--all', '-y'], andThen('delete', '--all', '-y')],
  [['delete', '--permanent', '--all', '-y'], twoRuns],
  [['recover'], withDeadRun],
  [['util', 'purge-run-files', '--all', '-y', '-f', 'made'], twoRuns],
  [['sign', '--all', '-k', 'key.pem'], twoRuns],
  [['list'], manyRuns],
  [['copy', '--all', '-y', '--to', 'copies'], twoRuns],
  [['run', 'work', '-y', '--stage'], withProject],
  [['run', 'work', '-y'], withProject],
  [['start', '1', '-y'], withStagedRun],
  [['run', 'work', '-y', '-b', 'grid.csv'], withProject],
];

const KEY =
  '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n';

/** Runs a command that is killed after its n-th change; with 0, the number of its changes. */
function runKilledAt(project: string, args: readonly string[], killAt: number): number {
  const countFile = join(project, '..', 'count');
  const { status, signal } = spawnSync(
    process.execPath,
    ['--require', KILLER, PROGRAM_PATH, ...args],
    {
      cwd: project,
      env: { ...cleanEnv(), HOME: project, KILL_AT: String(killAt), KILL_COUNT: countFile },
      stdio: 'ignore',
    },
  );
  expect(signal === 'SIGKILL' || status === 0, `${args.join(' ')}, killed at ${killAt}`).toBe(true);
  return killAt === 0 ? Number(readFileSync(countFile, 'utf8')) : 0;
}

/** The lists that together have every run once. */
function everywhere(runsDir: string): Pick<RunList, 'runs' | 'problems'> {
  const containers = ['active', 'trash', ...listArchives(runsDir).archives.map(({ id }) => id)];
  const lists = containers.map((container) => listRuns(runsDir, container));
  return {
    runs: lists.flatMap(({ runs }) => runs),
    problems: lists.flatMap(({ problems }) => problems),
  };
}

const ids = (runs: readonly RunRecord[]): readonly string[] =>
  runs.map(({ run }) => basename(run.runDir)).sort();

/** What a program says that knows nothing but the page about the format. */
function checkIndependently(runsDir: string, runs: readonly RunRecord[], context: string): void {
  const { stdout, stderr, error } = spawnSync('python3', [CHECKER, runsDir], { encoding: 'utf8' });
  // Python is not everywhere; the other checks are.
  if (error !== undefined) return;
  expect(stderr, context).toBe('');
  const found = JSON.parse(stdout) as {
    readonly runs: Readonly<Record<string, { status: string; problems: readonly string[] }>>;
    readonly writable: readonly string[];
  };
  expect(
    Object.values(found.runs).flatMap(({ problems }) => problems),
    context,
  ).toEqual([]);
  expect(found.writable, context).toEqual([]);
  const listed = runs.map(({ run, status }) => `${basename(run.runDir)} ${status}`);
  const attempted = new Set(
    runs.filter(({ run }) => run.metaDir.includes('.attempts')).map(({ id }) => id),
  );
  const known = Object.entries(found.runs).map(([id, { status }]) => `${id} ${status}`);
  const isOwn = (line: string): boolean => !attempted.has(line.slice(0, 36));
  expect(listed.filter(isOwn).sort(), context).toEqual(known.filter(isOwn).sort());
}

const LOOKS = [
  ['list', '--all'],
  ['list', '--deleted'],
  ['list', '--json'],
  ['select', '--all'],
  ['show'],
  ['show', '--files'],
  ['logs'],
  ['board', '--csv', '--no-config'],
  ['verify'],
  ['batch', 'list'],
  ['archive', '--list'],
];

function lookWithEveryCommand(project: string, context: string): void {
  for (const args of LOOKS) {
    const { status, stderr } = runProgram(project, args);
    expect(stderr, `${context}, gage ${args.join(' ')}`).not.toMatch(
      /unexpected error|cannot read/,
    );
    expect(status, `${context}, gage ${args.join(' ')}: ${stderr}`).not.toBeNull();
  }
}

/** The command of a killed runner goes on to its own end. */
async function commandsEnded(runsDir: string): Promise<void> {
  while (everywhere(runsDir).runs.some(({ status }) => status === 'running')) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

function resumeBatches(project: string): void {
  const { stdout } = runProgram(project, ['batch', 'list', '--json']);
  const batches = JSON.parse(stdout) as readonly { readonly id: string; readonly status: string }[];
  for (const { id, status } of batches) {
    if (status === 'interrupted')
      expect(runProgram(project, ['batch', 'resume', id, '-q']).status).toBe(0);
  }
}

describe('a command that is killed after any change of the file system', () => {
  test.each(CASES)(
    'gage %j loses nothing, and can be repeated',
    async (args, prepare) => {
      const original = join(makeTempDir('place'), 'project');
      mkdirSync(original);
      writeFiles(original, { 'key.pem': KEY });
      await prepare(original);
      const before = ids(everywhere(join(original, '.gage', 'runs')).runs);
      const copyProject = (): string => {
        const copy = join(makeTempDir('place'), 'project');
        cpSync(original, copy, { recursive: true });
        return copy;
      };
      const mayAdd = args[0] === 'run';
      const mayDelete = args.includes('purge') || args.includes('--permanent');
      const changes = runKilledAt(copyProject(), args, 0);
      expect(changes).toBeGreaterThan(0);
      for (const killAt of killPoints(changes)) {
        const project = copyProject();
        const runsDir = join(project, '.gage', 'runs');
        const context = `gage ${args.join(' ')} killed after change ${killAt} of ${changes}`;
        runKilledAt(project, args, killAt);
        await commandsEnded(runsDir);
        const { runs, problems } = everywhere(runsDir);
        expect(problems, context).toEqual([]);
        checkIndependently(runsDir, runs, context);
        if (isLookedAt(args, killAt)) lookWithEveryCommand(project, context);
        expect(new Set(ids(runs)).size, context).toBe(runs.length);
        if (mayDelete) expect(before, context).toEqual(expect.arrayContaining([...ids(runs)]));
        else if (mayAdd) expect(ids(runs), context).toEqual(expect.arrayContaining([...before]));
        else expect(ids(runs), context).toEqual(before);
        for (const { run, status } of runs) {
          expect(status, context).toMatch(/^(completed|terminated|staged|error)$/);
          if (args[0] === 'list') continue;
          const { verdict, ...found } = await verifyRun(run);
          expect(verdict, `${context}: ${JSON.stringify(found)}`).not.toBe('altered');
        }
        // Where everything was done before the end, there is nothing left to do.
        const again = runProgram(project, args);
        expect(again.stderr, context).not.toMatch(/unexpected error/);
        // Its batch makes a trial again that was cut off: nothing else finishes it.
        resumeBatches(project);
        runProgram(project, ['recover']);
        const left = everywhere(runsDir);
        checkIndependently(runsDir, left.runs, `${context}, recovered`);
        for (const { run } of left.runs) expect(needsRecovery(run), context).toBe(false);
        if (mayDelete) expect(readdirSync(runsDir), context).toEqual([]);
      }
    },
    IS_THOROUGH ? 3_000_000 : 300_000,
  );
});
