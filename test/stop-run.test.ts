import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { execRun } from '../src/index.ts';
import type { Run } from '../src/index.ts';
import { finalizeRun } from '../src/index.ts';
import { identifyProcess } from '../src/platform/process-identity.ts';
import { META } from '../src/run/layout.ts';
import { runStatus } from '../src/run/status.ts';
import { stopRun } from '../src/stop-run.ts';
import { env, stagedRun } from './rig/runs.ts';

/** Executes a run in this process and waits until its command is there. */
async function startedRun(command: string): Promise<{ run: Run; ended: Promise<unknown> }> {
  const run = await stagedRun({ command });
  const stop = new AbortController();
  let ended: Promise<unknown> = Promise.resolve();
  await new Promise<void>((resolve) => {
    const onOutput = (): void => {
      resolve();
    };
    ended = execRun(run, { env, signal: stop.signal, onOutput, stdin: 'ignore' }).then(
      async ({ exitCode }) => finalizeRun(run, { env, exitCode }),
    );
  });
  return { run, ended };
}

function ownerOf(run: Run): { runner: Record<string, unknown>; command: { pid: number } } {
  return JSON.parse(readFileSync(join(run.metaDir, META.owner), 'utf8'));
}

function writeOwner(run: Run, owner: unknown): void {
  writeFileSync(join(run.metaDir, META.owner), JSON.stringify(owner));
}

describe('stopping a run', () => {
  test('by force kills its command, and waits until whoever ran it has finalized it', async () => {
    const { run, ended } = await startedRun("trap '' TERM; echo ready; sleep 60; sleep 60");
    expect(await stopRun(run, { force: true })).toBe('terminated');
    expect(runStatus(run)).toBe('terminated');
    await ended;
  });

  test('a command whose runner is gone is stopped, and the run is finalized here', async () => {
    const run = await stagedRun({ command: 'true' });
    const command = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    await once(command, 'spawn');
    const gone = { ...identifyProcess(process.pid), startTime: '1' };
    writeOwner(run, { step: 'run', runner: gone, command: identifyProcess(command.pid ?? 0) });
    writeFileSync(join(run.metaDir, META.started), '1714576496123000');
    expect(runStatus(run)).toBe('running');
    const exited = once(command, 'exit');
    expect(await stopRun(run)).toBe('terminated');
    expect(await exited).toEqual([null, 'SIGTERM']);
    expect(runStatus(run)).toBe('terminated');
  });

  test('a run of another machine is left alone', async () => {
    const run = await stagedRun({ command: 'true' });
    const there = { pid: process.pid, startTime: '1', bootId: 'there', host: 'far-away' };
    writeOwner(run, { step: 'run', runner: there });
    await expect(stopRun(run)).rejects.toMatchObject({
      failure: { reason: 'run-elsewhere', host: 'far-away', pid: process.pid },
    });
    expect(ownerOf(run).runner).toEqual(there);
  });

  test('a run that nobody works on stays as it is', async () => {
    const run = await stagedRun({ command: 'true' });
    expect(await stopRun(run)).toBe('staged');
  });
});
