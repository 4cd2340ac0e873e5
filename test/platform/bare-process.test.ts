import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startBareProcess } from '../../src/platform/bare-process.ts';
import type { BareExit } from '../../src/platform/bare-process.ts';
import { makeTempDir } from '../rig/folders.ts';

const env = { PATH: '/usr/bin:/bin', NAME: 'a value=1', LEFT_OUT: undefined };

/** Starts a script whose output goes into a file, and waits for its end. */
async function endOf(
  program: string,
  ...args: readonly string[]
): Promise<BareExit & { readonly output: string; readonly folder: string }> {
  const folder = makeTempDir();
  const path = join(folder, 'output');
  const file = openSync(path, 'w');
  try {
    const streams = [undefined, file, file] as const;
    const started = startBareProcess({ program, args, cwd: folder, env, streams });
    if (started === undefined) throw new Error('nothing was started');
    const exit = await started.exited;
    return { ...exit, output: readFileSync(path, 'utf8'), folder };
  } finally {
    closeSync(file);
  }
}

// Others start processes in the usual way.
describe.runIf(process.version.startsWith('v20.'))(
  'a process that is started without `spawn`',
  () => {
    test('has its arguments, its folder, its variables and no others, and a group of its own', async () => {
      const script = 'printf "%s|" "$@"; pwd; env | sort; ps -o pgid= -p $$ | tr -d " "; echo $$';
      const { code, output, folder } = await endOf('sh', '-c', script, 'name', 'one', 'two words');
      expect(code).toBe(0);
      const [first, ...rest] = output.trimEnd().split('\n');
      expect(first).toBe(`one|two words|${folder}`);
      expect(rest.filter((line) => /^(?:NAME|LEFT_OUT)/.test(line))).toEqual(['NAME=a value=1']);
      expect(rest.at(-1)).toBe(rest.at(-2));
    });

    test.each([
      ['exit 7', { code: 7, signal: undefined }],
      ['kill -TERM $$', { code: undefined, signal: 'SIGTERM' }],
      ['kill -KILL $$', { code: undefined, signal: 'SIGKILL' }],
    ])('tells how it ended: %s', async (script, end) => {
      expect(await endOf('/bin/sh', '-c', script)).toMatchObject(end);
    });

    test.each([
      ['/nowhere/program', 'ENOENT'],
      ['/etc/passwd', 'EACCES'],
    ])('tells why it cannot be started: %s', async (program, code) => {
      await expect(endOf(program)).rejects.toMatchObject({ code, syscall: `spawn ${program}` });
    });

    test.each([
      ['no program', ''],
      ['a program that has a NUL', 'sh\0'],
    ])('is left to the usual way for %s', async (_, program) => {
      await expect(endOf(program)).rejects.toThrow('nothing was started');
    });
  },
);
