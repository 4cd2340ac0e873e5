import { cpSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns, verifyRun } from '../../src/index.ts';
import { makeTempDir } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';
import { executedRun } from '../rig/runs.ts';
import type { RunSetup } from '../rig/runs.ts';

/** A project with a run whose runner was killed when the command had ended. */
async function withDeadRun(setup: RunSetup): Promise<{ project: string; runsDir: string }> {
  const project = makeTempDir('project');
  const runsDir = join(project, '.gage', 'runs');
  const { run } = await executedRun({
    files: { 'a.py': '1' },
    command: 'echo out > made',
    ...setup,
  });
  cpSync(dirname(run.runDir), runsDir, { recursive: true });
  return { project, runsDir };
}

describe('a run that a killed process left behind', () => {
  test.each([
    ['copy', ['copy', '1', '-y', '--to', 'copies'], 'copies'],
    ['archive', ['archive', '1', '-y', '-n', 'old'], '.gage/runs'],
  ])('is finished by gage %s first', async (_command, args, place) => {
    const { project } = await withDeadRun({});
    const { status, stderr } = runProgram(project, args);
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/Recovered run \S+ \(completed\)/);
    const containers = ['active', ...archivesOf(project)];
    const [found] = containers.flatMap((name) => listRuns(join(project, place), name).runs);
    expect(found?.run.metaDir).toMatch(/\.meta\.zip$/);
    if (found !== undefined) expect((await verifyRun(found.run)).verdict).toBe('intact');
  });

  test('is left as it is where a hook is still to be run: that takes to be asked for', async () => {
    const { project, runsDir } = await withDeadRun({
      definition: { exec: { finalize: 'echo hook > hooked' } },
    });
    const { status, stderr } = runProgram(project, ['copy', '1', '-y', '--to', 'copies']);
    expect(status, stderr).toBe(0);
    expect(stderr).not.toContain('Recovered');
    const [run] = listRuns(runsDir).runs;
    expect(run?.run.metaDir).toMatch(/\.meta$/);
    expect(existsSync(join(run?.run.runDir ?? '', 'hooked'))).toBe(false);
    expect(runProgram(project, ['recover']).stderr).toContain('Recovered run');
    expect(existsSync(join(run?.run.runDir ?? '', 'hooked'))).toBe(true);
  });
});

function archivesOf(project: string): readonly string[] {
  const { stdout } = runProgram(project, ['archive', '--list', '--json']);
  return (JSON.parse(stdout) as readonly { readonly id: string }[]).map(({ id }) => id);
}
