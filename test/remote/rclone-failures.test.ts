import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { execRun, finalizeRun, listRuns } from '../../src/index.ts';
import { findRclone } from '../../src/remote/rclone-program.ts';
import { openRclone } from '../../src/remote/rclone-remote.ts';
import { receiveRuns } from '../../src/remote/receive-runs.ts';
import { openCatalog } from '../../src/remote/remote-catalog.ts';
import { sendRuns } from '../../src/remote/send-runs.ts';
import { everyCaseOr } from '../rig/effort.ts';
import { makeTempDir } from '../rig/folders.ts';
import { makeProject } from '../rig/projects.ts';
import { aliasOf, hasRclone, rcloneEnv } from '../rig/rclone.ts';
import { describeCopy } from '../rig/run-copies.ts';

/** rclone that fails when it is started for the n-th time, and counts how often it is, in a file of its folder. */
function failingRclone(
  env: NodeJS.ProcessEnv,
  failAt: number,
  programs: string = makeTempDir('programs'),
): NodeJS.ProcessEnv {
  const real = spawnSync('sh', ['-c', 'command -v rclone'], { encoding: 'utf8' }).stdout.trim();
  const script = join(programs, 'rclone');
  const lines = [
    '#!/bin/sh',
    'cd "$(dirname "$0")" || exit',
    'echo >> count',
    `[ "$(wc -l < count)" -eq ${failAt} ] || exec ${real} "$@"`,
    'exit 7',
  ];
  writeFileSync(script, lines.join('\n'));
  chmodSync(script, 0o755);
  return { ...env, PATH: `${programs}:${env['PATH'] ?? ''}` };
}

async function makeRun(): Promise<{
  readonly staged: string;
  readonly finished: string;
  readonly id: string;
}> {
  const project = makeProject({ 'code.sh': 'echo 1\n' });
  const run = await project.stage({}, { definition: { sourcecode: true } });
  const staged = makeTempDir('staged');
  cpSync(project.runsDir, staged, { recursive: true });
  const env = process.env;
  writeFileSync(join(run.runDir, 'out'), 'out');
  await finalizeRun((await execRun(run, { env })).run, { env });
  return { staged, finished: project.runsDir, id: run.id };
}

describe.skipIf(!hasRclone)('rclone that fails', () => {
  test('at any of its steps leaves no half run, and the copy goes on', async () => {
    const { staged, finished, id } = await makeRun();
    const allowed = new Set(['completed', 'staged', 'none']);
    const seen = new Set<string>();
    const folder = join(makeTempDir('place'), 'runs');
    const env = rcloneEnv({ x: aliasOf(folder) });
    const remote = openRclone('x:', findRclone(env));
    await sendRuns(listRuns(staged).runs, remote);
    const before = makeTempDir('before');
    cpSync(folder, before, { recursive: true });
    const programs = makeTempDir('counted');
    const counted = openRclone('x:', findRclone(failingRclone(env, 0, programs)));
    await sendRuns(listRuns(finished).runs, counted);
    const steps = readFileSync(join(programs, 'count'), 'utf8').length;
    expect(steps).toBeGreaterThan(5);
    for (const failAt of everyCaseOr(5, steps)) {
      rmSync(folder, { recursive: true });
      cpSync(before, folder, { recursive: true });
      const failing = openRclone('x:', findRclone(failingRclone(env, failAt)));
      await expect(sendRuns(listRuns(finished).runs, failing)).rejects.toMatchObject({
        failure: { reason: 'rclone-failed', exitCode: 7 },
      });
      const catalog = await openCatalog(remote, {});
      const { runs, problems } = listRuns(catalog.folder);
      expect(problems, `failed at ${failAt}`).toEqual([]);
      const status = runs[0]?.status ?? 'none';
      expect(allowed.has(status)).toBe(true);
      if (!seen.has(status)) {
        seen.add(status);
        const back = makeTempDir('back');
        const report = await receiveRuns(runs, catalog, remote, back);
        expect(report.runs.every(({ result }) => result === 'copied')).toBe(true);
        if (status === 'completed') expect(describeCopy(back, id)).toBe(describeCopy(finished, id));
        if (status === 'staged') expect(describeCopy(back, id)).toBe(describeCopy(staged, id));
      }
      catalog.close();
      const again = await sendRuns(listRuns(finished).runs, remote);
      expect(again.runs[0]?.result).not.toBe('failed');
      expect(readFileSync(join(folder, id, 'out'), 'utf8')).toBe('out');
      expect(readdirSync(folder)).toContain(`${id}.meta.zip`);
      expect(readdirSync(folder)).not.toContain(`${id}.meta`);
    }
    // Before the first change, for many steps, and when only what was used on the way is to be removed.
    expect([...seen].sort()).toEqual(['completed', 'none', 'staged']);
  }, 300_000);

  test('in the middle of fetching leaves no half run here', async () => {
    const { finished, id } = await makeRun();
    const folder = join(makeTempDir('place'), 'runs');
    const env = rcloneEnv({ x: aliasOf(folder) });
    const remote = openRclone('x:', findRclone(env));
    await sendRuns(listRuns(finished).runs, remote);
    const catalog = await openCatalog(remote, {});
    const { runs } = listRuns(catalog.folder);
    const target = makeTempDir('target');
    for (const failAt of [1, 2]) {
      const failing = openRclone('x:', findRclone(failingRclone(env, failAt)));
      await expect(receiveRuns(runs, catalog, failing, target)).rejects.toThrow(/^rclone failed/);
      expect(listRuns(target)).toMatchObject({ runs: [], problems: [] });
      expect(readdirSync(target)).toEqual([]);
    }
    await receiveRuns(runs, catalog, remote, target);
    catalog.close();
    expect(listRuns(target).runs.map(({ run }) => basename(run.runDir))).toEqual([id]);
  });
});
