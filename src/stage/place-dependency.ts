import { fail } from '../failures/failures.ts';
import type { RunOptions } from '../execute/run-options.ts';
import { systemClock } from '../platform/clock.ts';
import { copyFileHashed, hashFile, hashText, realPath } from '../platform/file-tree.ts';
import {
  hasErrorCode,
  makeSymbolicLink,
  statIfExists,
  writeFileAtomic,
} from '../platform/files.ts';
import { yieldToEvents } from '../platform/timers.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import type { DependencyFolder } from './dependency-folder.ts';
import type { PlacedFile, StagedDependency } from './dependency-record.ts';
import type { ResolvedDependency, SourceFile } from './resolved-dependency.ts';
import { checkNotStopped } from './stop.ts';

/** What putting dependencies into a run goes by. */
export interface Placing {
  readonly log: RunnerLog;
  readonly options: RunOptions;
  readonly folder: DependencyFolder;
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

/** How long placing may go on before signals are looked at. */
const PAUSE_EVERY_MS = 50;

async function placeFiles(
  { files, isLinked }: { readonly files: readonly SourceFile[]; readonly isLinked: boolean },
  number: number,
  placing: Placing,
): Promise<readonly PlacedFile[]> {
  const { log, options } = placing;
  const placed: PlacedFile[] = [];
  let pausedAt = systemClock();
  for (const file of files) {
    if (systemClock() - pausedAt > PAUSE_EVERY_MS) {
      const { run } = log;
      const progress = { done: placed.length, total: files.length };
      log.send({ type: 'files', run, step: 'stage-dependencies', ...progress });
      await yieldToEvents();
      checkNotStopped(run, options);
      pausedAt = systemClock();
    }
    placed.push(placeFile(file, isLinked, number, placing));
  }
  return placed;
}

function placeFile(
  file: SourceFile,
  isLinked: boolean,
  number: number,
  { folder }: Placing,
): PlacedFile {
  const { source, path, expected } = file;
  const placement = { dependency: number, path, source };
  const { target, isThere } = folder.locate(placement);
  try {
    const put = isThere ? { sha256: hashFile(source) } : putFile(source, target, isLinked);
    if (expected !== undefined && put.sha256 !== expected.sha256) {
      failMismatch(file, number, put.sha256);
    }
    if (isThere) folder.checkSame(placement, put.sha256);
    return { path, source, sizeBytes: Number(statIfExists(target)?.size ?? 0), ...put };
  } catch (error) {
    if (!hasErrorCode(error, 'EACCES', 'EPERM', 'ENOENT', 'EISDIR', 'ELOOP')) throw error;
    if (expected?.statedBy === 'manifest' && error.code === 'ENOENT') {
      failMismatch(file, number, undefined);
    }
    const problem = `it cannot be read (${error.code ?? ''})`;
    return fail({ reason: 'dependency-unusable', dependency: number, source, problem }, error);
  }
}

type PutFile = Pick<PlacedFile, 'sha256' | 'link'>;

function putFile(source: string, target: string, isLinked: boolean): PutFile {
  if (!isLinked) return { sha256: copyFileHashed(source, target) };
  // The file itself: a link to a link would change its meaning with that one.
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
