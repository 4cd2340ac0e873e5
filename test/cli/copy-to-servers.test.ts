import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns } from '../../src/catalog/list-runs.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { callProgram } from '../rig/in-process.ts';
import type { CalledProgram } from '../rig/json-outputs.ts';
import { hasRclone, rcloneEnv, serveFolder } from '../rig/rclone.ts';
import { describeCopy } from '../rig/run-copies.ts';

/** A project with two runs, and the program with a remote called `there` that serves a folder. */
async function makeProject(kind: 'sftp' | 'webdav'): Promise<{
  readonly folder: string;
  readonly served: string;
  readonly gage: (...words: readonly string[]) => Promise<CalledProgram>;
}> {
  const folder = makeTempDir('project');
  const served = makeTempDir('served');
  writeFiles(folder, {
    'gage.toml':
      '[op]\nexec = "sh op.sh"\nsourcecode = ["op.sh", "settings.json"]\nconfig = "settings.json"\n',
    'settings.json': '{"n": 1}\n',
    'op.sh': 'mkdir out; echo 1 > out/a; chmod +x out/a; ln -s out/a link\n',
  });
  const { RCLONE_CONFIG = '' } = rcloneEnv({ there: await serveFolder(kind, served) });
  const gage = async (...words: readonly string[]): Promise<CalledProgram> =>
    callProgram(folder, words, { RCLONE_CONFIG });
  await gage('run', '-y', 'op');
  await gage('run', '-y', 'op', 'n=2');
  return { folder, served, gage };
}

describe.skipIf(!hasRclone)('runs at a server', () => {
  test('of SFTP are copied there and back, chosen in both directions', async () => {
    const { folder, served, gage } = await makeProject('sftp');
    expect((await gage('copy', '--to', 'there:runs/deep', '--all', '-y')).stderr).toBe(
      'Copied 2 runs\n',
    );
    expect(
      readdirSync(join(served, 'runs', 'deep')).filter((name) => name.startsWith('.')),
    ).toEqual([]);
    const words = ['copy', '--from', 'there:runs/deep', '-w', 'config.n == 2', '-y'];
    expect((await gage('--runs', 'back', ...words)).stderr).toBe('Copied 1 run\n');
    const back = join(folder, 'back');
    const [run, ...others] = listRuns(back).runs;
    expect(others).toEqual([]);
    const id = basename(run?.run.runDir ?? '');
    expect(describeCopy(back, id)).toBe(describeCopy(join(folder, '.gage', 'runs'), id));
  });

  test('of WebDAV are published there with their board', async () => {
    const { served, gage } = await makeProject('webdav');
    mkdirSync(join(served, 'site'));
    writeFiles(join(served, 'site'), { 'index.html': 'mine' });
    const { status, stdout } = await gage('publish', '1', '--to', 'there:site', '-y');
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'Published to there:site\n' });
    expect(readFileSync(join(served, 'site', 'board.json'), 'utf8')).toContain('"config:n": 2');
    expect(listRuns(join(served, 'site', 'runs')).runs).toHaveLength(1);
    expect(existsSync(join(served, 'site', 'index.html'))).toBe(true);
  });
});
