import { closeSync, existsSync, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startChild } from '../../src/platform/child-process.ts';
import type { Child } from '../../src/platform/child-process.ts';
import { makeTempDir } from '../rig/folders.ts';

interface Started {
  readonly child: Child;
  readonly output: () => string;
}

interface Setting {
  /** Whether what comes by standard error is in brackets. */
  readonly isSeparate?: boolean;
  readonly path?: string;
  /** Whether the script is left in the background by a shell that ends at once. */
  readonly isLeft?: boolean;
}

async function start(
  script: string,
  { isSeparate = false, path = '/usr/bin:/bin', isLeft = false }: Setting = {},
): Promise<Started> {
  const folder = makeTempDir();
  let output = '';
  const child = await startChild({
    program: '/bin/sh',
    args: ['-c', isLeft ? `(${script}) & :` : script],
    cwd: folder,
    env: { PATH: path },
    callerEnv: { TMPDIR: folder },
    stdin: 'ignore',
    pipePath: join(folder, 'pipe'),
    errorPipePath: isSeparate ? join(folder, 'errors') : undefined,
    onOutput: (bytes, stream) => {
      const text = Buffer.from(bytes).toString();
      output += stream === 'stderr' ? `<${text}>` : text;
    },
  });
  expect(existsSync(join(folder, 'pipe'))).toBe(false);
  return { child, output: () => output };
}

async function outputOf(script: string, setting?: Setting): Promise<string> {
  const { child, output } = await start(script, setting);
  await Promise.all([child.exited, child.outputEnded]);
  return output();
}

test('commands one after the other have real pipes, each with its own output', async () => {
  for (const text of ['first', 'second', 'third']) {
    expect(await outputOf(`echo ${text} > /dev/stdout; echo error > /dev/stderr`)).toBe(
      `${text}\nerror\n`,
    );
  }
});

test('standard error can have a pipe of its own, which can be opened again, too', async () => {
  const script = 'echo error > /dev/stderr; exec 2>&-; echo output > /dev/stdout';
  const output = await outputOf(script, { isSeparate: true });
  expect(['<error\n>output\n', 'output\n<error\n>']).toContain(output);
  expect(await outputOf('echo both; echo again >&2')).toBe('both\nagain\n');
});

test.runIf(process.platform === 'linux')('a pipe is made once for many commands', async () => {
  expect(await outputOf('echo made')).toBe('made\n');
  // Nothing can be made where there are no programs.
  expect(await outputOf('echo used > /dev/stdout', { path: '/nowhere' })).toBe('used\n');
});

test('a pipe that something still writes to is not given to the next command', async () => {
  const held = await start('trap "" HUP; (sleep 60; echo late) & echo held');
  await held.child.exited;
  held.child.abandonOutput();
  onTestFinished(() => {
    process.kill(-held.child.pid, 'SIGKILL');
  });
  const [one, two] = await Promise.all([
    outputOf('echo one > /dev/stdout'),
    outputOf('echo two > /dev/stdout'),
  ]);
  expect([one, two]).toEqual(['one\n', 'two\n']);
});

test('giving up on output that has ended in part closes nothing of somebody else', async () => {
  const { child, output } = await start('echo output; exec sleep 60 > /dev/null', {
    isSeparate: true,
    isLeft: true,
  });
  await child.exited;
  while (output() !== 'output\n') await new Promise(setImmediate);
  const file = openSync('/dev/null', 'r');
  child.abandonOutput();
  child.abandonOutput();
  expect(fstatSync(file).isCharacterDevice()).toBe(true);
  closeSync(file);
});

test('commands at the same time have a pipe each', async () => {
  const texts = ['a', 'b', 'c', 'd'];
  const outputs = await Promise.all(texts.map(async (text) => outputOf(`echo ${text}`)));
  expect(outputs).toEqual(texts.map((text) => `${text}\n`));
});
