import { fail } from '../failures/failures.ts';
import { selectFiles } from '../files/select-files.ts';
import { quoteShellWord } from '../files/shell-words.ts';
import { parseSelectRules, sourceCodePatterns } from '../files/select-rules.ts';
import type { RunOptions } from '../execute/run-options.ts';
import type { OpDef } from '../operation/operation-definition.ts';
import { hasErrorCode, pathExists } from '../platform/files.ts';
import { SmallFileCopier } from '../platform/small-file-copier.ts';
import { realPath } from '../platform/file-tree.ts';
import { copyHashed } from '../platform/hashed-copy.ts';
import type { CopiedFile, CopyOptions } from '../platform/hashed-copy.ts';
import { runsDirOf } from '../run/layout.ts';
import { openRunnerLog } from '../run/runner-log.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import type { Run } from '../run/run.ts';
import { StepPace } from '../run/step-pace.ts';
import { formatPythonList } from '../values/python-text.ts';
import { describeLeftOut } from './left-out.ts';
import { readStagedDefinition } from './read-definition.ts';
import { cloneSharedFile } from './shared-source.ts';
import type { SharedSource } from './shared-source.ts';
import { StagedFolder } from './staged-folder.ts';
import { runStagingHook } from './staging-hook.ts';
import { checkNotStopped } from './stop.ts';
import { describeUnmatched } from './unmatched-patterns.ts';

/**
 * Copies the operation's source code into the run directory and runs its `stage-sourcecode` hook.
 * Called alone it also records the files as source code.
 *
 * Fails with `run-dir-missing`, `run-meta-missing`, `run-not-pending`, `unreadable-source`,
 * `phase-failed`; what was copied until then stays.
 */
export async function stageSourcecode(
  run: Run,
  projectDir: string,
  options: RunOptions = {},
): Promise<void> {
  const opdef = readStagedDefinition(run);
  const folder = new StagedFolder(run, false, true);
  await copySourceCode(openRunnerLog(run, options.onEvent), opdef, projectDir, options, folder);
  folder.record('s');
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
  folder: StagedFolder,
): Promise<ReadonlyMap<string, string>> {
  const { run } = log;
  log.send({ type: 'step', run, step: 'stage-sourcecode' });
  log.log(`Copying source code (see log/files): ${formatPythonList(operationPatterns(opdef))}`);
  const pace = new StepPace(log, 'stage-sourcecode', () => {
    checkNotStopped(run, options);
  });
  const digests =
    options.sharedSource === undefined
      ? await copyFromProject(log, opdef, { projectDir, folder, pace })
      : await cloneShared(log, options.sharedSource, folder, pace);
  const isHooked = await runStagingHook(log, opdef, 'stage-sourcecode', projectDir, options);
  if (isHooked) folder.noteCommand();
  return digests;
}

/** Where source code comes from, and what is told of it. */
interface SourceCopying {
  readonly projectDir: string;
  readonly folder: StagedFolder;
  readonly pace: StepPace;
}

async function copyFromProject(
  log: RunnerLog,
  opdef: OpDef,
  copying: SourceCopying,
): Promise<ReadonlyMap<string, string>> {
  const { run } = log;
  const { projectDir, folder, pace } = copying;
  const copier = new SmallFileCopier();
  try {
    const selection = selectSource(opdef, projectDir, runsDirOf(run.runDir), copier.expect);
    for (const message of selection.notices) log.send({ type: 'notice', run, message });
    const paths = selection.files.map(({ path }) => path);
    const copies = await copier.copy(
      { from: projectDir, to: run.runDir, paths, isReadOnly: folder.copiesReadOnly },
      (done) => pace.rest(done, paths.length),
    );
    const digests = new Map<string, string>();
    let index = -1;
    for (const path of paths) {
      let copied = copies[++index];
      if (copied === undefined) {
        await pace.rest(index, paths.length);
        copied = await copyLeft(run, path, copying);
      }
      if (copied === undefined) {
        log.log(`Not copied, it is not there any more: ${path}`);
        continue;
      }
      digests.set(path, copied.sha256);
      folder.add(path, copied);
    }
    return digests;
  } finally {
    await copier.close();
  }
}

/** Copies what is not copied with others, such as a large file. */
async function copyLeft(
  { runDir }: Run,
  path: string,
  { projectDir, folder, pace }: SourceCopying,
): Promise<CopiedFile | undefined> {
  // Joined without looking at each part: both are in order.
  const [source, target] = [`${projectDir}/${path}`, `${runDir}/${path}`];
  const isReadOnly = folder.copiesReadOnly;
  return copySourceFile(source, target, { isReadOnly, onBytes: pace.onBytes });
}

async function cloneShared(
  { run }: RunnerLog,
  { dir, files }: SharedSource,
  folder: StagedFolder,
  pace: StepPace,
): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  for (const [index, file] of files.entries()) {
    const rest = pace.rest(index, files.length);
    if (rest !== undefined) await rest;
    const { path, sha256 } = file;
    const copy = cloneSharedFile(dir, file, `${run.runDir}/${path}`, folder.copiesReadOnly);
    digests.set(path, sha256);
    folder.add(path, copy);
  }
  return digests;
}

/** Source code that is to be copied. */
interface SelectedSource {
  readonly files: readonly { readonly path: string }[];
  /** What is to be said of files that were left out, and of patterns without files. */
  readonly notices: readonly string[];
}

/**
 * The source code of an operation, as it is in the project now.
 * @param onSelected told how many files are selected, with each of them.
 */
export function selectSource(
  opdef: OpDef,
  projectDir: string,
  runsDir: string,
  onSelected: (count: number) => void,
): SelectedSource {
  const rules = parseSelectRules(operationPatterns(opdef));
  const options = { neverEnter: [realPath(runsDir)], trustsListing: true };
  const selection = selectFiles(projectDir, rules, { ...options, onSelected });
  const unmatched = describeUnmatched(rules, selection, (rule) =>
    selectFiles(projectDir, [rule], options),
  );
  return {
    files: selection.files,
    notices: [...unmatched, ...describeLeftOut(selection.leftOut)],
  };
}

/** The patterns that choose an operation's source code. A file the run is to write its summary to is never source code. */
export function operationPatterns(opdef: OpDef): readonly string[] {
  const patterns = sourceCodePatterns(opdef.sourcecode);
  const summaryFile = opdef.summary?.filename;
  if (patterns.length === 0 || summaryFile === undefined) return patterns;
  return [...patterns, `-${quoteShellWord(summaryFile)}`];
}

/** @returns undefined for a file that has gone since it was selected, as when an editor saves it. */
export function copySourceFile(
  source: string,
  target: string,
  options: CopyOptions = {},
): CopiedFile | undefined | Promise<CopiedFile | undefined> {
  const explain = (error: unknown): undefined => {
    if (hasErrorCode(error, 'ENOENT') && !pathExists(source)) return undefined;
    if (!hasErrorCode(error, 'EACCES', 'EPERM', 'ENOENT', 'EISDIR', 'ELOOP')) throw error;
    return fail({ reason: 'unreadable-source', path: source, code: error.code ?? '' }, error);
  };
  try {
    const copied = copyHashed(source, target, options);
    return copied instanceof Promise ? copied.catch(explain) : copied;
  } catch (error) {
    return explain(error);
  }
}
