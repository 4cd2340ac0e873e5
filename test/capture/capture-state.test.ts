import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startCapture } from '../../src/capture/capture-state.ts';
import type { CaptureSubject } from '../../src/capture/capture-state.ts';
import { OpDef, listRuns } from '../../src/index.ts';
import type { RunEvent, ValueMap } from '../../src/index.ts';
import { performRun, stagePlannedRun, startRun } from '../../src/lifecycle.ts';
import type { LifecycleOptions } from '../../src/lifecycle.ts';
import { planOperation, planRun } from '../../src/plan/plan-run.ts';
import type { PlannedRun } from '../../src/plan/plan-run.ts';
import { readSystemAttributes, withMeta } from '../../src/run/metadata.ts';
import type { Run } from '../../src/run/run.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

const env: NodeJS.ProcessEnv = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  MY_TOKEN: 'never-recorded',
};

/** A plan for a run of a project that is a repository with a change. */
async function makePlan(exec: string | ValueMap): Promise<PlannedRun> {
  const projectDir = makeTempDir();
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=Me', '-c', 'user.email=me@example.org', ...args], {
      cwd: projectDir,
      env,
      encoding: 'utf8',
    });
  writeFiles(projectDir, { 'a.py': 'a = 1\n' });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'First');
  writeFiles(projectDir, { 'a.py': 'a = 2\n' });
  const project = { directory: projectDir, namespace: 'project', gageFilePath: undefined };
  const opdef = new OpDef('op', { exec, env: { MODE: 'fast' } });
  return planRun(await planOperation(project, opdef, env, makeTempDir()), []);
}

function subjectOf({ projectDir, command }: PlannedRun): CaptureSubject {
  return {
    projectDir,
    command: command.args,
    env,
    commandEnv: command.env,
    homeDir: '/nowhere',
    ownNode: { path: process.execPath, version: process.version },
    hasSource: true,
  };
}

function optionsFor(plan: PlannedRun): LifecycleOptions {
  return {
    runsDir: makeTempDir('runs'),
    env,
    userName: 'me',
    attributes: {},
    systemAttributes: { platform: 'here' },
    captureState: startCapture(subjectOf(plan)),
  };
}

function attributesOf(run: Run): ValueMap {
  return withMeta(run.metaDir, readSystemAttributes);
}

describe('the state a run starts in', () => {
  test('is among its system attributes when it is finalized', async () => {
    const plan = await makePlan('node -e 0');
    const { run } = await performRun(plan, optionsFor(plan));
    const attributes = attributesOf(run);
    expect(attributes['platform']).toBe('here');
    expect(attributes['machine']).toMatchObject({ cpu: {}, memory: {} });
    expect(attributes['git']).toMatchObject({ dirty: true });
    expect(attributes['git-patch']).toContain('-a = 1\n+a = 2\n');
    expect(attributes['node']).toMatchObject({ version: expect.stringMatching(/^\d+\./) });
    expect(attributes).not.toHaveProperty('python');
    expect(attributes['environment']).toMatchObject({ values: { MODE: 'fast' } });
    const texts = JSON.stringify(attributes);
    expect(texts).toContain('MY_TOKEN');
    expect(texts).not.toContain('never-recorded');
  });

  test('is known before a run counts as staged that is to be started later', async () => {
    const plan = await makePlan('true');
    const logged: string[] = [];
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'log') logged.push(event.message);
    };
    const run = await stagePlannedRun(plan, { ...optionsFor(plan), onEvent });
    expect(attributesOf(run)['git']).toMatchObject({ dirty: true });
    expect(logged.indexOf('Writing meta system git')).toBeLessThan(
      logged.indexOf('Writing meta staged'),
    );
    expect(logged).toContain('Writing meta system git');
  });

  test('is written again, but for the source, when a staged run is started', async () => {
    const plan = await makePlan('true');
    const staged = await stagePlannedRun(plan, optionsFor(plan));
    const capture = startCapture({ ...subjectOf(plan), hasSource: false });
    const captureState = async (runDir: string): Promise<ValueMap> => ({
      ...(await capture(runDir)),
      machine: 'another',
    });
    const { run } = await startRun(staged, { env, captureState });
    expect(attributesOf(run)).toMatchObject({ machine: 'another', git: { dirty: true } });
  });

  test('has the interpreter that staging has made', async () => {
    const make = 'mkdir -p .venv/bin .venv/lib/python3.11/site-packages/foo-1.0.dist-info';
    const plan = await makePlan({
      'stage-runtime': `${make} && echo 'version = 3.11.1' > .venv/pyvenv.cfg && ln -s /bin/true .venv/bin/python`,
      run: '.venv/bin/python x.py',
    });
    const { run, exitCode } = await performRun(plan, optionsFor(plan));
    expect(exitCode).toBe(0);
    expect(attributesOf(run)['python']).toEqual({
      executable: join(run.runDir, '.venv/bin/python'),
      version: '3.11.1',
      packages: { foo: '1.0' },
    });
  });

  test('is there when a staging hook fails', async () => {
    const plan = await makePlan({ 'stage-runtime': 'exit 3', run: 'true' });
    const options = optionsFor(plan);
    await expect(performRun(plan, options)).rejects.toMatchObject({
      failure: { reason: 'phase-failed' },
    });
    const [record] = listRuns(options.runsDir).runs;
    expect(record?.exitCode).toBe(3);
    expect(record === undefined ? {} : attributesOf(record.run)['git']).toMatchObject({
      dirty: true,
    });
  });

  test('is not waited for by the command', async () => {
    const folder = makeTempDir('bin');
    const mark = join(folder, 'started');
    // This git answers only once the command has been started.
    const script = `#!/bin/sh\nwhile [ ! -e ${mark} ]; do sleep 0.01; done\nprintf '# branch.oid abc\\0'\n`;
    writeFileSync(join(folder, 'git'), script);
    chmodSync(join(folder, 'git'), 0o755);
    const plan = await makePlan(`echo x > ${mark}`);
    const PATH = `${folder}:${env['PATH'] ?? ''}`;
    const captureState = startCapture({ ...subjectOf(plan), env: { ...env, PATH } });
    const options = { ...optionsFor(plan), captureState };
    const { run } = await performRun(plan, options);
    expect(readFileSync(mark, 'utf8')).toBe('x\n');
    expect(attributesOf(run)['git']).toMatchObject({ commit: 'abc', dirty: false });
  });
});
