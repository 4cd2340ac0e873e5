import { spawn, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns } from '../../src/index.ts';
import { makeTempDir } from '../rig/folders.ts';
import { PROGRAM_PATH, cleanEnv } from '../rig/program.ts';
import { makeProject } from '../rig/projects.ts';
import { describeCopy } from '../rig/run-copies.ts';
import { openDirectory } from '../../src/remote/directory-remote.ts';
import { receiveRuns } from '../../src/remote/receive-runs.ts';
import { openCatalog } from '../../src/remote/remote-catalog.ts';
import { sendRuns } from '../../src/remote/send-runs.ts';
import { setUserAttributes } from '../../src/run/user-attributes.ts';

const KILLER = join(import.meta.dirname, '..', 'fixtures', 'kill-at-write.cjs');
const FULL_DISK = join(import.meta.dirname, '..', 'fixtures', 'full-disk.cjs');

const COMMAND = 'mkdir -p d/e; echo 1 > a; echo 2 > d/b; chmod +x a; ln -s a link; echo 1 > same';

type Direction = 'to' | 'from';

interface CopyProcess {
  readonly signal: NodeJS.Signals | null;
  readonly status: number | null;
  readonly stderr: string;
}

/** Copies all runs by the real program, with something loaded before it. */
function copy(
  direction: Direction,
  source: string,
  target: string,
  preload: string,
  env: NodeJS.ProcessEnv,
): CopyProcess {
  const [here, there] = direction === 'to' ? [source, target] : [target, source];
  const { signal, status, stderr } = spawnSync(
    process.execPath,
    ['--require', preload, PROGRAM_PATH, 'copy', `--${direction}`, there, '--all', '-y'],
    { cwd: makeTempDir(), env: { ...cleanEnv(), GAGE_RUNS: here, ...env }, encoding: 'utf8' },
  );
  return { signal, status, stderr };
}

const finish = (direction: Direction, source: string, target: string): CopyProcess =>
  copy(direction, source, target, KILLER, {});

/** Copies with a snapshot of the destination after every change. @returns the folder of each, by number. */
function snapshotsOf(direction: Direction, source: string, before: string): readonly string[] {
  const snapshots = makeTempDir('snapshots');
  const countFile = join(makeTempDir(), 'count');
  const target = newTarget(before);
  const { status, stderr } = copy(direction, source, target, KILLER, {
    KILL_COUNT: countFile,
    SNAPSHOTS: snapshots,
    SNAPSHOT_OF: target,
  });
  expect(status, stderr).toBe(0);
  const changes = Number(readFileSync(countFile, 'utf8'));
  return Array.from({ length: changes + 1 }, (_, change) => join(snapshots, String(change)));
}

/** Copies all runs, in this process. */
async function copyAll(direction: Direction, source: string, target: string): Promise<void> {
  if (direction === 'to') {
    const remote = openDirectory(target);
    await sendRuns(listRuns(source).runs, remote);
    remote.close();
  } else {
    const remote = openDirectory(source);
    const catalog = await openCatalog(remote, {});
    await receiveRuns(listRuns(source).runs, catalog, remote, target);
  }
}

/** A destination, with what was there before. */
function newTarget(before?: string): string {
  const target = join(makeTempDir('target'), 'runs');
  if (before !== undefined) cpSync(before, target, { recursive: true, verbatimSymlinks: true });
  return target;
}

/** Every run that is seen at the destination is one of those it may be, to the last byte. */
function checkSeen(target: string, allowed: ReadonlySet<string>, context: string): number {
  const { runs, problems } = listRuns(target);
  expect(problems, context).toEqual([]);
  for (const { run } of runs) {
    const state = withoutAttributes(describeCopy(target, basename(run.runDir)));
    expect(allowed.has(state), `${context}: ${state}`).toBe(true);
  }
  return runs.length;
}

/** Labels that come before or after the run are no part of whether it is whole. */
function withoutAttributes(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^(file|folder) [^/ ]*\.user/.test(line))
    .join('\n');
}

async function makeRuns(): Promise<{ readonly staged: string; readonly finished: string }> {
  const project = makeProject({ 'code.py': 'print()\n' });
  const run = await project.stage({}, { definition: { sourcecode: true } });
  setUserAttributes(run, { author: 'ann', set: { label: 'one' } });
  const staged = makeTempDir('staged');
  cpSync(project.runsDir, staged, { recursive: true, verbatimSymlinks: true });
  const { execRun, finalizeRun } = await import('../../src/index.ts');
  const env = process.env;
  await finalizeRun((await execRun(run, { env })).run, { env });
  await project.finish('other', COMMAND);
  return { staged, finished: project.runsDir };
}

function statesOf(...runsDirs: readonly string[]): Set<string> {
  return new Set(
    runsDirs.flatMap((runsDir) =>
      listRuns(runsDir).runs.map(({ run }) =>
        withoutAttributes(describeCopy(runsDir, basename(run.runDir))),
      ),
    ),
  );
}

describe('a copy', () => {
  test.each<Direction>(['to', 'from'])(
    '%s another place shows whole runs only after every change of the file system, and goes on from it',
    async (direction) => {
      const { staged, finished } = await makeRuns();
      const allowed = statesOf(staged, finished);
      // One of the two runs is there already, as it was before it was started.
      const snapshots = snapshotsOf(direction, finished, staged);
      expect(snapshots.length).toBeGreaterThan(40);
      const seen = new Set<number>();
      for (const [change, target] of snapshots.entries()) {
        if (change === 0) continue;
        const context = `after change ${change} of ${snapshots.length - 1}`;
        seen.add(checkSeen(target, allowed, context));
        await copyAll(direction, finished, target);
        checkCopied(finished, target, context);
      }
      expect(seen).toEqual(new Set([1, 2]));
    },
  );

  test.each<Direction>(['to', 'from'])(
    '%s another place that is killed leaves what was seen at that moment, and goes on when repeated',
    async (direction) => {
      const { staged, finished } = await makeRuns();
      const snapshots = snapshotsOf(direction, finished, staged);
      const last = snapshots.length - 1;
      for (const part of [1 / last, 1 / 3, 2 / 3, 1]) {
        const killAt = Math.round(last * part);
        const context = `killed after change ${killAt} of ${last}`;
        const target = newTarget(staged);
        const { signal } = copy(direction, finished, target, KILLER, { KILL_AT: String(killAt) });
        expect(signal, context).toBe('SIGKILL');
        expect(contentsOf(target), context).toEqual(contentsOf(snapshots[killAt] ?? ''));
        const again = finish(direction, finished, target);
        expect(again.status, `${context}: ${again.stderr}`).toBe(0);
        checkCopied(finished, target, context);
      }
    },
    60_000,
  );
});

/** Everything below a folder, without what differs from one copy to the next. */
function contentsOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<uuid>'))
    .sort();
}

function checkCopied(source: string, target: string, context: string): void {
  for (const { run } of listRuns(source).runs) {
    const id = basename(run.runDir);
    expect(describeCopy(target, id), context).toBe(describeCopy(source, id));
  }
  expect(leftovers(target), context).toEqual([]);
}

/** A folder whose owner has not been told yet cannot be known to be abandoned: it stays, empty. */
function leftovers(target: string): readonly string[] {
  return readdirSync(target).filter(
    (name) => name.startsWith('.') && !(name.startsWith('.incoming-') && name.endsWith('.tmp')),
  );
}

describe('a copy to a disk that is full', () => {
  test('says so, shows whole runs only, and goes on when there is room', async () => {
    const { staged, finished } = await makeRuns();
    const allowed = statesOf(staged, finished);
    for (const roomBytes of [0, 5, 100, 3_000, 6_000]) {
      const context = `room for ${roomBytes} bytes`;
      const target = newTarget();
      const full = copy('to', finished, target, FULL_DISK, {
        FULL_DISK: target,
        ROOM_BYTES: String(roomBytes),
      });
      expect(full.status, context).toBe(1);
      expect(full.stderr, context).toContain('no space left on the disk');
      checkSeen(target, allowed, context);
      expect(leftovers(target), context).toEqual([]);
      expect(finish('to', finished, target).status, context).toBe(0);
      expect(statesOf(target), context).toEqual(statesOf(finished));
    }
  }, 120_000);
});

describe('copies of the same runs to the same place at the same time', () => {
  test('do not disturb each other', async () => {
    const { finished } = await makeRuns();
    const target = newTarget();
    const copies = Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, [PROGRAM_PATH, 'copy', '--to', target, '--all', '-y'], {
        env: { ...cleanEnv(), GAGE_RUNS: finished },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      const status = await new Promise<number | null>((resolve) => {
        child.once('close', resolve);
      });
      expect(status, stderr).toBe(0);
    });
    await Promise.all(copies);
    expect(statesOf(target)).toEqual(statesOf(finished));
    expect(leftovers(target)).toEqual([]);
  });
});
