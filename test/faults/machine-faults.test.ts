import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listRuns, verifyRun } from '../../src/index.ts';
import { needsRecovery } from '../../src/recover-run.ts';
import { listArchives } from '../../src/run/archives.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from '../rig/program.ts';
import { finalizedRun } from '../rig/runs.ts';

const FAILER = join(import.meta.dirname, '..', 'fixtures', 'fail-at-call.cjs');
const IS_THOROUGH = process.env['GAGE_THOROUGH'] === '1';

async function makeProject(): Promise<string> {
  const project = join(makeTempDir('place'), 'project');
  mkdirSync(project);
  writeFiles(project, { 'gage.toml': '[work]\nexec = "echo hi > made"\n', 'a.py': '1\n' });
  const run = await finalizedRun({ files: { 'a.py': '1' }, command: 'echo out > made' });
  cpSync(dirname(run.runDir), join(project, '.gage', 'runs'), { recursive: true });
  return project;
}

interface Failed {
  readonly status: number | null;
  readonly stderr: string;
  /** What was made to fail; undefined when nothing was. */
  readonly told: string | undefined;
  readonly calls: number;
}

/** Runs a command whose n-th call to the file system below the project's runs fails. */
function runFailing(
  project: string,
  args: readonly string[],
  failAt: number,
  code: string,
): Failed {
  const place = dirname(project);
  const files = { FAIL_COUNT: join(place, 'count'), FAIL_TOLD: join(place, 'told') };
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--require', FAILER, PROGRAM_PATH, ...args],
    {
      cwd: project,
      env: {
        ...cleanEnv(),
        HOME: project,
        COLUMNS: '400',
        FAIL_BELOW: join(project, '.gage'),
        FAIL_AT: String(failAt),
        FAIL_CODE: code,
        ...files,
      },
      encoding: 'utf8',
    },
  );
  const told = existsSync(files.FAIL_TOLD) ? readFileSync(files.FAIL_TOLD, 'utf8') : undefined;
  return { status, stderr, told, calls: Number(readFileSync(files.FAIL_COUNT, 'utf8')) };
}

/** Every run, wherever it is put: each once, none that cannot be read. */
function allRuns(runsDir: string, context: string): ReturnType<typeof listRuns>['runs'] {
  const containers = ['active', 'trash', ...listArchives(runsDir).archives.map(({ id }) => id)];
  const lists = containers.map((container) => listRuns(runsDir, container));
  expect(
    lists.flatMap(({ problems }) => problems),
    context,
  ).toEqual([]);
  const runs = lists.flatMap((list) => list.runs);
  expect(new Set(runs.map(({ id }) => id)).size, context).toBe(runs.length);
  return runs;
}

const COMMANDS: readonly (readonly string[])[] = [
  ['run', 'work', '-y'],
  ['list'],
  ['verify'],
  ['label', '1', '-y', '--set', 'good'],
  ['copy', '1', '-y', '--to', '.gage/copies'],
  ['archive', '1', '-y', '-n', 'old'],
  ['delete', '1', '-y'],
  ['delete', '1', '-y', '--permanent'],
];

/** What a disk says that is broken, that is full, and a folder of somebody else. */
const CODES = ['EIO', 'ENOSPC', 'EACCES'] as const;

/** The usual tests have all of these for the longest command, and one for each of the others. */
const CASES = COMMANDS.flatMap((args, index) =>
  CODES.filter((_, number) => IS_THOROUGH || index === 0 || number === index % CODES.length).map(
    (code) => [args, code] as const,
  ),
);

/** The numbers of the calls that are made to fail: all of them, or two in which each command differs. */
function failPoints(calls: number, code: string): readonly number[] {
  const all = Array.from({ length: calls }, (_, index) => index + 1);
  if (IS_THOROUGH) return code === 'EIO' ? all : all.filter((number) => number % 3 === 0);
  const step = Math.max(1, Math.ceil(calls / 2));
  return all.filter((number) => number % step === code.charCodeAt(1) % step);
}

describe('a file system that fails', () => {
  test.each(CASES)(
    'gage %j with %s names the file, loses nothing, and works when it is given again',
    async (args, code) => {
      const original = await makeProject();
      const ids = allRuns(join(original, '.gage', 'runs'), '').map(({ id }) => id);
      const copyProject = (): string => {
        const copy = join(makeTempDir('place'), 'project');
        cpSync(original, copy, { recursive: true });
        return copy;
      };
      const { calls } = runFailing(copyProject(), args, 0, code);
      expect(calls).toBeGreaterThan(5);
      for (const failAt of failPoints(calls, code)) {
        const project = copyProject();
        const runsDir = join(project, '.gage', 'runs');
        const { status, stderr, told } = runFailing(project, args, failAt, code);
        const context = `gage ${args.join(' ')}: ${code} at call ${failAt} (${told}): ${stderr}`;
        expect(stderr, context).not.toMatch(/unexpected error|^\s+at .*:\d+:\d+\)/m);
        expect(status, context).not.toBeNull();
        // Who fails says which file it was.
        if (status !== 0 && /^gage: /m.test(stderr)) expect(stderr, context).toContain('.gage/');
        const left = allRuns(runsDir, context);
        if (!args.includes('--permanent')) {
          expect(
            left.map(({ id }) => id),
            context,
          ).toEqual(expect.arrayContaining(ids));
        }
        for (const { run, status: found } of left) {
          expect(found, context).toMatch(/^(completed|terminated|staged|error)$/);
          if (needsRecovery(run)) continue;
          const { verdict, extra, changed, missing, unreadable, metadata } = await verifyRun(run);
          if (verdict !== 'altered') continue;
          // A file that may not be looked at while the run is closed is told of, or its folder, and in no manifest.
          expect([changed, missing, unreadable, metadata], context).toEqual([[], [], [], []]);
          const notes = ['.', extra[0] ?? ''].map((path) => `"${path}" cannot be read`);
          expect(
            notes.some((text) => stderr.includes(text)),
            context,
          ).toBe(true);
        }
        const again = runProgram(project, args);
        expect(again.stderr, context).not.toContain('unexpected error');
        if (args[0] === 'run' || args[0] === 'list' || args[0] === 'label')
          expect(again.status, `${context}\n${again.stderr}`).toBe(0);
        runProgram(project, ['recover']);
        for (const { run } of allRuns(runsDir, context)) {
          if (needsRecovery(run))
            throw new Error(`${context}: ${basename(run.runDir)} is not finished`);
        }
      }
    },
    900_000,
  );

  test('without hard links runs are made, and started once', async () => {
    const project = await makeProject();
    const preload = join(dirname(project), 'no-links.cjs');
    writeFileSync(
      preload,
      `const fs = require('node:fs');
fs.linkSync = () => { throw Object.assign(new Error('ENOTSUP: link'), { code: 'ENOTSUP', syscall: 'link' }); };
require('node:module').syncBuiltinESMExports();\n`,
    );
    const env = { NODE_OPTIONS: `--require ${preload}` };
    expect(runProgram(project, ['run', 'work', '-y', '--stage'], { env }).status).toBe(0);
    expect(runProgram(project, ['start', '1', '-y'], { env }).status).toBe(0);
    const again = runProgram(project, ['start', '1', '-y'], { env });
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('staged')]);
    expect(runProgram(project, ['verify'], { env }).status).toBe(0);
  });

  test('a clock that goes back leaves times in order, and the newest change on top', async () => {
    const project = await makeProject();
    const preload = join(dirname(project), 'clock.cjs');
    // Each time it is asked, it is an hour earlier.
    writeFileSync(
      preload,
      `const now = Date.now; let back = 0; Date.now = () => now() - (back += 3600_000);\n`,
    );
    const env = { NODE_OPTIONS: `--require ${preload}` };
    expect(runProgram(project, ['run', 'work', '-y'], { env }).status).toBe(0);
    for (const label of ['one', 'two']) {
      expect(runProgram(project, ['label', '1', '-y', '--set', label]).status).toBe(0);
    }
    const { stdout } = runProgram(project, ['verify', '--json']);
    expect(stdout).not.toContain('is before');
    expect(listRuns(join(project, '.gage', 'runs')).runs.map(({ label }) => label)).toContain(
      'two',
    );
  });

  test('a name that is too long is told, with the name', async () => {
    const project = await makeProject();
    const name = 'n'.repeat(300);
    const { status, stderr } = runProgram(project, ['--runs', name, 'run', 'work', '-y']);
    expect(status).toBe(1);
    expect(stderr.replaceAll(/\s/g, '')).toContain(name);
    expect(stderr).not.toContain('unexpected error');
  });
});

/** Free pages left on a small disk when a command begins; it needs about 60. */
const FREE_PAGES = IS_THOROUGH ? Array.from({ length: 70 }, (_, index) => index) : [3, 23, 40];

describe('a small disk', () => {
  test('that is full at any moment of a run says so, leaves no lie, and works when there is room', async ({
    skip,
  }) => {
    const disk = makeTempDir('small disk');
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', disk]);
    if (mounted.status !== 0) skip('no file system can be mounted here');
    onTestFinished(() => {
      spawnSync('umount', [disk]);
    });
    const project = await makeProject();
    for (const pages of FREE_PAGES) {
      const context = `${pages} pages free`;
      const runsDir = join(disk, `runs-${pages}`);
      mkdirSync(runsDir);
      fillUpTo(join(disk, 'ballast'), disk, pages);
      const full = runProgram(project, ['--runs', runsDir, 'run', 'work', '-y']);
      expect(full.stderr, context).not.toContain('unexpected error');
      if (full.status !== 0) {
        expect(full.stderr.replaceAll('\n', ' '), context).toMatch(/no space left|cannot start/);
      }
      for (const { status } of allRuns(runsDir, context)) {
        expect(status, context).toMatch(/^(completed|terminated|staged|error)$/);
      }
      spawnSync('rm', [join(disk, 'ballast')]);
      runProgram(project, ['--runs', runsDir, 'recover']);
      expect(runProgram(project, ['--runs', runsDir, 'run', 'work', '-y']).status, context).toBe(0);
      const after = allRuns(runsDir, context);
      for (const { run } of after) expect((await verifyRun(run)).verdict, context).toBe('intact');
      spawnSync('rm', ['-rf', runsDir]);
      expect(readdirSync(disk)).toEqual([]);
    }
  }, 600_000);
});

/** Fills a disk until so many of its pages of 4 KiB are free. */
function fillUpTo(path: string, disk: string, pages: number): void {
  const { stdout } = spawnSync('stat', ['-f', '-c', '%a', disk], { encoding: 'utf8' });
  writeFileSync(path, Buffer.alloc((Number(stdout) - pages) * 4096));
}
