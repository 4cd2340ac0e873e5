import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { execRun, finalizeRun, listRuns, runMeta, runStatus, stageRun } from '../../src/index.ts';
import { startRun } from '../../src/lifecycle.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from '../rig/program.ts';
import { env, executedRun, initRun, stagedRun } from '../rig/runs.ts';

describe('a command that cannot be started for an unusual reason ends its run like others', () => {
  test.each([
    ['a null character in an argument', ['echo', 'a\0b'], 126],
    ['an interpreter that is not named', '#!\necho x', 126],
    ['an argument longer than the system takes', ['echo', 'x'.repeat(200_000)], 126],
  ])('%s', async (_title, command, expected) => {
    const { run, exitCode } = await executedRun({ command });
    expect(exitCode).toBe(expected);
    expect(runMeta.readOutput(run, '40_run')).toMatch(/^gage: cannot start run: /);
    expect(runStatus(await finalizeRun(run))).toBe('error');
  });

  test('a script longer than an argument may be is given as a file', async () => {
    const { run, exitCode } = await executedRun({
      command: `#!/bin/sh\n: '${'x'.repeat(200_000)}'\necho done\n`,
    });
    expect({ exitCode, output: runMeta.readOutput(run, '40_run') }).toEqual({
      exitCode: 0,
      output: 'done\n',
    });
    expect(readdirSync(join(run.metaDir, 'proc')).sort()).toEqual(['cmd.json', 'env.json']);
  });

  test('no file descriptor is left open', async () => {
    const openFiles = (): number => readdirSync('/proc/self/fd').length;
    await executedRun({ command: ['no-such-program'] });
    const before = openFiles();
    for (let n = 0; n < 5; n++) await executedRun({ command: ['echo', 'a\0b'] });
    expect(openFiles()).toBeLessThanOrEqual(before);
  });
});

describe('whoever output is shown to', () => {
  test('may throw or reject without harm to the run', async () => {
    for (const onOutput of [
      () => {
        throw new Error('cannot show');
      },
      async () => Promise.reject(new Error('cannot show')),
    ]) {
      const { run, exitCode } = await executedRun({
        command: 'seq 1 20000',
        options: { onOutput },
      });
      expect(exitCode).toBe(0);
      expect(runMeta.readOutput(run, '40_run').endsWith('\n20000\n')).toBe(true);
      expect(readFileSync(join(run.metaDir, 'log', 'runner'), 'utf8')).toContain(
        'error in output listener (will be removed): Error: cannot show',
      );
    }
  });

  test('may take longer than a silence, and nothing is lost', async () => {
    let shown = 0;
    const { run } = await executedRun({
      command: 'seq 1 40000',
      options: {
        onOutput: async (bytes) => {
          shown += bytes.length;
          await new Promise((resolve) => {
            setTimeout(resolve, 450);
          });
        },
      },
    });
    const recorded = runMeta.readOutput(run, '40_run');
    expect(recorded.endsWith('\n40000\n')).toBe(true);
    expect(shown).toBe(recorded.length);
  });
});

test('a command below a shell has the whole grace period to save its work', async () => {
  const save =
    "trap 'sleep 1.5; echo saved; exit 0' TERM; echo ready; while :; do sleep 600 & wait; done";
  const run = await stagedRun({ command: `sh -c '${save.replaceAll("'", `'"'"'`)}'; echo after` });
  const stop = new AbortController();
  const executing = execRun(run, {
    env,
    signal: stop.signal,
    onOutput: (bytes) => {
      if (Buffer.from(bytes).toString().includes('ready')) stop.abort('SIGTERM');
    },
  });
  expect((await executing).exitCode).toBe(-15);
  expect(runMeta.readOutput(run, '40_run')).toContain('saved\n');
});

describe('a run is handed from step to step', () => {
  test('without a moment in which another process could take it', async () => {
    const { run, projectDir } = initRun({ command: 'true' });
    const seen: string[] = [];
    const onEvent = (): void => {
      seen.push(runStatus(run));
    };
    await stageRun(run, projectDir, { env, keepsOwnership: true, onEvent });
    seen.push(runStatus(run));
    await startRun(run, { env, onEvent });
    const order = seen.filter((status, index) => status !== seen[index - 1]);
    expect(order).toEqual(['staging', 'running', 'finalizing']);
  });

  test('and finalized although what was found out beside the command failed', async () => {
    const run = await stagedRun({ command: 'exit 3' });
    const notices: string[] = [];
    const finalized = await startRun(run, {
      env,
      captureState: async () => Promise.reject(new Error('no such machine')),
      onEvent: (event) => {
        if (event.type === 'notice') notices.push(event.message);
      },
    });
    expect(finalized.exitCode).toBe(3);
    expect(notices.join()).toContain('no such machine');
  });
});

test('the reader of the program may go away: the run goes on and is finalized', async () => {
  const folder = makeTempDir();
  writeFiles(folder, { 'gage.toml': '[op]\nexec = "seq 1 200000; echo end > end.txt"\n' });
  const status = await new Promise<number | null>((resolve) => {
    const child = spawn(
      'sh',
      ['-c', '"$0" "$1" run -y | head -n 1; exit 0', process.execPath, PROGRAM_PATH],
      {
        cwd: folder,
        env: { ...cleanEnv(), HOME: folder },
        stdio: 'ignore',
      },
    );
    child.once('close', resolve);
  });
  expect(status).toBe(0);
  const { runs } = listRuns(join(folder, '.gage', 'runs'));
  expect(runs.map((run) => run.status)).toEqual(['completed']);
  expect(existsSync(join(runs[0]?.run.runDir ?? '', 'end.txt'))).toBe(true);
});

test('a disk that fills up with output is said to be full, and the command does not run on alone', ({
  skip,
}) => {
  const disk = makeTempDir('small disk');
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
  if (mounted.status !== 0) skip('no file system can be mounted here');
  onTestFinished(() => {
    spawnSync('umount', [disk]);
  });
  const folder = makeTempDir('plain');
  writeFiles(folder, { 'gage.toml': `[op]\nexec = "echo $$ > '${folder}/pid'; exec yes"\n` });
  const { status, stderr } = runProgram(folder, ['--runs', disk, 'run', '-y', '-q']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/no space left/);
  expect(stderr).not.toMatch(/^\s+at /m);
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(listRuns(disk).runs.map((run) => run.status)).toEqual(['terminated']);
});

test('folders that may not be read and links in circles do not keep a run from its end', ({
  skip,
}) => {
  if (process.getuid?.() !== 0) skip('needs to become another user');
  const folder = makeTempDir();
  writeFiles(folder, {
    'gage.toml':
      '[op]\nexec = "mkdir d; echo x > d/x; chmod 000 d; ln -s summary.json summary.json; echo y > y"\n',
  });
  mkdirSync(join(folder, 'runs'));
  writeFileSync(join(folder, 'note'), '');
  spawnSync('chown', ['-R', '65534:65534', join(folder, '..')]);
  const { status, stderr } = spawnSync(
    process.execPath,
    [PROGRAM_PATH, '--runs', 'runs', 'run', '-y'],
    { cwd: folder, env: { ...cleanEnv(), HOME: folder }, encoding: 'utf8', uid: 65534, gid: 65534 },
  );
  expect(stderr).toContain('"d" cannot be read and is not in the manifest');
  expect(status).toBe(0);
  const { runs } = listRuns(join(folder, 'runs'));
  expect(runs.map((run) => [run.status, run.run.metaDir.endsWith('.zip')])).toEqual([
    ['completed', true],
  ]);
});

describe('a run that is taken away while it is executed', () => {
  // What is written when a command was started is there: the rest comes at its end.
  const started = 'until grep -q command "$RUN_DIR.meta/proc/owner.jsonl"; do :; done; ';

  test('is said to be gone, and nothing of it comes back', async () => {
    const run = await stagedRun({ command: `${started}rm -rf "$RUN_DIR.meta" "$RUN_DIR"` });
    await expect(execRun(run, { env })).rejects.toMatchObject({
      failure: { reason: 'run-removed', id: run.id, path: run.metaDir },
    });
    expect(readdirSync(join(run.runDir, '..'))).toEqual([]);
  });

  test('and a staging hook took it away', () => {
    const folder = makeTempDir();
    writeFiles(folder, {
      'gage.toml': `[op.exec]\nstage-runtime = '${started}rm -rf "$RUN_DIR.meta"'\nrun = "true"\n`,
    });
    const { status, stderr } = runProgram(folder, ['run', '-y']);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^gage: Run ".*" was removed or moved while its command ran: /),
    });
    expect(readdirSync(join(folder, '.gage', 'runs'))).toEqual([]);
  });

  test('together with its project is found where the project is now, and can be finished', () => {
    const folder = join(makeTempDir(), 'before');
    const moved = join(folder, '..', 'after');
    writeFiles(folder, {
      'gage.toml': `[op]\nexec = '${started}mv "$PROJECT_DIR" ../../../../after; echo x'\n`,
    });
    const { status, stdout, stderr } = runProgram(folder, ['run', '-y']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'x\n' });
    expect(stderr).toContain('was removed or moved while its command ran');
    expect(existsSync(folder)).toBe(false);
    expect(runProgram(moved, ['recover']).stderr).toMatch(/^Recovered run .* \(terminated\)\n$/);
    expect(runProgram(moved, ['cat', '--meta', '-p', 'output/40_run', '1']).stdout).toBe('x\n');
  });
});
