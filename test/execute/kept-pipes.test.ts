import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { compareCodePoints } from '../../src/values/order.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from '../rig/program.ts';

const CHECK = 'test -p /dev/stdout && echo first > /dev/stdout && echo second > /dev/stderr';

/** A project whose operations look at their output, and a folder for what lives no longer than processes. */
function makeProject(): {
  readonly project: string;
  readonly runtime: string;
  readonly pipes: string;
} {
  const folder = makeTempDir();
  const [project, runtime] = [join(folder, 'project'), join(folder, 'runtime')];
  writeFiles(project, {
    'gage.toml': `[check]\nexec = '''${CHECK}'''\n[tell]\nexec = 'echo $RUN_ID; sleep 0.05; echo $RUN_ID > /dev/stdout; echo $RUN_ID >&2'\n[leave]\nexec = 'sleep 60 & echo $! > pid.txt; echo left'\n`,
  });
  mkdirSync(runtime);
  return { project, runtime, pipes: join(runtime, 'gage') };
}

function runOf(
  { project, runtime }: { readonly project: string; readonly runtime: string },
  operation: string,
  env: NodeJS.ProcessEnv = {},
): string {
  const { status, stdout, stderr } = runProgram(project, ['run', operation, '-y'], {
    env: { XDG_RUNTIME_DIR: runtime, ...env },
  });
  expect(status, stderr).toBe(0);
  return stdout;
}

describe.runIf(process.platform === 'linux')('the pipe for the output of commands', () => {
  test('is kept for the next run, which needs no program to make one', () => {
    const made = makeProject();
    expect(runOf(made, 'check')).toBe('first\nsecond\n');
    const kept = readdirSync(made.pipes);
    expect(kept).toEqual([expect.stringMatching(/^free-/)]);
    expect(statSync(made.pipes).mode & 0o777).toBe(0o700);
    const { ino } = statSync(join(made.pipes, kept[0] ?? ''));
    expect(runOf(made, 'check', { PATH: '/nowhere' })).toBe('first\nsecond\n');
    const [again = ''] = readdirSync(made.pipes);
    expect(again).not.toBe(kept[0]);
    expect(statSync(join(made.pipes, again)).ino).toBe(ino);
  });

  test('is not kept where something may still write to it', () => {
    const made = makeProject();
    expect(runOf(made, 'leave')).toBe('left\n');
    const runs = join(made.project, '.gage', 'runs');
    const id = readdirSync(runs).find((name) => /^[\da-f-]{36}$/.test(name)) ?? '';
    process.kill(Number(readFileSync(join(runs, id, 'pid.txt'), 'utf8')), 'SIGKILL');
    expect(readdirSync(made.pipes).filter((name) => name.startsWith('free-'))).toEqual([]);
  });

  test('of a process that was killed is removed by the next that looks, and what is in use is not', async () => {
    const made = makeProject();
    mkdirSync(made.pipes, { mode: 0o700 });
    const gone = execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }).trim();
    const names = [`used-${gone}-1`, `used-${process.pid}-1`, 'used-nobody'];
    for (const name of names) execFileSync('mkfifo', ['-m', '600', join(made.pipes, name)]);
    runOf(made, 'check');
    expect(readdirSync(made.pipes).filter((name) => names.includes(name))).toEqual([
      `used-${process.pid}-1`,
    ]);
  });

  test('is made in the run where the folder is not the user’s alone', () => {
    const made = makeProject();
    mkdirSync(made.pipes);
    chmodSync(made.pipes, 0o777);
    expect(runOf(made, 'check')).toBe('first\nsecond\n');
    expect(readdirSync(made.pipes)).toEqual([]);
  });

  test('is not kept in a folder that counts from the working directory', () => {
    const made = makeProject();
    expect(runOf(made, 'check', { XDG_RUNTIME_DIR: '.', TMPDIR: '.' })).toBe('first\nsecond\n');
    expect(readdirSync(made.project).toSorted(compareCodePoints)).toEqual(['.gage', 'gage.toml']);
  });

  test('is no file that somebody has put there', () => {
    const made = makeProject();
    mkdirSync(made.pipes, { mode: 0o700 });
    writeFileSync(join(made.pipes, 'free-file'), 'content\n');
    expect(runOf(made, 'check')).toBe('first\nsecond\n');
    expect(existsSync(join(made.pipes, 'free-file'))).toBe(false);
  });

  test('is one for each of many runs at a time, and eight are kept', async () => {
    const made = makeProject();
    const outputs = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const child = spawn(process.execPath, [PROGRAM_PATH, 'run', 'tell', '-y'], {
          cwd: made.project,
          env: { ...cleanEnv(), HOME: made.project, XDG_RUNTIME_DIR: made.runtime },
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        return text(child.stdout);
      }),
    );
    // Each has what its own command printed, and its run has the same.
    const ids = outputs.map((output) => /^(\S+)\n\1\n\1\n$/.exec(output)?.[1]);
    expect(new Set(ids).size).toBe(12);
    expect(ids).not.toContain(undefined);
    const kept = readdirSync(made.pipes).filter((name) => name.startsWith('free-'));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThanOrEqual(8);
  });
});
