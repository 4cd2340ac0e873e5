import { isUtf8 } from 'node:buffer';
import { basename } from 'node:path';
import { isLikelySecret } from '../files/skipped-names.ts';
import { systemClock } from '../platform/clock.ts';
import { findProgram } from '../platform/find-program.ts';
import { runProgram } from '../platform/run-program.ts';
import type { ProgramResult } from '../platform/run-program.ts';
import type { ValueMap } from '../values/value.ts';
import { readGitHead } from './git-head.ts';
import type { GitHead } from './git-head.ts';
import { MASK, maskSecrets } from '../values/mask-secrets.ts';

/** What may be spent on looking at a repository. */
export interface GitLimits {
  readonly homeDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For all questions to git together. */
  readonly timeoutMs: number;
  /** Where the patch is cut. */
  readonly maxPatchBytes: number;
}

/** System attributes about a repository. */
export interface GitAttributes {
  /**
   * `commit` (null before the first), `branch` (null when none is checked out), `dirty`: whether
   * tracked files differ from the commit, null when that could not be found out, as `problem` says;
   * `untracked`: the first files and folders that git neither tracks nor ignores; `patch-notes`: what
   * is not in the patch as it is in the files.
   */
  readonly git: ValueMap;
  /** Everything in which tracked files differ from the commit, in git's own form; missing if nothing does. */
  readonly 'git-patch'?: string;
}

/**
 * The state of the repository that a project is in; undefined when it is in none. The commit is read
 * from the repository's files; git itself, if installed, is asked for the rest. Nothing is written.
 */
export async function recordGitState(
  projectDir: string,
  limits: GitLimits,
): Promise<GitAttributes | undefined> {
  const { homeDir, env } = limits;
  const head = readGitHead(projectDir, homeDir, env['GIT_CEILING_DIRECTORIES']);
  if (head === undefined) return undefined;
  const program = findProgram('git', limits.env);
  if (program === undefined) return { git: withoutGit(head, 'git is not installed') };
  const deadline = systemClock() + limits.timeoutMs;
  const ask = async (args: readonly string[], maxOutputBytes: number): Promise<ProgramResult> =>
    runProgram({
      program,
      args: [...SAFE_SETTINGS, ...args],
      cwd: head.rootDir,
      env: gitEnvironment(limits.env),
      timeoutMs: Math.max(1, deadline - systemClock()),
      maxOutputBytes,
    });
  const status = await ask(STATUS_ARGS, MAX_STATUS_BYTES);
  const problem = problemOf('status', status);
  if (problem !== undefined) return { git: withoutGit(head, problem) };
  const state = parseStatus(status.output.toString('utf8'), head);
  if (!state.isDirty || state.commit === undefined) return { git: describe(state, []) };
  const diff = await ask(DIFF_ARGS, limits.maxPatchBytes);
  const diffProblem = problemOf('diff', diff);
  if (diffProblem !== undefined) {
    return { git: { ...describe(state, []), problem: diffProblem } };
  }
  const { patch, notes } = preparePatch(diff);
  return { git: describe(state, notes), 'git-patch': patch };
}

/** No file of the repository is written, no program started that its settings name. */
const SAFE_SETTINGS: readonly string[] = [
  '--no-optional-locks',
  '--no-pager',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.quotePath=false',
];

const STATUS_ARGS: readonly string[] = [
  'status',
  '--porcelain=v2',
  '--branch',
  '--no-ahead-behind',
  '--no-renames',
  '--untracked-files=normal',
  '--ignore-submodules=dirty',
  '-z',
];

const DIFF_ARGS: readonly string[] = [
  'diff',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-renames',
  '--no-relative',
  '--full-index',
  '--submodule=short',
  '--ignore-submodules=dirty',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  'HEAD',
];

/** Enough for thousands of changed files; more are not told one by one anyway. */
const MAX_STATUS_BYTES = 4 * 1024 * 1024;

/** Variables such as `GIT_DIR`, set where git itself started the program, would lead elsewhere. */
function gitEnvironment(env: GitLimits['env']): GitLimits['env'] {
  const kept = Object.entries(env).filter(
    ([name]) => !name.startsWith('GIT_') || name.startsWith('GIT_CONFIG'),
  );
  return {
    ...Object.fromEntries(kept),
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    LC_ALL: 'C',
  };
}

function problemOf(action: string, result: ProgramResult): string | undefined {
  if (result.outcome === 'timed-out') return `git ${action} took too long`;
  if (result.outcome === 'cut' || result.exitCode === 0) return undefined;
  const [firstLine = ''] = result.errorText.split('\n');
  return maskSecrets(`git ${action} failed: ${firstLine.trim()}`).text;
}

interface RepositoryState {
  readonly commit: string | undefined;
  readonly branch: string | undefined;
  readonly isDirty: boolean;
  readonly untracked: readonly string[];
}

/** See git-status(1), "Porcelain Format Version 2": `# ` headers, `1`, `u` for changes, `?` for untracked. */
function parseStatus(text: string, head: GitHead): RepositoryState {
  const untracked: string[] = [];
  let { commit, branch } = head;
  let isDirty = false;
  for (const item of text.split('\0')) {
    if (item.startsWith('# branch.oid ')) {
      const id = item.slice('# branch.oid '.length);
      commit = id === '(initial)' ? undefined : id;
    } else if (item.startsWith('# branch.head ')) {
      const name = item.slice('# branch.head '.length);
      branch = name === '(detached)' ? undefined : name;
    } else if (item.startsWith('? ')) {
      // Runs kept in the project are no part of what was run.
      if (!/[ /]\.gage\/$/.test(item)) untracked.push(item.slice(2));
    } else if (/^[12u] /.test(item)) isDirty = true;
  }
  return { commit, branch, isDirty, untracked };
}

/** More untracked files than these are only counted. */
const MAX_UNTRACKED = 100;

function describe(state: RepositoryState, patchNotes: readonly string[]): ValueMap {
  const { commit, branch, isDirty, untracked } = state;
  const more = untracked.length - MAX_UNTRACKED;
  return {
    commit: commit ?? null,
    branch: branch ?? null,
    dirty: isDirty,
    ...(untracked.length === 0 ? {} : { untracked: untracked.slice(0, MAX_UNTRACKED) }),
    ...(more > 0 ? { 'untracked-more': more } : {}),
    ...(patchNotes.length === 0 ? {} : { 'patch-notes': patchNotes }),
  };
}

function withoutGit({ commit, branch }: GitHead, problem: string): ValueMap {
  return { commit: commit ?? null, branch: branch ?? null, dirty: null, problem };
}

/** The patch without secrets and without a half line at its end, and what was done to it. */
function preparePatch({ outcome, output }: ProgramResult): {
  readonly patch: string;
  readonly notes: readonly string[];
} {
  const notes: string[] = [];
  let bytes = output;
  if (outcome === 'cut') {
    bytes = output.subarray(0, output.lastIndexOf('\n') + 1);
    notes.push(`cut after ${bytes.length} bytes`);
  }
  if (!isUtf8(bytes)) notes.push('bytes that are not UTF-8 replaced');
  const { text, hidden } = hideSecretFiles(bytes.toString('utf8'));
  for (const path of hidden) notes.push(`${path} left out, likely secret`);
  const masked = maskSecrets(text);
  if (masked.count > 0) notes.push(`${masked.count} likely secret(s) masked`);
  return { patch: masked.text, notes };
}

/** Of files whose names say that they hold secrets, only that they were changed is kept. */
function hideSecretFiles(patch: string): { text: string; hidden: readonly string[] } {
  const hidden: string[] = [];
  const sections = patch.split(/^(?=diff --git )/m).map((section) => {
    const path = /^diff --git .* "?b\/([^\n]*?)"?\n/.exec(section)?.[1] ?? '';
    if (!isLikelySecret(basename(path))) return section;
    hidden.push(path);
    const body = section.search(/^@@ /m);
    return body < 0 ? section : `${section.slice(0, body)}${MASK}\n`;
  });
  return { text: sections.join(''), hidden };
}
