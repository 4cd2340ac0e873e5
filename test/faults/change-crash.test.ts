import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns, verifyRun } from '../../src/index.ts';
import type { RunList, RunRecord } from '../../src/index.ts';
import { listArchives } from '../../src/run/archives.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from '../rig/program.ts';
import { executedRun, finalizedRun } from '../rig/runs.ts';

const KILLER = join(import.meta.dirname, '..', 'fixtures', 'kill-at-write.cjs');

/** After which changes the program is killed: all of them, or two that differ from command to command. */
function killPoints(changes: number): readonly number[] {
  const all = Array.from({ length: changes }, (_, index) => index + 1);
  if (process.env['GAGE_THOROUGH'] === '1') return all;
  return [Math.ceil(changes / 3), Math.ceil((2 * changes) / 3)];
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
      const mayDelete = args.includes('purge') || args.includes('--permanent');
      const changes = runKilledAt(copyProject(), args, 0);
      expect(changes).toBeGreaterThan(0);
      for (const killAt of killPoints(changes)) {
        const project = copyProject();
        const runsDir = join(project, '.gage', 'runs');
        const context = `gage ${args.join(' ')} killed after change ${killAt} of ${changes}`;
        runKilledAt(project, args, killAt);
        const { runs, problems } = everywhere(runsDir);
        expect(problems, context).toEqual([]);
        expect(new Set(ids(runs)).size, context).toBe(runs.length);
        if (mayDelete) expect(before, context).toEqual(expect.arrayContaining([...ids(runs)]));
        else expect(ids(runs), context).toEqual(before);
        for (const { run, status } of runs) {
          expect(status, context).toMatch(/^(completed|terminated)$/);
          expect((await verifyRun(run)).verdict, context).not.toBe('altered');
        }
        // Where everything was done before the end, there is nothing left to do.
        const again = runProgram(project, args);
        expect(again.stderr, context).not.toMatch(/unexpected error/);
        if (mayDelete) {
          runProgram(project, ['recover']);
          expect(readdirSync(runsDir), context).toEqual([]);
        }
      }
    },
    300_000,
  );
});
