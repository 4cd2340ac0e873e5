import { join } from 'node:path';
import { fail } from '../failures/failures.ts';
import { selectFiles } from '../files/select-files.ts';
import { quoteShellWord } from '../files/shell-words.ts';
import { parseSelectRules, sourceCodePatterns } from '../files/select-rules.ts';
import type { RunOptions } from '../execute/run-options.ts';
import type { OpDef } from '../operation/operation-definition.ts';
import { hasErrorCode, pathExists } from '../platform/files.ts';
import { copyFileHashed, realPath } from '../platform/file-tree.ts';
import { yieldToEvents } from '../platform/timers.ts';
import { systemClock } from '../platform/clock.ts';
import { runsDirOf } from '../run/layout.ts';
import { recordFiles } from '../run/run-files.ts';
import { openRunnerLog } from '../run/runner-log.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import type { Run } from '../run/run.ts';
import { formatPythonList } from '../values/python-text.ts';
import { describeLeftOut } from './left-out.ts';
import { readStagedDefinition } from './read-definition.ts';
import { cloneSharedFile } from './shared-source.ts';
import type { SharedFile, SharedSource } from './shared-source.ts';
import { runStagingHook } from './staging-hook.ts';
import { checkNotStopped } from './stop.ts';

/**
 * Copies the operation's source code into the run directory and runs its `stage-sourcecode` hook.
 * Called alone it also records the files as source code.
 *
 * Fails with `run-dir-missing`, `run-meta-missing`, `unreadable-source`, `phase-failed`; what was
 * copied until then stays.
 */
export async function stageSourcecode(
  run: Run,
  projectDir: string,
  options: RunOptions = {},
): Promise<void> {
  const opdef = readStagedDefinition(run);
  await copySourceCode(openRunnerLog(run, options.onEvent), opdef, projectDir, options);
  recordFiles(run, 's');
}

/** How source code is copied. */
export interface SourceOptions extends RunOptions {
  /** The source code as other runs have it; by default it is that of the project. */
  readonly sharedSource?: SharedSource;
}

/** @returns the digests of the files as they were copied, by path in the run directory. */
export async function copySourceCode(
  log: RunnerLog,
  opdef: OpDef,
  projectDir: string,
  options: SourceOptions,
): Promise<ReadonlyMap<string, string>> {
  const { run } = log;
  log.send({ type: 'step', run, step: 'stage-sourcecode' });
  log.log(`Copying source code (see log/files): ${formatPythonList(operationPatterns(opdef))}`);
  const shared = options.sharedSource;
  const selection = shared ?? selectSource(opdef, projectDir, runsDirOf(run.runDir));
  if (shared === undefined) {
    for (const message of selection.notices) log.send({ type: 'notice', run, message });
  }
  const copied = new Map<string, string>();
  let pausedAt = systemClock();
  for (const file of selection.files) {
    const { path } = file;
    if (systemClock() - pausedAt > PAUSE_EVERY_MS) {
      log.send({
        type: 'files',
        run,
        step: 'stage-sourcecode',
        done: copied.size,
        total: selection.files.length,
      });
      await yieldToEvents();
      checkNotStopped(run, options);
      pausedAt = systemClock();
    }
    const target = join(run.runDir, path);
    const sha256 =
      shared !== undefined && 'sha256' in file
        ? cloneSharedFile(shared.dir, file, target)
        : copySourceFile(join(projectDir, path), target);
    if (sha256 === undefined) log.log(`Not copied, it is not there any more: ${path}`);
    else copied.set(path, sha256);
  }
  await runStagingHook(log, opdef, 'stage-sourcecode', projectDir, options);
  return copied;
}

/** Source code that is to be copied. */
interface SelectedSource {
  readonly files: readonly ({ readonly path: string } | SharedFile)[];
  /** What is to be said of files that were left out. */
  readonly notices: readonly string[];
}

/** The source code of an operation, as it is in the project now. Fails with `unreadable-source`. */
export function selectSource(opdef: OpDef, projectDir: string, runsDir: string): SelectedSource {
  const selection = selectFiles(projectDir, parseSelectRules(operationPatterns(opdef)), {
    neverEnter: [realPath(runsDir)],
  });
  const unreadable = selection.leftOut.find(
    ({ kind, reason }) => kind === 'file' && reason === 'unreadable',
  );
  if (unreadable !== undefined && pathExists(join(projectDir, unreadable.path))) {
    fail({ reason: 'unreadable-source', path: join(projectDir, unreadable.path), code: 'EACCES' });
  }
  return { files: selection.files, notices: describeLeftOut(selection.leftOut) };
}

/** How long copying may go on before signals are looked at. */
const PAUSE_EVERY_MS = 50;

/** The patterns that choose an operation's source code. A file the run is to write its summary to is never source code. */
export function operationPatterns(opdef: OpDef): readonly string[] {
  const patterns = sourceCodePatterns(opdef.sourcecode);
  const summaryFile = opdef.summary?.filename;
  if (patterns.length === 0 || summaryFile === undefined) return patterns;
  return [...patterns, `-${quoteShellWord(summaryFile)}`];
}

/** @returns undefined for a file that has gone since it was selected, as when an editor saves it. */
export function copySourceFile(source: string, target: string): string | undefined {
  try {
    return copyFileHashed(source, target);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT') && !pathExists(source)) return undefined;
    if (!hasErrorCode(error, 'EACCES', 'EPERM', 'ENOENT', 'EISDIR', 'ELOOP')) throw error;
    return fail({ reason: 'unreadable-source', path: source, code: error.code ?? '' }, error);
  }
}
