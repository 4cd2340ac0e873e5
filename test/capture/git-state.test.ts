import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordGitState } from '../../src/capture/git-state.ts';
import type { GitAttributes } from '../../src/capture/git-state.ts';
import { listFiles, makeTempDir, writeFiles } from '../rig/folders.ts';

const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

function git(folder: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Me', '-c', 'user.email=me@example.org'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, env, encoding: 'utf8' }).trim();
}

/** A repository with one commit. */
function makeRepository(files: Readonly<Record<string, string>> = { 'train.py': 'rate = 1\n' }): {
  readonly folder: string;
  readonly commit: string;
} {
  const folder = makeTempDir();
  git(folder, 'init', '-q', '-b', 'trunk');
  writeFiles(folder, files);
  git(folder, 'add', '-A', '-f');
  git(folder, 'commit', '-q', '-m', 'First');
  return { folder, commit: git(folder, 'rev-parse', 'HEAD') };
}

async function record(
  folder: string,
  change: Partial<Parameters<typeof recordGitState>[1]> = {},
): Promise<GitAttributes | undefined> {
  const limits = { homeDir: '/nowhere', env, timeoutMs: 30_000, maxPatchBytes: 1_000_000 };
  return recordGitState(folder, { ...limits, ...change });
}

describe('the state of a repository', () => {
  test('without changes is its commit and branch', async () => {
    const { folder, commit } = makeRepository();
    expect(await record(folder)).toEqual({ git: { commit, branch: 'trunk', dirty: false } });
  });

  test('has the changes of tracked files as a patch that git applies', async () => {
    const { folder, commit } = makeRepository({ 'a.py': 'a\n', 'b.py': 'b\n', 'c é.txt': 'c\n' });
    writeFiles(folder, { 'a.py': 'a\nmore\n', 'c é.txt': 'other\n' });
    git(folder, 'add', 'a.py');
    rmSync(join(folder, 'b.py'));
    const state = await record(folder);
    expect(state?.git).toEqual({ commit, branch: 'trunk', dirty: true });
    git(folder, 'reset', '-q', '--hard');
    const patch = join(makeTempDir(), 'patch');
    writeFileSync(patch, state?.['git-patch'] ?? '');
    git(folder, 'apply', patch);
    expect(listFiles(folder).filter((name) => !name.startsWith('.git/'))).toEqual([
      'a.py',
      'c é.txt',
    ]);
    expect(readFileSync(join(folder, 'a.py'), 'utf8')).toBe('a\nmore\n');
    expect(readFileSync(join(folder, 'c é.txt'), 'utf8')).toBe('other\n');
  });

  test('tells files that are not tracked, but not those of Gage', async () => {
    const { folder, commit } = makeRepository({ '.gitignore': '*.log\n' });
    writeFiles(folder, { 'new.py': '', 'data/a': '', 'x.log': '', '.gage/runs/x/y': '' });
    expect(await record(folder)).toEqual({
      git: { commit, branch: 'trunk', dirty: false, untracked: ['data/', 'new.py'] },
    });
  });

  test('is looked for as far up as git does with GIT_CEILING_DIRECTORIES', async () => {
    const { folder } = makeRepository({ 'a/b/c': '' });
    for (const ceiling of [
      '',
      '/nowhere',
      folder,
      `${folder}/a`,
      `${folder}/a/`,
      `${folder}/a/b`,
    ]) {
      for (const inside of ['.', 'a', 'a/b']) {
        const limited = { ...env, GIT_CEILING_DIRECTORIES: `/elsewhere:${ceiling}` };
        const { status } = spawnSync('git', ['rev-parse', '--show-toplevel'], {
          cwd: join(folder, inside),
          env: limited,
        });
        const state = await record(join(folder, inside), { env: limited });
        expect(state !== undefined, `${inside} below ${ceiling}`).toBe(status === 0);
      }
    }
  });

  test('is that of the repository around the project, whole', async () => {
    const { folder, commit } = makeRepository({ 'project/a': '', 'library.py': '' });
    appendFileSync(join(folder, 'library.py'), 'x = 1\n');
    const state = await record(join(folder, 'project'));
    expect(state?.git['commit']).toBe(commit);
    expect(state?.['git-patch']).toContain('+x = 1');
  });

  test('has no branch where none is checked out', async () => {
    const { folder, commit } = makeRepository();
    git(folder, 'checkout', '-q', '--detach');
    expect((await record(folder))?.git).toEqual({ commit, branch: null, dirty: false });
  });

  test('has no commit before the first one', async () => {
    const folder = makeTempDir();
    git(folder, 'init', '-q', '-b', 'trunk');
    writeFiles(folder, { 'a.py': '' });
    git(folder, 'add', 'a.py');
    expect(await record(folder)).toEqual({ git: { commit: null, branch: 'trunk', dirty: true } });
  });

  test('is not there outside of repositories, nor below a home folder that is one', async () => {
    expect(await record(makeTempDir())).toBeUndefined();
    const { folder } = makeRepository({ 'project/a': '' });
    expect(await record(join(folder, 'project'), { homeDir: folder })).toBeUndefined();
    expect(await record(folder, { homeDir: folder })).toBeDefined();
  });

  test('is recorded without writing to the repository', async () => {
    const { folder } = makeRepository();
    writeFiles(folder, { 'train.py': 'rate = 1\n' });
    const before = readFileSync(join(folder, '.git', 'index'));
    await record(folder);
    expect(readFileSync(join(folder, '.git', 'index'))).toEqual(before);
    expect(listFiles(join(folder, '.git')).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  test('does not start programs that settings of the repository name', async () => {
    const { folder } = makeRepository();
    const mark = join(makeTempDir('plain'), 'started');
    for (const key of ['core.fsmonitor', 'diff.external', 'core.pager', 'diff.x.textconv']) {
      git(folder, 'config', key, `touch ${mark}; true`);
    }
    writeFiles(folder, { '.git/info/attributes': '*.py diff=x\n', 'train.py': 'rate = 2\n' });
    expect((await record(folder))?.['git-patch']).toContain('+rate = 2');
    expect(() => readFileSync(mark)).toThrow('ENOENT');
  });

  test('is that of the project also when git itself has started the program', async () => {
    const { folder, commit } = makeRepository();
    const other = makeRepository();
    const state = await record(folder, { env: { ...env, GIT_DIR: join(other.folder, '.git') } });
    expect(state?.git['commit']).toBe(commit);
  });
});

describe('without an answer of git', () => {
  const UNKNOWN = { branch: 'trunk', dirty: null };

  test('commit and branch are read from files: loose, packed, of a linked work tree', async () => {
    const { folder, commit } = makeRepository();
    const noGit = { env: { PATH: '/nowhere' } };
    const expected = { git: { commit, ...UNKNOWN, problem: 'git is not installed' } };
    expect(await record(folder, noGit)).toEqual(expected);
    git(folder, 'pack-refs', '--all');
    expect(await record(folder, noGit)).toEqual(expected);
    const linked = join(makeTempDir(), 'linked');
    git(folder, 'worktree', 'add', '-q', '-b', 'side/branch', linked);
    expect((await record(linked, noGit))?.git).toMatchObject({ commit, branch: 'side/branch' });
  });

  test.each([
    [
      'fails',
      'echo "fatal: dubious ownership" >&2; exit 128',
      'git status failed: fatal: dubious ownership',
    ],
    ['takes too long', 'sleep 1000', 'git status took too long'],
  ])('the reason is told: git %s', async (_why, script, problem) => {
    const { folder, commit } = makeRepository();
    const bin = makeTempDir('bin');
    writeFiles(bin, { git: `#!/bin/sh\n${script}\n` });
    chmodSync(join(bin, 'git'), 0o755);
    const PATH = `${bin}:${process.env['PATH'] ?? ''}`;
    expect(await record(folder, { env: { PATH }, timeoutMs: 1000 })).toEqual({
      git: { commit, ...UNKNOWN, problem },
    });
  });
});

describe('the patch', () => {
  test('is cut at a line when it is too long, which is said', async () => {
    const { folder } = makeRepository();
    writeFiles(folder, { 'train.py': 'x = 12345678\n'.repeat(10_000) });
    const state = await record(folder, { maxPatchBytes: 5000 });
    const patch = state?.['git-patch'] ?? '';
    expect(patch.length).toBeLessThanOrEqual(5000);
    expect(patch.endsWith('+x = 12345678\n')).toBe(true);
    expect(state?.git['patch-notes']).toEqual([`cut after ${patch.length} bytes`]);
  });

  test('has no secrets, and nothing of files that are there for secrets', async () => {
    const { folder } = makeRepository({ 'a.py': 'x = 1\n', '.env': 'A=1\n', 'dir/id_rsa': '1\n' });
    const secret = ['hf', 'aB3dE5gH7jK9mN1pQ3sT5vW7xY9z'].join('_');
    writeFiles(folder, {
      'a.py': `login("${secret}")\n`,
      '.env': 'A=hunter\n',
      'dir/id_rsa': 'hunter\n',
    });
    const state = await record(folder);
    const patch = state?.['git-patch'] ?? '';
    expect(patch).toContain('+login("[masked]")');
    expect(patch).toContain('diff --git a/.env b/.env\n');
    expect(patch).not.toMatch(/hunter|aB3dE/);
    expect(state?.git['patch-notes']).toEqual([
      '.env left out, likely secret',
      'dir/id_rsa left out, likely secret',
      '1 likely secret(s) masked',
    ]);
  });

  test('has other characters for bytes that are no UTF-8, which is said', async () => {
    const { folder } = makeRepository({ 'a.txt': 'a\n' });
    mkdirSync(join(folder, 'x'));
    writeFileSync(join(folder, 'a.txt'), Buffer.from([0xe9, 0x0a]));
    const state = await record(folder);
    expect(state?.['git-patch']).toContain('+\ufffd\n');
    expect(state?.git['patch-notes']).toEqual(['bytes that are not UTF-8 replaced']);
  });
});
