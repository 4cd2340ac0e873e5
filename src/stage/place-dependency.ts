import { fail } from '../failures/failures.ts';
import type { RunOptions } from '../execute/run-options.ts';
import { hashFile, hashText, realPath } from '../platform/file-tree.ts';
import {
  hasErrorCode,
  makeSymbolicLink,
  statIfExists,
  writeFileAtomic,
} from '../platform/files.ts';
import { copyHashed } from '../platform/hashed-copy.ts';
import type { CopyOptions } from '../platform/hashed-copy.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import { StepPace } from '../run/step-pace.ts';
import type { DependencyFolder } from './dependency-folder.ts';
import type { PlacedFile, StagedDependency } from './dependency-record.ts';
import type { FilesContent, ResolvedDependency, SourceFile } from './resolved-dependency.ts';
import type { StagedFolder } from './staged-folder.ts';
import { checkNotStopped } from './stop.ts';

/** What putting dependencies into a run goes by. */
export interface Placing {
  readonly log: RunnerLog;
  readonly options: RunOptions;
  readonly folder: DependencyFolder;
  readonly stagedFolder: StagedFolder;
}

/**
 * Puts a dependency into the run directory. Files are copied (cloned, where the file system can), so
 * that nobody else's files change with the run's; or linked, where that is asked for.
 *
 * Fails with `dependency-mismatch`, `dependency-conflict`, `dependency-unusable`, `stopped`; what was
 * put there until then stays.
 */
export async function placeDependency(
  resolved: ResolvedDependency,
  placing: Placing,
): Promise<StagedDependency> {
  const { dependency, origin, content, number } = resolved;
  switch (content.kind) {
    case 'files':
      return { dependency, origin, files: await placeFiles(content, number, placing) };
    case 'text':
      return { dependency, origin, files: [placeText(content, number, placing)] };
    case 'fetched': {
      const { placeFetched } = await import('./place-fetched.ts');
      return { dependency, origin, ...(await placeFetched(content, resolved, placing)) };
    }
  }
}

async function placeFiles(
  { files, isLinked }: FilesContent,
  number: number,
  placing: Placing,
): Promise<readonly PlacedFile[]> {
  const { log, options, stagedFolder } = placing;
  const pace = new StepPace(log, 'stage-dependencies', () => {
    checkNotStopped(log.run, options);
  });
  const copying = {
    isReadOnly: stagedFolder.copiesReadOnly,
    onBytes: pace.onBytes,
  };
  const placed: PlacedFile[] = [];
  for (const file of files) {
    const rest = pace.rest(placed.length, files.length);
    if (rest !== undefined) await rest;
    placed.push(await placeFile(file, isLinked ? 'link' : copying, number, placing));
  }
  return placed;
}

async function placeFile(
  file: SourceFile,
  how: CopyOptions | 'link',
  number: number,
  { folder, stagedFolder }: Placing,
): Promise<PlacedFile> {
  const { source, path, expected } = file;
  const placement = { dependency: number, path, source };
  const { target, isThere } = folder.locate(placement);
  const checkDigest = (sha256: string): void => {
    if (expected !== undefined && sha256 !== expected.sha256) failMismatch(file, number, sha256);
  };
  try {
    if (isThere || how === 'link') {
      const put = isThere ? { sha256: hashFile(source) } : putLink(source, target);
      checkDigest(put.sha256);
      if (isThere) folder.checkSame(placement, put.sha256);
      return { path, source, sizeBytes: Number(statIfExists(target)?.size ?? 0), ...put };
    }
    const copied = await copyHashed(source, target, how);
    const { sha256, sizeBytes } = copied;
    checkDigest(sha256);
    stagedFolder.add(path, copied);
    return { path, source, sizeBytes, sha256 };
  } catch (error) {
    if (!hasErrorCode(error, 'EACCES', 'EPERM', 'ENOENT', 'EISDIR', 'ELOOP')) throw error;
    if (expected?.statedBy === 'manifest' && error.code === 'ENOENT') {
      failMismatch(file, number, undefined);
    }
    const problem = `it cannot be read (${error.code ?? ''})`;
    return fail({ reason: 'dependency-unusable', dependency: number, source, problem }, error);
  }
}

/** Links to the file itself: a link to a link would change its meaning with that one. */
function putLink(source: string, target: string): Pick<PlacedFile, 'sha256' | 'link'> {
  const link = realPath(source);
  const sha256 = hashFile(link);
  makeSymbolicLink(link, target);
  return { sha256, link };
}

function failMismatch(
  { source, expected }: SourceFile,
  dependency: number,
  found: string | undefined,
): void {
  if (expected === undefined) return;
  const { sha256, statedBy } = expected;
  fail({ reason: 'dependency-mismatch', dependency, source, statedBy, expected: sha256, found });
}

function placeText(
  { path, text }: { readonly path: string; readonly text: string },
  number: number,
  { folder }: Placing,
): PlacedFile {
  const placement = { dependency: number, path, source: 'the summary of runs' };
  const { target, isThere } = folder.locate(placement);
  const sha256 = hashText(text);
  if (isThere) folder.checkSame(placement, sha256);
  else writeFileAtomic(target, text);
  return { path, sha256, sizeBytes: Number(statIfExists(target)?.size ?? 0) };
}
