import { describe, expect, test } from 'vitest';
import { runProgram } from '../../src/platform/run-program.ts';
import type { ProgramSpec } from '../../src/platform/run-program.ts';

const BASE: Omit<ProgramSpec, 'args'> = {
  program: process.execPath,
  cwd: '/',
  env: { PATH: process.env['PATH'] },
  timeoutMs: 30_000,
  maxOutputBytes: 1000,
};

const run = async (code: string, change: Partial<ProgramSpec> = {}) =>
  runProgram({ ...BASE, args: ['-e', code], ...change });

describe('a helper program', () => {
  test('tells its output, the beginning of its errors and its exit code', async () => {
    const result = await run("console.log('out'); console.error('err'); process.exitCode = 3");
    expect(result).toEqual({
      outcome: 'exited',
      exitCode: 3,
      output: Buffer.from('out\n'),
      errorText: 'err\n',
    });
  });

  test('has no input to wait for', async () => {
    const result = await run("process.stdin.on('end', () => console.log('end')).resume()");
    expect(result.output.toString()).toBe('end\n');
  });

  test('is killed with its children when its time is over', async () => {
    const code = "require('child_process').spawnSync('sleep', ['1000'])";
    const result = await run(code, { timeoutMs: 300 });
    expect(result).toMatchObject({ outcome: 'timed-out', exitCode: undefined });
  });

  test('is killed when it says more than asked for, of which the beginning is kept', async () => {
    const result = await run("setInterval(() => process.stdout.write('x'.repeat(600)), 1)");
    expect(result.outcome).toBe('cut');
    expect(result.output.toString()).toBe('x'.repeat(1000));
  });

  test('may say exactly as much as asked for', async () => {
    const result = await run("process.stdout.write('x'.repeat(1000))");
    expect(result.outcome).toBe('exited');
    expect(result.output).toHaveLength(1000);
  });

  test.each([
    ['does not exist', { program: '/nowhere/program' }],
    ['is a folder', { program: '/' }],
    ['has no folder to start in', { cwd: '/nowhere' }],
  ])('that %s is not started', async (_why, change) => {
    const result = await run('', change);
    expect(result).toMatchObject({ outcome: 'not-started', exitCode: undefined });
    expect(result.errorText).not.toBe('');
  });
});
