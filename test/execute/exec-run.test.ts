import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  GageError,
  OpCmd,
  OpDef,
  OpRef,
  execRun,
  finalizeRun,
  initRunMeta,
  makeRun,
  runMeta,
  runStatus,
  stageRun,
} from '../../src/index.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { env, executedRun, finalizedRun, initRun, stagedRun } from '../rig/runs.ts';

const shown = async (command: string | readonly string[], files: Record<string, string> = {}) => {
  const { run, exitCode } = await executedRun({ command, files });
  return { output: runMeta.readOutput(run, '40_run'), exitCode, run };
};

describe('forms of commands', () => {
  test('a string is a shell command, line breaks included', async () => {
    const { output } = await shown('echo one &&\nfor i in 2 3; do echo $i; done | tr 23 ab\n');
    expect(output).toBe('one\na\nb\n');
  });

  test('a list is a program and its arguments, which nothing expands', async () => {
    const { output } = await shown(['printf', '%s|', '$HOME', '*', "it's", 'a b', '']);
    expect(output).toBe("$HOME|*|it's|a b||");
  });

  test.each([
    ['a program by name', '#!sh\necho a\necho b\n', 'a\nb\n'],
    ['a program by path', '#!/bin/sh\nfor i in 1 2\ndo echo $i\ndone', '1\n2\n'],
    ['arguments', '#!/bin/sh -e\necho before\nfalse\necho after', 'before\n'],
    ['env', '#!/usr/bin/env sh\necho "$0"\n', 'sh\n'],
    ['Python', '#!python3\nfor i in range(2):\n    print(i)\n', '0\n1\n'],
    ['Node', '#!/usr/bin/env node\nfor (const i of [1, 2])\n  console.log(i);\n', '1\n2\n'],
    ['blanks before the program', '#! /bin/sh\necho x', 'x\n'],
  ])('a script is given to its interpreter: %s', async (_title, command, expected) => {
    expect((await shown(command)).output).toBe(expected);
  });

  test('the working directory is the run directory', async () => {
    const { output, run } = await shown(['pwd']);
    expect(output).toBe(`${run.runDir}\n`);
  });

  test('relative paths are taken from where the run was made, not from the run directory', async () => {
    const folder = makeTempDir('folder');
    writeFiles(folder, { 'project/data.txt': 'from the project\n' });
    const before = process.cwd();
    process.chdir(folder);
    onTestFinished(() => {
      process.chdir(before);
    });
    const run = makeRun(new OpRef('project', 'op'), 'runs');
    const exec = { 'stage-runtime': 'cat "$PROJECT_DIR/data.txt"', run: 'x' };
    const depends = { files: 'data.txt' };
    const cmd = new OpCmd('test "$RUN_DIR" -ef . && echo "$RUN_DIR"');
    initRunMeta(run, new OpDef('op', { exec, depends }), {}, cmd);
    await stageRun(run, 'project', { env });
    process.chdir(before);
    const { exitCode } = await execRun(run, { env });
    expect(exitCode).toBe(0);
    expect(runMeta.readOutput(run, '20_runtime')).toBe('from the project\n');
    expect(runMeta.readOutput(run, '40_run')).toBe(`${join(folder, 'runs', run.id)}\n`);
    const record = runMeta.openMeta(run.metaDir).read('dependencies.json')?.toString();
    expect(record).toContain(join(folder, 'project', 'data.txt'));
  });

  test('a relative program is found in the run directory', async () => {
    const { exitCode, output } = await shown(['./tool.sh'], { 'tool.sh': '#!/bin/sh\necho tool' });
    expect({ exitCode, output }).toEqual({
      exitCode: 126,
      output: expect.stringContaining('permission denied'),
    });
  });
});

describe('outcomes', () => {
  test.each([
    ['success', 'true', 0],
    ['a failure', 'exit 3', 3],
    ['death by a signal', ['sh', '-c', 'kill -9 $$'], -9],
    ['death by a signal below a shell', 'sh -c "kill -15 \\$\\$"; exit $?', -15],
    ['a program that does not exist', ['no-such-program', 'x'], 127],
    ['a program that cannot be executed', ['/etc/passwd'], 126],
    ['a shell that does not find the program', 'no-such-program', 127],
  ])('%s', async (_title, command, expected) => {
    const { run, exitCode } = await executedRun({ command });
    expect(exitCode).toBe(expected);
    const finalized = await finalizeRun(run);
    const expectedStatus = expected === 0 ? 'completed' : expected < 0 ? 'terminated' : 'error';
    expect(runStatus(finalized)).toBe(expectedStatus);
    expect(runMeta.openMeta(finalized.metaDir).read('proc/exit')?.toString()).toBe(
      String(expected),
    );
  });

  test('the output says which program cannot be started', async () => {
    const run = await finalizedRun({ command: ['no-such-program'] });
    expect(runMeta.readOutput(run, '40_run')).toBe(
      'gage: cannot start run: program not found: no-such-program\n',
    );
  });
});

describe('the environment of the run command', () => {
  test('Gage variables win over the operation, the operation over the caller', async () => {
    const { run, projectDir } = initRun({ command: 'true' });
    void projectDir;
    const staged = await stagedRun({
      command: [
        'sh',
        '-c',
        'echo "$RUN_ID $run_id $RUN_DIR $PARENT_PWD $PYTHONDONTWRITEBYTECODE $OUTER"',
      ],
    });
    await execRun(staged, {
      env: { ...env, RUN_ID: 'outer', RUN_DIR: '/', OUTER: 'kept' },
      cwd: '/somewhere',
    });
    expect(run.id).not.toBe(staged.id);
    expect(runMeta.readOutput(staged, '40_run')).toBe(
      `${staged.id} ${staged.id} ${staged.runDir} /somewhere 1 kept\n`,
    );
  });
});

describe('who may execute a run', () => {
  test('a run that is not staged is refused, and nothing is written', async () => {
    const { run } = initRun({ command: 'true' });
    await expect(execRun(run, { env })).rejects.toMatchObject({
      failure: { reason: 'run-not-staged', status: 'pending' },
    });
    expect(existsSync(join(run.metaDir, 'started'))).toBe(false);
  });

  test('a run cannot be executed twice', async () => {
    const { run } = await executedRun({ command: 'true' });
    await expect(execRun(run, { env })).rejects.toBeInstanceOf(GageError);
    const finalized = await finalizeRun(run);
    await expect(execRun(finalized, { env })).rejects.toMatchObject({
      failure: { reason: 'run-not-staged', status: 'completed' },
    });
  });

  test('of several that start one run at once exactly one does', async () => {
    const run = await stagedRun({ command: 'echo once >> ../witness' });
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(async () => execRun(run, { env })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(readFileSync(join(run.runDir, '..', 'witness'), 'utf8')).toBe('once\n');
  });

  test('a run that was not started is not finalized, and one is not initialized twice', async () => {
    const { initRunMeta, OpCmd, OpDef } = await import('../../src/index.ts');
    const { run } = initRun({ command: 'true' });
    await expect(finalizeRun(run)).rejects.toMatchObject({
      failure: { reason: 'run-not-ended', status: 'pending' },
    });
    expect(() => {
      initRunMeta(run, new OpDef('op', {}), {}, new OpCmd('true'));
    }).toThrow('is initialized already');
    await expect(finalizeRun(await stagedRun({}))).rejects.toThrow("is 'staged'");
  });

  test('a staged run whose files were lost is refused, naming them', async () => {
    const { rmSync } = await import('node:fs');
    const run = await stagedRun({ command: 'true', files: { 'a.py': 'x = 1\n' } });
    rmSync(join(run.runDir, 'a.py'));
    await expect(execRun(run, { env })).rejects.toThrow(/missing[^]*a\.py/);
  });

  test('a run of a newer schema is refused', async () => {
    const { writeFileSync } = await import('node:fs');
    const run = await stagedRun({ command: 'true' });
    writeFileSync(join(run.metaDir, '__schema__'), '2');
    await expect(execRun(run, { env })).rejects.toThrow("unsupported meta schema: '2'");
  });
});

describe('a script for a shell and one for something else', () => {
  test('death by a signal is told of a shell by its exit code, and of nothing else', async () => {
    const ofShell = await executedRun({ command: '#!/bin/sh\nexit 137\n' });
    const ofPython = await executedRun({ command: '#!python3\nimport sys\nsys.exit(137)\n' });
    expect([ofShell.exitCode, ofPython.exitCode]).toEqual([-9, 137]);
  });
});
