import { resolve } from 'node:path';
import type { RunOptions } from '../execute/run-options.ts';
import type { Dependency } from '../operation/dependency.ts';
import type { OpDef } from '../operation/operation-definition.ts';
import { homeDirectory } from '../platform/host.ts';
import { secretsOf } from '../run/kept-secrets.ts';
import { META, runsDirOf } from '../run/layout.ts';
import { readOpRef, withMeta } from '../run/metadata.ts';
import { openRunnerLog } from '../run/runner-log.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import type { Run } from '../run/run.ts';
import { formatPythonList, formatPythonString } from '../values/python-text.ts';
import { dependencyDigests } from './dependency-digests.ts';
import { DependencyFolder } from './dependency-folder.ts';
import { formatDependencyRecord } from './dependency-record.ts';
import type { StagedDependency } from './dependency-record.ts';
import { placeDependency } from './place-dependency.ts';
import { readStagedDefinition } from './read-definition.ts';
import { resolveDependencies, summaryNameOf } from './resolve-dependencies.ts';
import type { DependencyOrigin, ResolvedDependency } from './resolved-dependency.ts';
import { StagedFolder } from './staged-folder.ts';
import { runStagingHook } from './staging-hook.ts';
import { checkNotStopped } from './stop.ts';

/**
 * Puts what the operation depends on into the run directory, runs its `stage-dependencies` hook and
 * records what is new there as dependencies.
 *
 * Fails with `run-dir-missing`, `run-meta-missing`, `run-not-pending`, `dependency-missing`, `dependency-mismatch`,
 * `dependency-conflict`, `dependency-unusable`, `ambiguous-run`, `stopped`, `phase-failed`.
 */
export async function stageDependencies(
  run: Run,
  projectDir: string,
  options: RunOptions = {},
): Promise<void> {
  const opdef = readStagedDefinition(run);
  const log = openRunnerLog(run, options.onEvent);
  const resolved = resolveForRun(log, opdef, projectDir, options);
  const staged = new StagedFolder(run, false, true);
  await stageDependenciesPhase(log, opdef, projectDir, options, staged, resolved);
  staged.record('d');
}

/** Finds what a run that is staged depends on; nothing but its log is written. */
export function resolveForRun(
  log: RunnerLog,
  opdef: OpDef,
  projectDir: string,
  options: RunOptions,
): readonly ResolvedDependency[] {
  const { run } = log;
  const dependencies = opdef.depends;
  if (dependencies.length === 0) return [];
  for (const [index, dependency] of dependencies.entries()) {
    const asked = secretsOf(run.id).mask(describeDependency(dependency));
    log.log(`Resolving dependency ${index + 1}: ${asked}`);
  }
  return resolveDependencies(opdef, {
    // It is written down: what it is relative to is not.
    projectDir: resolve(projectDir),
    runsDir: runsDirOf(run.runDir),
    namespace: withMeta(run.metaDir, readOpRef).namespace,
    homeDir: homeDirectory(options.env ?? {}),
    runId: run.id,
  });
}

/** @returns what the content of the dependencies is known by, see {@link dependencyDigests}. */
export async function stageDependenciesPhase(
  log: RunnerLog,
  opdef: OpDef,
  projectDir: string,
  options: RunOptions,
  stagedFolder: StagedFolder,
  resolved: readonly ResolvedDependency[],
): Promise<ReadonlyMap<string, string>> {
  const { run } = log;
  const secrets = secretsOf(run.id);
  log.send({ type: 'step', run, step: 'stage-dependencies' });
  const staged: StagedDependency[] = [];
  const folder = new DependencyFolder(run, summaryNameOf(opdef));
  for (const dependency of resolved) {
    checkNotStopped(run, options);
    for (const message of dependency.notices) log.send({ type: 'notice', run, message });
    const placed = await placeDependency(dependency, { log, options, folder, stagedFolder });
    staged.push(placed);
    for (const { path, sha256 } of placed.files) stagedFolder.add(path, sha256);
    const count = `${placed.files.length} ${placed.files.length === 1 ? 'file' : 'files'}`;
    const origin = secrets.mask(describeOrigin(placed.origin));
    log.log(`Dependency ${dependency.number}: ${count} of ${origin}`);
  }
  if (staged.length > 0) {
    const record = secrets.mask(formatDependencyRecord(staged));
    log.writeMeta('dependencies', META.dependencies, record);
  }
  const hasHook = await runStagingHook(log, opdef, 'stage-dependencies', projectDir, options);
  if (hasHook) stagedFolder.noteCommand();
  if (hasHook || staged.length > 0) stagedFolder.record('d');
  return dependencyDigests(resolved, staged);
}

function describeDependency(dependency: Dependency): string {
  switch (dependency.type) {
    case 'project-files':
      return `project files ${formatPythonList(dependency.files)}`;
    case 'run-files': {
      const files = dependency.files === undefined ? '' : ` ${formatPythonList(dependency.files)}`;
      return `files${files} of run ${formatPythonString(dependency.runSelect)}`;
    }
    case 'runs-summary':
      return `summary of runs ${formatPythonString(dependency.runsSelect)}`;
    case 'url':
      return dependency.url;
    case 'file':
      return `file ${formatPythonString(dependency.file)}`;
  }
}

function describeOrigin(origin: DependencyOrigin): string {
  switch (origin.kind) {
    case 'project':
      return `the project ${origin.directory}`;
    case 'run':
      return `run ${origin.run.id} (${origin.run.name}, ${origin.run.opref.name})`;
    case 'runs':
      return `${origin.runs.length} runs`;
    case 'file':
      return origin.path;
    case 'url':
      return origin.url;
  }
}
