import { existsSync, readFileSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { execRun, finalizeRun, runMeta, runStatus } from '../../src/index.ts';
import type { Run } from '../../src/index.ts';
import { env, executedRun, stagedRun } from '../rig/runs.ts';

const outputFile = (run: Run): string => join(run.metaDir, 'output', '40_run');

/** Settles when a file says what is waited for. */
async function fileHas(path: string, text: string): Promise<void> {
  const has = (): boolean => existsSync(path) && readFileSync(path, 'utf8').includes(text);
  const folder = join(path, '..');
  await new Promise<void>((resolve) => {
    const watcher = watch(folder, () => {
      if (has()) resolve();
    });
    if (has()) resolve();
    watcher.unref();
  });
}

describe('recorded output', () => {
  test('both streams are recorded in the order written', async () => {
    const script = 'for i in 1 2 3; do echo out $i; echo err $i >&2; done';
    const { run } = await executedRun({ command: script });
    expect(runMeta.readOutput(run, '40_run')).toBe('out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\n');
  });

  test('every byte is kept, with one index record a line', async () => {
    const { run } = await executedRun({ command: String.raw`printf '\377\000a\r b\n\nlast'` });
    expect(readFileSync(outputFile(run))).toEqual(
      Buffer.from([255, 0, 97, 13, 32, 98, 10, 10, 108, 97, 115, 116]),
    );
    expect(statSync(`${outputFile(run)}.index`).size).toBe(3 * 9);
    const lines = runMeta.readOutputLines(run, '40_run');
    expect(lines.map((line) => line.stream)).toEqual([0, 0, 0]);
    expect(lines.at(-1)).toMatchObject({ text: 'last' });
    expect(Math.abs(Date.now() - (lines[0]?.timeMillis ?? 0))).toBeLessThan(60_000);
  });

  test('a command can open its own streams again, as with a terminal or a pipe', async () => {
    const { run } = await executedRun({
      command: 'echo first; echo second > /dev/stdout; echo third | tee /dev/stderr; echo fourth',
    });
    expect(runMeta.readOutput(run, '40_run')).toBe('first\nsecond\nthird\nthird\nfourth\n');
  });

  test('output can be followed while the command runs', async () => {
    const run = await stagedRun({
      command: 'echo started; while [ ! -e go ]; do :; done; echo done',
    });
    const executing = execRun(run, { env });
    await fileHas(outputFile(run), 'started\n');
    expect(runStatus(run)).toBe('running');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(run.runDir, 'go'), '');
    expect((await executing).exitCode).toBe(0);
    expect(runMeta.readOutput(run, '40_run')).toBe('started\ndone\n');
  });

  test('a process left behind does not keep the run from ending', async () => {
    const { run, exitCode } = await executedRun({
      command: 'sleep 600 & echo $! > child.pid; echo finished',
    });
    const child = Number(readFileSync(join(run.runDir, 'child.pid'), 'utf8'));
    process.kill(child, 'SIGKILL');
    expect(exitCode).toBe(0);
    expect(runMeta.readOutput(run, '40_run')).toBe('finished\n');
    expect(readFileSync(join(run.metaDir, 'log', 'runner'), 'utf8')).toContain(
      'Output is still open in a background process',
    );
  });

  test('progress bars are taken out where the operation says how they look', async () => {
    const script = String.raw`printf 'start\n\r 10%%|#  | 1/10\r 100%%|###| 10/10\nend\n'`;
    const seen: number[] = [];
    const { run } = await executedRun({
      command: script,
      definition: { progress: 'tqdm' },
      options: {
        onEvent: (event) => {
          if (event.type === 'progress') seen.push(event.completed);
        },
      },
    });
    expect(runMeta.readOutput(run, '40_run')).toBe('start\nend\n');
    expect(seen.at(-1)).toBe(100);
  });

  test('megabytes of output arrive whole', async () => {
    const lines = 200_000;
    const { run } = await executedRun({ command: ['seq', '1', String(lines)] });
    const output = runMeta.readOutput(run, '40_run');
    expect(output.startsWith('1\n2\n')).toBe(true);
    expect(output.endsWith(`\n${lines}\n`)).toBe(true);
    expect(statSync(`${outputFile(run)}.index`).size).toBe(lines * 9);
  });
});

describe('stopping', () => {
  test.each([
    ['SIGINT', -2],
    ['SIGTERM', -15],
  ])(
    '%s reaches the whole process group; the run is terminated with what it has',
    async (signal, code) => {
      const run = await stagedRun({
        command: 'trap "echo asked; exit 0" INT TERM; (trap "" INT; sleep 600) & echo ready; wait',
      });
      const stop = new AbortController();
      const executing = execRun(run, { env, signal: stop.signal });
      await fileHas(outputFile(run), 'ready\n');
      stop.abort(signal);
      const { exitCode } = await executing;
      expect(exitCode).toBe(code);
      const finalized = await finalizeRun(run, { exitCode });
      expect(runStatus(finalized)).toBe('terminated');
      expect(runMeta.readOutput(finalized, '40_run')).toContain('ready\nasked\n');
    },
  );

  test('a command that will not stop is killed when its time is over', async () => {
    const run = await stagedRun({
      command: 'trap "" INT TERM; echo ready; while :; do sleep 600; done',
    });
    const stop = new AbortController();
    const executing = execRun(run, { env, signal: stop.signal, graceMs: 50 });
    await fileHas(outputFile(run), 'ready\n');
    stop.abort('SIGTERM');
    expect((await executing).exitCode).toBe(-15);
  });

  test('a second request kills at once', async () => {
    const run = await stagedRun({
      command: 'trap "" INT TERM; echo ready; while :; do sleep 600; done',
    });
    const stop = new AbortController();
    const force = new AbortController();
    const executing = execRun(run, { env, signal: stop.signal, forceSignal: force.signal });
    await fileHas(outputFile(run), 'ready\n');
    stop.abort('SIGINT');
    force.abort();
    expect((await executing).exitCode).toBe(-2);
  });
});
