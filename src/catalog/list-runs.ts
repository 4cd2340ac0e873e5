import { GageError } from '../failures/failures.ts';
import { isSystemError, pathExists } from '../platform/files.ts';
import { ZipError } from '../platform/zip-format.ts';
import { listArchives } from '../run/archives.ts';
import { readContainers } from '../run/containers.ts';
import type { Container } from '../run/containers.ts';
import { metaPathOf, runDirOf } from '../run/layout.ts';
import { compareCodePoints } from '../values/order.ts';
import { readRun } from './run-record.ts';
import type { RunRecord } from './run-record.ts';

/** The runs found in a runs directory. */
export interface RunList {
  /** Newest first by start, staging or initialization; runs without a time last. */
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
export function listRuns(runsDir: string, container: Container = 'active'): RunList {
  const containers = readContainers(runsDir);
  const isWanted = containerFilter(runsDir, container);
  const runs: RunRecord[] = [];
  const problems: RunProblem[] = [];
  for (const [path, containerOf] of containers) {
    if (!isWanted(containerOf)) continue;
    // A folder beside a zip is read where the zip is.
    if (path.endsWith('.meta') && containers.has(`${path}.zip`)) continue;
    try {
      runs.push(readEntry(path));
    } catch (error) {
      if (!(error instanceof GageError || error instanceof ZipError || isSystemError(error))) {
        throw error;
      }
      // A run that was deleted since the directory was read is no problem.
      if (pathExists(path)) problems.push({ path, problem: error.message });
    }
  }
  return { runs: runs.sort(compareByTime), problems };
}

function containerFilter(runsDir: string, wanted: Container): (container: Container) => boolean {
  if (wanted !== 'trash') return (container) => container === wanted;
  const elsewhere = new Set(['active', ...listArchives(runsDir).archives.map(({ id }) => id)]);
  return (container) => !elsewhere.has(container);
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

function compareByTime(a: RunRecord, b: RunRecord): number {
  return (b.timestamp ?? -1) - (a.timestamp ?? -1) || compareCodePoints(a.id, b.id);
}
