import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { execRun, listRuns, verifyRun } from '../../src/index.ts';
import type { RunRecord } from '../../src/index.ts';
import { currentProcess } from '../../src/platform/process-identity.ts';
import { needsRecovery, recoverRun, removeUnborn } from '../../src/recover-run.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { ModelDisk, readChanges } from '../rig/power-loss.ts';
import type { Unwritten } from '../rig/power-loss.ts';
import { PROGRAM_PATH, cleanEnv } from '../rig/program.ts';

const RECORDER = join(import.meta.dirname, '..', 'fixtures', 'record-changes.cjs');

/** Of the moments at which the power can go, every n-th is tried. */
const STEP = process.env['GAGE_THOROUGH'] === '1' ? 1 : process.env['GAGE_QUICK'] === '1' ? 29 : 11;

/** Of the disks that are tried, on every n-th a batch is resumed. */
const RESUMED = STEP === 1 ? 5 : 13;

const UNWRITTEN: readonly Unwritten[] = [
  'none of it is there',
  'a part of it',
  'zeros',
  'what was logged',
  'all of it is there',
];

/** A command whose own writes are recorded, too: below the runs directory nothing happens unseen. */
const WORK = `
const fs = require('node:fs');
for (const name of ['a.bin', 'b.bin']) {
  const file = fs.openSync(name, 'w');
  fs.writeSync(file, 'x'.repeat(5000));
  fs.closeSync(file);
}
console.log('metrics: 1');
`;

const PROJECT = {
  'gage.toml': `[work]
exec = "node work.cjs"
sourcecode = ["*.cjs", "lib/*"]
config = "settings.json"
`,
  'work.cjs': WORK,
  'lib/part.cjs': '// a part\n',
  'settings.json': '{"n": 1}\n',
};

interface Recording {
  readonly changes: ReturnType<typeof readChanges>;
}

/** Does something to runs, and records what that changes below a folder. */
function record(project: string, below: string, args: readonly string[]): Recording {
  const to = join(makeTempDir(), 'changes');
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM_PATH, ...args], {
    cwd: project,
    env: {
      ...cleanEnv(),
      HOME: project,
      NODE_OPTIONS: `--require ${RECORDER}`,
      RECORD_BELOW: below,
      RECORD_TO: to,
    },
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return { changes: readChanges(to) };
}

/** What notes say of processes after the machine was started again; a number is given to others then. */
function afterRestart(text: string): string {
  return text
    .replaceAll(currentProcess().bootId, 'another-boot')
    .replace(/^\d+$/, String(process.pid));
}

interface Moment {
  /** Names of files that were given their place before. */
  readonly placed: ReadonlySet<string>;
  /** Whether what makes metadata that of a run is on the disk, which is written down after all else. */
  readonly isDescribed: boolean;
  readonly isEnd: boolean;
}

/** Tells of every moment at which the power can go what is on the disk then, in each way. */
async function afterEveryLoss(
  { changes }: Recording,
  look: (folder: string, moment: Moment, context: string) => Promise<void>,
): Promise<number> {
  const disk = new ModelDisk();
  const placed = new Set<string>();
  let count = 0;
  let tried = 0;
  const tryAll = async (isEnd: boolean, what: string): Promise<void> => {
    for (const unwritten of UNWRITTEN) {
      const folder = join(makeTempDir('disk'), 'runs');
      disk.materialize(folder, unwritten, afterRestart);
      const isDescribed = disk.isOnDisk(/\.meta\/(?:opref|__schema__)$/);
      await look(folder, { placed, isDescribed, isEnd }, `power lost after ${what}: ${unwritten}`);
      rmSync(folder, { recursive: true });
      tried++;
    }
  };
  for (const change of changes) {
    for (const step of disk.stepsOf(change)) {
      disk.apply(step);
      if (step.op === 'rename') placed.add(step.paths?.[1] ?? '');
      const what = `change ${count + 1} (${step.op} ${String(step.paths ?? step.file)})`;
      if (count++ % STEP === 0) await tryAll(false, what);
    }
  }
  await tryAll(true, 'the last change');
  return tried;
}

const has = ({ placed }: Moment, pattern: RegExp): boolean =>
  [...placed].some((name) => pattern.test(name));

async function expectIntact({ run }: RunRecord, context: string): Promise<void> {
  const { verdict, metadata, changed, missing, unreadable } = await verifyRun(run);
  expect({ verdict, metadata, changed, missing, unreadable }, context).toEqual({
    verdict: 'intact',
    metadata: [],
    changed: [],
    missing: [],
    unreadable: [],
  });
}

/** The files are those the manifest tells; what is lost of the metadata is told, and no more than moments. */
async function expectTruthful(
  { run }: RunRecord,
  isDescribed: boolean,
  context: string,
): Promise<void> {
  const { metadata, changed, missing, unreadable } = await verifyRun(run);
  expect({ changed, missing, unreadable }, context).toEqual({
    changed: [],
    missing: [],
    unreadable: [],
  });
  if (!isDescribed) return;
  expect(
    metadata.filter((problem) => !/^(staged|started) is not a time$/.test(problem)),
    context,
  ).toEqual([]);
}

describe('a loss of power', () => {
  // What was staged is waited for while a command goes on, and at the end of one that does not take so long.
  test.each([
    ['whose command ends at once', ''],
    [
      'whose command takes a while',
      'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);',
    ],
  ])(
    'leaves a run %s that says truthfully what it is, and can be finished',
    async (_, wait) => {
      const project = makeTempDir('project');
      writeFiles(project, { ...PROJECT, 'work.cjs': wait + WORK });
      const runsDir = join(project, '.gage', 'runs');
      const recording = record(project, runsDir, ['run', 'work', '-y', '-l', 'a label', '--quiet']);
      const seen = new Set<string>();
      await afterEveryLoss(recording, async (folder, moment, context) => {
        const { runs, problems } = listRuns(folder);
        expect(runs.length + problems.length, context).toBeLessThanOrEqual(1);
        if (moment.isDescribed) expect(problems, context).toEqual([]);
        const isFinal = has(moment, /\.meta\.zip$/);
        for (const found of runs) {
          seen.add(found.status);
          expect(found.status, context).toMatch(
            isFinal ? /^completed$/ : /^(completed|terminated)$/,
          );
          if (isFinal) await expectIntact(found, context);
          if (needsRecovery(found.run)) await recoverRun(found.run);
        }
        removeUnborn(folder);
        const after = listRuns(folder);
        expect(after.problems, context).toEqual([]);
        expect(after.runs.length, context).toBe(runs.length);
        for (const recovered of after.runs) {
          expect(recovered.run.metaDir, context).toMatch(
            isFinal ? /\.meta\.zip$/ : /\.meta(\.zip)?$/,
          );
          if (isFinal) await expectIntact(recovered, context);
          else await expectTruthful(recovered, moment.isDescribed, context);
        }
      });
      expect([...seen].sort()).toEqual(['completed', 'terminated']);
    },
    600_000,
  );

  test('leaves a staged run that is not started without its files', async () => {
    const project = makeTempDir('project');
    writeFiles(project, PROJECT);
    const runsDir = join(project, '.gage', 'runs');
    const recording = record(project, runsDir, ['run', 'work', '-y', '--stage', '--quiet']);
    const seen = new Set<string>();
    await afterEveryLoss(recording, async (folder, { isEnd }, context) => {
      const { runs } = listRuns(folder);
      for (const found of runs) {
        seen.add(found.status);
        if (found.status !== 'staged') {
          expect(found.status, context).toBe('terminated');
          continue;
        }
        const { metadata, changed, verdict } = await verifyRun(found.run);
        expect(metadata, context).toEqual([]);
        if (verdict === 'intact') continue;
        seen.add('refused');
        const starting = expect(execRun(found.run), context);
        await starting.rejects.toMatchObject({
          failure: { reason: 'staged-files-changed', changed },
        });
        expect(listRuns(folder).runs, context).toMatchObject([{ status: 'staged' }]);
      }
      if (isEnd) expect(runs, context).toMatchObject([{ status: 'staged' }]);
    });
    expect([...seen].sort()).toEqual(['refused', 'staged', 'terminated']);
  }, 600_000);

  test('leaves a batch that can go on, with each run whole or not there', async () => {
    const project = makeTempDir('project');
    writeFiles(project, {
      'gage.toml': '[work]\nexec = "echo done"\nsourcecode = ["lib/*"]\n',
      'lib/part.cjs': '// a part\n',
      'rows.json': '[{}, {}]',
    });
    const runsDir = join(project, '.gage', 'runs');
    const begin = ['run', 'work', '--batch', 'rows.json', '-y', '--quiet'];
    const seen = new Set<string>();
    let looks = 0;
    await afterEveryLoss(record(project, runsDir, begin), async (folder, _moment, context) => {
      const { runs, problems } = listRuns(folder);
      expect(problems, context).toEqual([]);
      for (const found of runs) {
        seen.add(found.status);
        expect(found.status, context).toMatch(/^(completed|terminated)$/);
        if (found.run.metaDir.endsWith('.zip')) await expectIntact(found, context);
      }
      if (looks++ % RESUMED !== 0 || !isBatchThere(folder)) return;
      const resume = ['--runs', folder, 'batch', 'resume', '--quiet'];
      const env = { ...cleanEnv(), HOME: project };
      const options = { cwd: project, env, encoding: 'utf8' } as const;
      const { stderr } = spawnSync(process.execPath, [PROGRAM_PATH, ...resume], options);
      const after = listRuns(folder);
      expect(
        { problems: after.problems, count: after.runs.length },
        `${context}: ${stderr}`,
      ).toEqual({ problems: [], count: 2 });
      for (const found of after.runs) {
        expect(found.status, context).toBe('completed');
        await expectIntact(found, context);
      }
    });
    expect([...seen]).toContain('completed');
  }, 600_000);

  test('shows no copy that is not whole', async () => {
    const project = makeTempDir('project');
    writeFiles(project, PROJECT);
    record(project, join(project, 'nothing'), ['run', 'work', '-y', '--quiet']);
    const target = join(project, 'copies');
    const recording = record(project, target, ['copy', '--all', '-y', '--to', target]);
    await afterEveryLoss(recording, async (folder, { isEnd }, context) => {
      const { runs, problems } = listRuns(folder);
      expect(problems, context).toEqual([]);
      for (const copy of runs) await expectIntact(copy, context);
      if (isEnd) expect(runs.length, context).toBe(1);
    });
  }, 600_000);

  test.each<readonly [what: string, args: readonly string[]]>([
    ['a label', ['label', '1', '-y', '--set', 'good']],
    ['a comment', ['comment', '1', '-y', '-m', 'good']],
    ['an archive', ['archive', '1', '-y', '-n', 'good']],
  ])('does not take %s back that was confirmed', async (_what, args) => {
    const project = makeTempDir('project');
    writeFiles(project, PROJECT);
    record(project, join(project, 'nothing'), ['run', 'work', '-y', '--quiet']);
    const runsDir = join(project, '.gage', 'runs');
    const { changes } = record(project, runsDir, args);
    const disk = new ModelDisk();
    for (const change of changes) for (const step of disk.stepsOf(change)) disk.apply(step);
    const folder = join(makeTempDir('disk'), 'runs');
    disk.materialize(folder, 'none of it is there', afterRestart);
    const files = readFilesBelow(folder);
    expect([...files.values()].some((text) => text.includes('good'))).toBe(true);
  });
});

/** Whether a batch was begun that can be read. */
function isBatchThere(folder: string): boolean {
  const { stdout } = spawnSync(
    process.execPath,
    [PROGRAM_PATH, '--runs', folder, 'batch', 'list', '--json'],
    { env: cleanEnv(), encoding: 'utf8' },
  );
  return stdout.includes('"id"');
}

function readFilesBelow(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path, 'utf8')]),
  );
}
