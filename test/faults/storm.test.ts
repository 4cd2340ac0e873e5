import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns, verifyRun } from '../../src/index.ts';
import type { RunRecord } from '../../src/index.ts';
import { listArchives } from '../../src/run/archives.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from '../rig/program.ts';

const WORKER = join(import.meta.dirname, 'storm-worker.sh');
const IS_THOROUGH = process.env['GAGE_THOROUGH'] === '1';
/** Processes that work at a time, and for how long at least; each makes one run or more. */
const WORKERS = IS_THOROUGH ? 16 : 6;
const SECONDS = IS_THOROUGH ? 60 : 0;

/** A project, and an environment in which `gage` is the program. */
function makeProject(): { readonly project: string; readonly env: NodeJS.ProcessEnv } {
  const place = makeTempDir('place');
  const project = join(place, 'project');
  writeFiles(project, {
    'gage.toml': '[work]\nexec = "sh work.sh"\n',
    'work.sh': 'echo done > made\n',
  });
  mkdirSync(join(place, 'bin'));
  const script = join(place, 'bin', 'gage');
  writeFileSync(script, `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM_PATH}' "$@"\n`);
  chmodSync(script, 0o755);
  const path = [join(place, 'bin'), process.env['PATH'] ?? ''].join(delimiter);
  return { project, env: { ...cleanEnv(), HOME: place, PATH: path } };
}

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

async function start(
  command: string,
  args: readonly string[],
  project: string,
  env: NodeJS.ProcessEnv,
): Promise<Ended> {
  const child = spawn(command, args, { cwd: project, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return new Promise((resolve) => {
    child.on('close', (status) => {
      resolve({ status, output });
    });
  });
}

function everyRun(runsDir: string): readonly RunRecord[] {
  const containers = ['active', 'trash', ...listArchives(runsDir).archives.map(({ id }) => id)];
  return containers.flatMap((container) => {
    const { runs, problems } = listRuns(runsDir, container);
    expect(problems).toEqual([]);
    return runs;
  });
}

function labelsOf(runs: readonly RunRecord[]): readonly string[] {
  return runs.map(({ label }) => label ?? 'none').sort();
}

describe('many processes in one runs directory', () => {
  test('lose no run, no tag and no comment, and see nothing torn', async () => {
    const { project, env } = makeProject();
    const workers = Array.from({ length: WORKERS }, async (_, number) =>
      start('sh', [WORKER, String(number), String(SECONDS)], project, env),
    );
    const ended = await Promise.all(workers);
    const said = ended.map(({ output }) => output).join('\n');
    expect(said).not.toMatch(/FAILED|unexpected error|WARNING/);
    const labels = [...said.matchAll(/^MADE (\S+)$/gm)].map(([, label = '']) => label).sort();
    expect(labels.length).toBeGreaterThanOrEqual(WORKERS);
    const runs = everyRun(join(project, '.gage', 'runs'));
    expect(labelsOf(runs)).toEqual(labels);
    for (const { run, label, attributes, status } of runs) {
      const number = /^w(\d+)-/.exec(label ?? '')?.[1];
      const keys = Object.keys(attributes);
      expect(keys).toContain(`tag:tag-${number}`);
      expect(keys.filter((key) => key.startsWith('comment:'))).toHaveLength(1);
      expect(status).toBe('completed');
      expect((await verifyRun(run)).verdict).toBe('intact');
    }
    const copied = listRuns(join(project, '..', 'copies')).runs;
    const sent = labels.filter((label) => Number(/^w(\d+)/.exec(label)?.[1]) % 4 === 2);
    expect(labelsOf(copied)).toEqual(sent);
  }, 300_000);

  test('start a staged run once: the others say that it is not staged any more', async () => {
    const { project, env } = makeProject();
    const count = join(project, '..', 'count');
    writeFiles(project, { 'work.sh': `echo once >> "${count}"\nsleep 1\n` });
    expect(runProgram(project, ['run', 'work', '--stage', '-y']).status).toBe(0);
    const starts = Array.from({ length: 4 }, async () =>
      start(process.execPath, [PROGRAM_PATH, 'start', '-y'], project, env),
    );
    const ended = await Promise.all(starts);
    expect(readFileSync(count, 'utf8')).toBe('once\n');
    expect(ended.filter(({ status }) => status === 0)).toHaveLength(1);
    for (const { output } of ended.filter(({ status }) => status !== 0)) {
      expect(output).toMatch(
        /Only staged runs can be started|being worked on|No runs match|There are no/,
      );
    }
    expect(listRuns(join(project, '.gage', 'runs')).runs).toMatchObject([{ status: 'completed' }]);
  }, 60_000);
});
