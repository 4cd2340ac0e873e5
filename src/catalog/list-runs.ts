import { dirname } from 'node:path';
import { GageError } from '../failures/failures.ts';
import { isSystemError, listDirectory, pathExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { processLiveness } from '../platform/process-identity.ts';
import { SectionFileError } from '../platform/section-file.ts';
import { ZipError } from '../platform/zip-format.ts';
import { listArchives } from '../run/archives.ts';
import type { Container } from '../run/containers.ts';
import { readClaim } from '../run/attempt-claim.ts';
import { isDescriptionLost } from '../run/lost-description.ts';
import { attemptsNameId, isZipMeta, metaPathOf, runDirOf, zipMetaPathOf } from '../run/layout.ts';
import { openRunIndex } from '../run-index/run-index.ts';
import type { OtherRun, RunIndexOptions } from '../run-index/run-index.ts';
import { IndexedRuns, compareByTime } from './indexed-runs.ts';
import { readRunRow } from './read-run-row.ts';
import { readRun } from './run-record.ts';
import type { RunRecord } from './run-record.ts';
import { RunSequence } from './run-sequence.ts';
import type { RunSource } from './run-sequence.ts';

/** The runs found in a runs directory. */
export interface RunList {
  /** Newest first by start, staging or initialization; runs without a time last. */
  readonly sequence: RunSequence;
  /** The same, all of them made: {@link RunList.sequence} is for those who look at few. */
  readonly runs: readonly RunRecord[];
  /** Entries that look like runs and cannot be read; the others are listed all the same. */
  readonly problems: readonly RunProblem[];
}

export interface RunProblem {
  readonly path: string;
  readonly problem: string;
}

/**
 * Lists the runs of a runs directory that are in a container. A missing directory has none. Runs in
 * an archive that does not exist (any more) are in the trash, where they can be found and restored.
 */
export function listRuns(
  runsDir: string,
  container: Container = 'active',
  options: RunIndexOptions = {},
): RunList {
  const { source, problems } = openSource(runsDir, container, options);
  const sequence = new RunSequence(source, (error) => {
    if (!(error instanceof SectionFileError)) throw error;
    // A damaged index is made anew.
    return openSource(runsDir, container, { ...options, isNew: true }).source;
  });
  return {
    sequence,
    get runs() {
      return sequence.toArray();
    },
    problems,
  };
}

interface OpenedSource {
  readonly source: RunSource;
  readonly problems: readonly RunProblem[];
}

function openSource(runsDir: string, container: Container, options: RunIndexOptions): OpenedSource {
  const isWanted = containerFilter(runsDir, container);
  try {
    const index = openRunIndex(runsDir, readRunRow, options);
    const { runs, problems } = readOthers(runsDir, index.others, isWanted);
    const indexed = new IndexedRuns(runsDir, index, isWanted);
    return { source: indexed.mergedWith(runs.sort(compareByTime)), problems };
  } catch (error) {
    if (options.isNew === true || !(error instanceof SectionFileError)) throw error;
    return openSource(runsDir, container, { ...options, isNew: true });
  }
}

function containerFilter(runsDir: string, wanted: Container): (container: Container) => boolean {
  if (wanted !== 'trash') return (container) => container === wanted;
  const elsewhere = new Set(['active', ...listArchives(runsDir).archives.map(({ id }) => id)]);
  return (container) => !elsewhere.has(container);
}

/** Reads the metadata that is not in the index. */
function readOthers(
  runsDir: string,
  others: readonly OtherRun[],
  isWanted: (container: Container) => boolean,
): { readonly runs: RunRecord[]; readonly problems: readonly RunProblem[] } {
  const runs: RunRecord[] = [];
  const problems: RunProblem[] = [];
  // Attempts come after what was staged for them: '.attempts' is before '.meta'.
  for (const { name, container } of others.toReversed()) {
    if (!isWanted(container)) continue;
    const path = join(runsDir, name);
    const attempted = attemptsNameId(name);
    try {
      if (attempted === undefined) runs.push(readEntry(path));
      else runs.push(...attemptUnderWay(path, attempted, runs));
    } catch (error) {
      if (!(error instanceof GageError || error instanceof ZipError || isSystemError(error))) {
        throw error;
      }
      // A run that was deleted since the directory was read is no problem.
      if (pathExists(path)) problems.push({ path, problem: error.message });
    }
  }
  return { runs, problems };
}

/** The run as the latest attempt has it, in place of what was staged for it; a finalized run needs none. */
function attemptUnderWay(attemptsDir: string, id: string, runs: RunRecord[]): readonly RunRecord[] {
  const runDir = join(dirname(attemptsDir), id);
  if (pathExists(zipMetaPathOf(runDir))) return [];
  const numbers = listDirectory(attemptsDir)
    .map((entry) => Number(entry.name))
    .filter((number) => Number.isSafeInteger(number))
    .sort((a, b) => b - a);
  for (const number of numbers) {
    const attemptDir = join(attemptsDir, String(number), id);
    // A finalized copy is about to become the run.
    const paths = [zipMetaPathOf(attemptDir), metaPathOf(attemptDir)];
    const metaPath = paths.find(pathExists);
    if (metaPath === undefined) continue;
    // Of one that is being put into its place, the files are there first.
    const isMoved = isZipMeta(metaPath) && !pathExists(attemptDir) && pathExists(runDir);
    const record = readAttempt(metaPath, isMoved ? runDir : undefined);
    if (record === undefined) continue;
    const staged = runs.findIndex((run) => run.id === id);
    if (staged >= 0) runs.splice(staged, 1);
    return [record];
  }
  return [];
}

/**
 * Undefined for an attempt that cannot be read and that nobody makes any more: a loss of power has cut it off
 * before it was on the disk. Nothing came of it, and it is made again.
 */
function readAttempt(metaPath: string, runDir: string | undefined): RunRecord | undefined {
  try {
    return readRun(metaPath, runDir);
  } catch (error) {
    const runner = readClaim(dirname(metaPath))?.runner;
    const isGone = runner === undefined || processLiveness(runner) === 'gone';
    if (error instanceof GageError && isGone && isDescriptionLost(metaPath)) return undefined;
    throw error;
  }
}

/** A zip counts where it is whole; one that its writer did not complete has the folder beside it. */
function readEntry(path: string): RunRecord {
  try {
    return readRun(path);
  } catch (error) {
    const folder = metaPathOf(runDirOf(path));
    const isBroken = error instanceof GageError || error instanceof ZipError;
    if (!isBroken || folder === path || !pathExists(folder)) throw error;
    return readRun(folder);
  }
}
