import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns, runMeta } from '../src/index.ts';
import { makeTempDir, writeFiles } from './rig/folders.ts';
import { PROGRAM_PATH, cleanEnv } from './rig/program.ts';

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `gage run` in a project and sends signals, each when the output says a word. */
async function interrupted(
  gageFile: string,
  signals: readonly (readonly [word: string, signal: NodeJS.Signals])[],
): Promise<{ readonly ended: Ended; readonly folder: string }> {
  const folder = makeTempDir();
  writeFiles(folder, { 'gage.toml': gageFile });
  const child = spawn(process.execPath, [PROGRAM_PATH, 'run', '-y'], {
    cwd: folder,
    env: { ...cleanEnv(), HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const waiting = [...signals];
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes.toString();
    const [next] = waiting;
    if (next === undefined || !stdout.includes(next[0])) return;
    waiting.shift();
    child.kill(next[1]);
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  const status = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { ended: { status, stdout, stderr }, folder };
}

describe('gage run that is interrupted', () => {
  test.each([
    ['SIGINT', 130, -2],
    ['SIGTERM', 143, -15],
  ] as const)(
    '%s ends the command, and the run is terminated with what it has',
    async (signal, status, exitCode) => {
      const { ended, folder } = await interrupted(
        "[op]\nexec = '''\ntrap 'echo asked; exit 0' INT TERM\necho ready\nwhile :; do sleep 600 & wait; done\n'''\n",
        [['ready', signal]],
      );
      expect(ended).toEqual({ status, stdout: 'ready\nasked\n', stderr: '\nRun stopped\n' });
      const { runs } = listRuns(join(folder, '.gage', 'runs'));
      expect(runs.map((run) => [run.status, run.exitCode])).toEqual([['terminated', exitCode]]);
      expect(runs.map(({ run }) => runMeta.readOutput(run, '40_run'))).toEqual(['ready\nasked\n']);
      expect(runs[0]?.run.metaDir).toMatch(/\.meta\.zip$/);
    },
  );

  test('a command that ignores the first signal is killed by the second', async () => {
    const { ended, folder } = await interrupted(
      "[op]\nexec = '''\ntrap 'echo not yet' INT\necho ready\nwhile :; do sleep 600 & wait; done\n'''\n",
      [
        ['ready', 'SIGINT'],
        ['not yet', 'SIGINT'],
      ],
    );
    expect(ended.status).toBe(130);
    const { runs } = listRuns(join(folder, '.gage', 'runs'));
    expect(runs.map((run) => [run.status, run.exitCode])).toEqual([['terminated', -2]]);
  });

  test('a staging hook is stopped too, and its run is terminated', async () => {
    const { ended, folder } = await interrupted(
      "[op.exec]\nrun = 'true'\nstage-runtime = 'echo ready; sleep 600'\n",
      [['ready', 'SIGINT']],
    );
    expect(ended.status).toBe(130);
    const { runs } = listRuns(join(folder, '.gage', 'runs'));
    expect(runs.map((run) => [run.status, run.exitCode])).toEqual([['terminated', -2]]);
  });
});
