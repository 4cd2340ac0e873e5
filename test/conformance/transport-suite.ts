import { chmodSync, readFileSync, readdirSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Transport } from '../../src/engines/transport.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

const env = { PATH: process.env['PATH'], WORD: 'word' };

/** What every transport does. The folders of the other side have to be reachable here, too. */
export function testTransport(make: () => Transport): void {
  test('runs a command there, whatever is in its words, and tells how it ended', async () => {
    const cwd = makeTempDir();
    let output = '';
    const onOutput = (bytes: Uint8Array): void => {
      output += Buffer.from(bytes).toString('utf8');
    };
    const command = [
      'sh',
      '-c',
      'echo "$WORD|$1|$2"; echo no >&2; exit 3',
      'sh',
      "it's $x",
      ' a\n',
    ];
    expect(await make().exec(command, { env, cwd, onOutput })).toEqual({
      exitCode: 3,
      errorText: 'no\n',
    });
    expect(output).toBe("word|it's $x| a\n\n");
    const missing = await make().exec([join(cwd, 'nothing')], { env, cwd });
    expect(missing.exitCode === 0).toBe(false);
    expect(missing.errorText).not.toBe('');
  });

  test('asks a command to stop', async () => {
    const cwd = makeTempDir();
    const stop = new AbortController();
    const command = ['sh', '-c', 'trap "exit 7" TERM; echo ready; while :; do sleep 0.05; done'];
    const { exitCode } = await make().exec(command, {
      env,
      cwd,
      signal: stop.signal,
      onOutput: () => {
        stop.abort();
      },
    });
    expect(exitCode).toBe(7);
  });

  test('copies there and back with modes and times, and leaves what is there', async () => {
    const transport = make();
    const [here, there, back] = [makeTempDir(), join(makeTempDir(), 'new'), makeTempDir()];
    writeFiles(here, { 'run/a b/x': '1', 'run/y': '22', 'run.zip': 'zip', other: '' });
    chmodSync(join(here, 'run', 'y'), 0o550);
    utimesSync(join(here, 'run', 'y'), 1000, 2000);
    symlinkSync('y', join(here, 'run', 'link'));
    const names = ['run', 'nothing', 'run.zip'];
    await transport.put(here, names, there);
    writeFiles(here, { 'run.zip': 'changed' });
    await transport.put(here, names, there);
    await transport.get(there, names, back);
    expect(readdirSync(back).sort()).toEqual(['run', 'run.zip']);
    expect(readFileSync(join(back, 'run.zip'), 'utf8')).toBe('zip');
    expect(readFileSync(join(back, 'run', 'a b', 'x'), 'utf8')).toBe('1');
    expect(readFileSync(join(back, 'run', 'link'), 'utf8')).toBe('22');
    const { mode, mtimeMs } = statSync(join(back, 'run', 'y'));
    expect([mode & 0o777, mtimeMs]).toEqual([0o550, 2_000_000]);
    await transport.remove(there, ['run', 'nothing', 'run.zip']);
    expect(readdirSync(there)).toEqual([]);
  });
}
