import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deleteRun, execRun, finalizeRun, listRuns, runMeta } from '../src/index.ts';
import type { RunRecord } from '../src/index.ts';
import { everyCaseOr, isQuick } from './rig/effort.ts';
import { makeTempDir, writeFiles } from './rig/folders.ts';
import { PROGRAM_PATH, cleanEnv } from './rig/program.ts';
import { env } from './rig/runs.ts';

const KILLER = join(import.meta.dirname, 'fixtures', 'kill-at-write.cjs');

const PROJECT = {
  'gage.toml': `
[work]
sourcecode = ["*.sh", "lib/**"]
config = "settings.json"

[work.exec]
stage-sourcecode = "echo staged > hook.txt"
run = "sh work.sh"
finalize = "echo finalized >> end.txt"
`,
  'work.sh': '. ./lib/a.sh\necho working\necho "{\\"metrics\\": {\\"n\\": 1}}" > summary.json\n',
  'lib/a.sh': 'true\n',
  'settings.json': '{"n": 1}\n',
};

interface Outcome {
  readonly signal: NodeJS.Signals | null;
  readonly status: number | null;
}

/** Runs the operation with flags and a label in a process that is killed after its n-th change of the file system. */
function runKilledAt(projectDir: string, killAt: number, countFile?: string): Outcome {
  return spawnSync(
    process.execPath,
    ['--require', KILLER, PROGRAM_PATH, 'run', 'work', '-y', '-l', 'a label'],
    {
      cwd: projectDir,
      env: {
        ...cleanEnv(),
        HOME: projectDir,
        KILL_AT: String(killAt),
        ...(countFile === undefined ? {} : { KILL_COUNT: countFile }),
      },
      stdio: 'ignore',
    },
  );
}

function countChanges(): number {
  const projectDir = makeTempDir();
  writeFiles(projectDir, PROJECT);
  const countFile = join(makeTempDir(), 'count');
  const { status } = runKilledAt(projectDir, 0, countFile);
  expect(status).toBe(0);
  return Number(readFileSync(countFile, 'utf8'));
}

/** Brings a run that a killed process left behind to its end. */
async function finish(record: RunRecord): Promise<RunRecord | undefined> {
  const { run, status } = record;
  if (status === 'staged') {
    const { exitCode } = await execRun(run, { env });
    await finalizeRun(run, { env, exitCode });
  } else {
    await finalizeRun(run, { env });
  }
  return listRuns(join(run.runDir, '..')).runs[0];
}

describe('a process killed after any single change of the file system', () => {
  test('leaves a run that is listed once and truthfully, and can be finished and deleted', async () => {
    const changes = countChanges();
    expect(changes).toBeGreaterThan(50);
    const seen = new Map<string, number>();
    for (const killAt of everyCaseOr(5, changes)) {
      const projectDir = makeTempDir();
      writeFiles(projectDir, PROJECT);
      const { signal, status } = runKilledAt(projectDir, killAt);
      const context = `killed after change ${killAt} of ${changes}`;
      // The last changes can differ by a write or two from one run to the next.
      expect(signal === 'SIGKILL' || status === 0, context).toBe(true);
      await checkWhatIsLeft(join(projectDir, '.gage', 'runs'), context, seen);
    }
    // Every stage of life was met, and none that would be a lie. Staged it is for a moment, which samples can miss.
    if (isQuick) seen.set('staged', 0);
    expect([...seen.keys()].sort()).toEqual(['completed', 'none', 'staged', 'terminated']);
  }, 300_000);
});

/** The command of a killed runner goes on to its own end. */
async function commandEnded(runsDir: string): Promise<void> {
  while (listRuns(runsDir).runs.some((run) => run.status === 'running')) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

async function checkWhatIsLeft(
  runsDir: string,
  context: string,
  seen: Map<string, number>,
): Promise<void> {
  await commandEnded(runsDir);
  const { runs, problems } = listRuns(runsDir);
  expect(problems, context).toEqual([]);
  expect(runs.length, context).toBeLessThanOrEqual(1);
  const [record] = runs;
  const status = record?.status ?? 'none';
  seen.set(status, (seen.get(status) ?? 0) + 1);
  if (record === undefined) return;
  expect(record.label, context).toBe('a label');
  const finished = await finish(record);
  expect(finished?.status, context).toMatch(/^(completed|terminated)$/);
  expect(finished?.run.metaDir, context).toMatch(/\.meta\.zip$/);
  if (status === 'staged' || status === 'completed')
    expect(finished?.status, context).toBe('completed');
  if (finished?.status === 'completed') {
    const paths = runMeta.openManifest(finished.run).entries.map((entry) => entry.path);
    expect(paths, context).toEqual(
      expect.arrayContaining(['end.txt', 'hook.txt', 'lib/a.sh', 'work.sh']),
    );
    expect(finished.summary, context).toEqual({ metrics: { n: 1 } });
  }
  deleteRun(finished?.run ?? record.run);
  expect(listRuns(runsDir).runs, context).toEqual([]);
  expect(readdirSync(runsDir), context).toEqual([]);
}
