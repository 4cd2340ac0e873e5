import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listRuns } from '../../src/index.ts';
import { readSystemAttributes, withMeta } from '../../src/run/metadata.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { callProgram } from '../rig/in-process.ts';

const GAGE_FILE = `
[work]
exec = 'echo edited > "$project_dir/other.txt"; . ./work.env; exit $code'
config = "work.env"
`;

const hasGit = spawnSync('git', ['--version']).status === 0;

test.skipIf(!hasGit)(
  'runs of a batch tell of the repository as it was when their source code was copied',
  async () => {
    const folder = makeTempDir('project');
    writeFiles(folder, {
      'gage.toml': GAGE_FILE,
      'work.env': 'code=0\n',
      'other.txt': '',
      '.gitignore': '.gage\n',
    });
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-c', 'user.name=Me', '-c', 'user.email=me@example.org', ...args], {
        cwd: folder,
        encoding: 'utf8',
      });
    git('init', '-q');
    git('add', '-A');
    git('commit', '-q', '-m', 'First');
    const commit = git('rev-parse', 'HEAD').trim();

    await callProgram(folder, ['run', 'work', 'code=[0,1]', '-y', '--quiet']);
    expect(git('status', '--porcelain')).toContain('other.txt');
    git('commit', '-q', '-a', '-m', 'Second');
    const retried = await callProgram(folder, ['batch', 'retry', '--failed']);
    expect(retried.stderr).toContain('1 of 1 run failed');

    const states = listRuns(join(folder, '.gage', 'runs')).runs.map(({ run }) =>
      withMeta(run.metaDir, readSystemAttributes),
    );
    expect(states.length).toBe(3);
    for (const state of states) {
      expect(state['git']).toMatchObject({ commit, dirty: false });
      expect(state).not.toHaveProperty('git-patch');
    }
  },
);
