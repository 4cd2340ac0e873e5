import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  OpRef,
  applyConfig,
  execRun,
  finalizeRun,
  finalizeStagedRun,
  makeRun,
  runMeta,
  runStatus,
  stageDependencies,
  stageRun,
  stageRuntime,
  stageSourcecode,
} from '../../src/index.ts';
import type { Run, RunStatus } from '../../src/index.ts';
import { listModes, makeTempDir, readText, writeFiles } from '../rig/folders.ts';
import { env, executedRun, initRun, stagedRun } from '../rig/runs.ts';

describe('copying source code', () => {
  test('files become read-only and keep their execute bits', async () => {
    const projectDir = makeTempDir();
    writeFiles(projectDir, { 'run.sh': '#!/bin/sh\necho it runs\n', 'data.txt': 'x\n' });
    chmodSync(join(projectDir, 'run.sh'), 0o755);
    const { run, exitCode } = await executedRun({ projectDir, command: ['./run.sh'] });
    expect(listModes(run.runDir)).toEqual(['-r--r--r-- data.txt', '-r-xr-xr-x run.sh']);
    expect({ exitCode, output: runMeta.readOutput(run, '40_run') }).toEqual({
      exitCode: 0,
      output: 'it runs\n',
    });
    await finalizeRun(run);
    expect(listModes(run.runDir)).toEqual(['-r--r--r-- data.txt', '-r-xr-xr-x run.sh']);
  });

  test('odd names, empty files and links are copied and recorded', async () => {
    const projectDir = makeTempDir();
    const names = [
      'my file.txt',
      "it's.txt",
      '[x].txt',
      'ä 漢.txt',
      'new\nline.txt',
      'blank ',
      'empty.txt',
      '-dash.txt',
    ];
    writeFiles(
      projectDir,
      Object.fromEntries(names.map((name) => [name, name === 'empty.txt' ? '' : `${name}\n`])),
    );
    symlinkSync('my file.txt', join(projectDir, 'link.txt'));
    symlinkSync('nowhere', join(projectDir, 'broken.txt'));
    symlinkSync('.', join(projectDir, 'cycle'));
    execFileSync('mkfifo', [join(projectDir, 'pipe')]);
    const notices: string[] = [];
    const run = await stagedRun({
      projectDir,
      options: {
        onEvent: (event) => {
          if (event.type === 'notice') notices.push(event.message);
        },
      },
    });
    const paths = runMeta.openManifest(run).entries.map((entry) => entry.path);
    expect(paths).toEqual([...names, 'link.txt'].sort());
    expect(readText(run.runDir, 'link.txt')).toBe('my file.txt\n');
    expect(notices.join('\n')).toMatch(/broken\.txt/);
    const { exitCode } = await execRun(run, { env });
    const finalized = await finalizeRun(run, { exitCode });
    expect(runMeta.openManifest(finalized).entries.map((entry) => entry.path)).toEqual(paths);
  });

  test('runs that lie in the project are never copied into a run', async () => {
    const projectDir = makeTempDir();
    writeFiles(projectDir, { 'a.py': 'x = 1\n', 'my runs/old/secret.py': 'y = 2\n' });
    const { OpCmd, OpDef, OpRef, initRunMeta, makeRun } = await import('../../src/index.ts');
    const run = makeRun(new OpRef('p', 'op'), join(projectDir, 'my runs'));
    initRunMeta(run, new OpDef('op', { sourcecode: '**/*' }), {}, new OpCmd('true'));
    await stageRun(run, projectDir, { env });
    expect(runMeta.openManifest(run).entries.map((entry) => entry.path)).toEqual(['a.py']);
  });

  test.each([
    [
      ['a.py', 'b.pi', 'data/**/*.csv'],
      ['b.pi', 'data/**/*.csv'],
    ],
    [['**/*.py', 'sub', '*.txt size>5', 'a.py'], []],
    [['sub/', '-sub', 'nothing'], ['nothing']],
    [['-nothing', '-*.md'], []],
    [['**/* dir', '*.nothing dir', 'a.py binary'], ['a.py binary']],
  ])('patterns %j that find no files are told: %j', async (sourcecode, expected) => {
    const projectDir = makeTempDir();
    writeFiles(projectDir, { 'a.py': '', 'sub/b.py': '', 'c.txt': 'some text' });
    const told: string[] = [];
    const { run } = initRun({ definition: { sourcecode } });
    await stageRun(run, projectDir, {
      env,
      onEvent: (event) => {
        if (event.type === 'notice') told.push(event.message);
      },
    });
    expect(told).toEqual(expected.map((text) => `No files match '${text}' of 'sourcecode'`));
  });

  test('nothing outside the run directory changes', async () => {
    const outside = makeTempDir();
    writeFiles(outside, { 'shared.txt': 'shared\n' });
    const projectDir = makeTempDir();
    symlinkSync(outside, join(projectDir, 'linked'));
    await stagedRun({ projectDir });
    expect(listModes(outside)).toEqual(['-rw-r--r-- shared.txt']);
  });

  test('the file a run writes its summary to is not source code', async () => {
    const run = await stagedRun({
      files: { 'result.json': '{"metrics": {"old": 1}}', 'summary.json': '{}', 'a.py': '' },
      definition: { summary: { filename: 'result.json' } },
    });
    expect(runMeta.openManifest(run).entries.map((entry) => entry.path)).toEqual(['a.py']);
  });
});

describe('the phases of staging', () => {
  test('hooks run in order, each with its environment, and what they make is recorded with its type', async () => {
    const hook = (name: string): string =>
      `echo ${name} "$run_id" "$RUN_DIR" "$project_dir" "$PROJECT_DIR" "$PYTHONDONTWRITEBYTECODE"; echo ${name} > ${name}.txt`;
    const projectDir = makeTempDir();
    writeFiles(projectDir, { 'src.txt': 'src\n' });
    const run = await stagedRun({
      projectDir,
      definition: {
        exec: {
          'stage-sourcecode': hook('one'),
          'stage-runtime': hook('two'),
          'stage-dependencies': hook('three'),
          run: 'true',
          finalize: hook('four'),
        },
      },
      command: 'echo run > run.txt',
    });
    const { exitCode } = await execRun(run, { env });
    const finalized = await finalizeRun(run, { exitCode, env });
    const entries = runMeta
      .openManifest(finalized)
      .entries.map(({ type, path }) => `${type} ${path}`);
    expect(entries).toEqual([
      's one.txt',
      's src.txt',
      'r two.txt',
      'd three.txt',
      'g four.txt',
      'g run.txt',
    ]);
    expect(runMeta.readOutput(finalized, '20_runtime')).toBe(
      `two ${run.id} ${run.runDir} ${projectDir} ${projectDir} 1\n`,
    );
    expect(runMeta.listOutputs(finalized)).toEqual([
      '10_sourcecode',
      '20_runtime',
      '30_dependencies',
      '40_run',
      '50_finalize',
    ]);
    const messages = runMeta
      .openMeta(finalized.metaDir)
      .read('log/runner')
      ?.toString()
      .split('\n')
      .map((line) => line.replace(/^\S+ /, '').replace(/: .*/, ''));
    expect(
      messages?.filter((message) => /^(Starting|Copying|Applying|Finalizing)/.test(message)),
    ).toEqual([
      'Copying source code (see log/files)',
      'Starting stage-sourcecode (see output/10_sourcecode)',
      'Applying configuration (see log/patched)',
      'Starting stage-runtime (see output/20_runtime)',
      'Starting stage-dependencies (see output/30_dependencies)',
      'Finalizing staged files (see manifest)',
      'Starting run (see output/40_run)',
      'Starting finalize (see output/50_finalize)',
      'Finalizing run files (see manifest)',
    ]);
  });

  test('the steps come as events to the listener, in order', async () => {
    const steps: string[] = [];
    await stagedRun({
      options: {
        onEvent: (event) => {
          if (event.type === 'step') steps.push(event.step);
        },
      },
    });
    expect(steps).toEqual([
      'stage-sourcecode',
      'stage-config',
      'stage-runtime',
      'stage-dependencies',
      'seal',
    ]);
  });

  test('a listener that throws does not stop the run', async () => {
    const run = await stagedRun({
      options: {
        onEvent: () => {
          throw new Error('listener broke');
        },
      },
    });
    expect(existsSync(join(run.metaDir, 'staged'))).toBe(true);
    expect(readText(run.metaDir, 'log', 'runner')).toContain('error in listener (will be removed)');
  });

  test('a failing hook is a failure with its phase and exit code, and its output is kept', async () => {
    const { run, projectDir } = initRun({
      definition: { exec: { 'stage-runtime': 'echo broken; exit 7', run: 'true' } },
    });
    await expect(stageRun(run, projectDir, { env })).rejects.toMatchObject({
      failure: { reason: 'phase-failed', phase: 'stage-runtime', exitCode: 7 },
    });
    expect(runMeta.readOutput(run, '20_runtime')).toBe('broken\n');
    const finalized = await finalizeRun(run, { exitCode: 7 });
    expect(runMeta.readOutput(finalized, '20_runtime')).toBe('broken\n');
  });

  test('each phase can be called on its own', async () => {
    const { run, projectDir } = initRun({
      files: { 'a.py': 'x = 1\n' },
      definition: { config: 'a.py', exec: { 'stage-runtime': 'echo r > r.txt', run: 'true' } },
      config: { x: 2 },
    });
    await stageSourcecode(run, projectDir, { env });
    await applyConfig(run);
    await stageRuntime(run, projectDir, { env });
    await stageDependencies(run, projectDir, { env });
    finalizeStagedRun(run);
    expect(readText(run.runDir, 'a.py')).toBe('x = 2\n');
    expect(readText(run.metaDir, 'log', 'patched')).toBe(
      '--- a.py\n+++ a.py\n@@ -1 +1 @@\n-x = 1\n+x = 2\n',
    );
    expect(runStatus(run)).toBe('staged');
    expect((await execRun(run, { env })).exitCode).toBe(0);
  });

  test('a phase on its own records what is new in the run directory, whoever put it there', async () => {
    const { run, projectDir } = initRun({ files: { 'a.py': '' } });
    await stageSourcecode(run, projectDir, { env });
    writeFiles(run.runDir, { 'runtime/lib.txt': '' });
    await stageRuntime(run, projectDir, { env });
    writeFiles(run.runDir, { 'data.csv': '' });
    await stageDependencies(run, projectDir, { env });
    finalizeStagedRun(run);
    const types = runMeta.openManifest(run).entries.map(({ type, path }) => `${type} ${path}`);
    expect(types).toEqual(['s a.py', 'r runtime/lib.txt', 'd data.csv']);
  });

  const phases: Readonly<Record<string, (run: Run, projectDir: string) => Promise<void> | void>> = {
    stageSourcecode,
    applyConfig: async (run) => applyConfig(run),
    stageRuntime,
    stageDependencies,
    finalizeStagedRun: (run) => {
      finalizeStagedRun(run);
    },
  };

  test.each(Object.entries(phases))(
    '%s is refused before a run is initialized, and once it is staged',
    async (_name, phase) => {
      const perform = async (run: Run): Promise<void> => phase(run, projectDir);
      const projectDir = makeTempDir();
      const made = makeRun(new OpRef('project', 'op'), makeTempDir());
      await expect(perform(made)).rejects.toMatchObject({
        failure: { reason: 'run-not-initialized' },
      });
      expect(runStatus(made)).toBe('unknown');

      const { run } = initRun({ projectDir, command: 'true' });
      await stageRun(run, projectDir, { env });
      const expectRefusal = async (of: Run, status: RunStatus): Promise<void> =>
        expect(perform(of)).rejects.toMatchObject({
          failure: { reason: 'run-not-pending', status },
        });
      await expectRefusal(run, 'staged');
      const finalized = await finalizeRun((await execRun(run, { env })).run);
      await expectRefusal(finalized, 'completed');
      await expectRefusal(run, 'completed');
    },
  );

  test('a run is not staged twice', async () => {
    const projectDir = makeTempDir();
    const { run } = initRun({ projectDir });
    await stageRun(run, projectDir, { env });
    await expect(stageRun(run, projectDir, { env })).rejects.toMatchObject({
      failure: { reason: 'run-not-pending', status: 'staged' },
    });
  });

  test('a source file that cannot be read is named', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('everything is readable for an administrator');
    const projectDir = makeTempDir();
    writeFileSync(join(projectDir, 'a.py'), '');
    chmodSync(join(projectDir, 'a.py'), 0);
    const { run } = initRun({ projectDir });
    await expect(stageRun(run, projectDir, { env })).rejects.toThrow(
      /cannot read source file .*a\.py/,
    );
  });
});

test('project files are not changed by staging', async () => {
  const projectDir = makeTempDir();
  mkdirSync(join(projectDir, 'sub'));
  writeFileSync(join(projectDir, 'sub', 'a.py'), 'x = 1\n');
  await stagedRun({ projectDir, definition: { config: 'sub/a.py' }, config: { x: 5 } });
  expect(readFileSync(join(projectDir, 'sub', 'a.py'), 'utf8')).toBe('x = 1\n');
  expect(listModes(projectDir)).toEqual(['-rw-r--r-- sub/a.py']);
});
