import { join } from 'node:path';
import { GageError } from '../failures.ts';
import { listDirectory } from '../platform/files.ts';
import { ZipError } from '../platform/zip-format.ts';
import { isMetaName, isOlderDeletedMetaName, metaNameId } from '../run/layout.ts';
import { readContainer } from '../run/containers.ts';
import type { Container } from '../run/containers.ts';
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

/** Lists the runs of a runs directory that are in a container. A missing directory has none. */
export function listRuns(runsDir: string, container: Container = 'active'): RunList {
  const names = listDirectory(runsDir).map((entry) => entry.name);
  const present = new Set(names);
  const runs: RunRecord[] = [];
  const problems: RunProblem[] = [];
  for (const name of names) {
    const isDeleted = isOlderDeletedMetaName(name);
    if (!isDeleted && !isMetaName(name)) continue;
    // A zip is whole where it exists; the folder beside it is what a crash left.
    if (name.endsWith('.meta') && present.has(`${name}.zip`)) continue;
    const path = join(runsDir, name);
    const containerOf = isDeleted ? 'trash' : containerIn(runsDir, present, metaNameId(path));
    if (containerOf !== container) continue;
    try {
      runs.push(readRun(path));
    } catch (error) {
      if (!(error instanceof GageError || error instanceof ZipError)) throw error;
      problems.push({ path, problem: error.message });
    }
  }
  return { runs: runs.sort(compareByTime), problems };
}

function containerIn(runsDir: string, present: ReadonlySet<string>, id: string): Container {
  const moves = `${id}.move`;
  return present.has(moves) ? readContainer(join(runsDir, moves)) : 'active';
}

function compareByTime(a: RunRecord, b: RunRecord): number {
  return (b.timestamp ?? -1) - (a.timestamp ?? -1) || compareCodePoints(a.id, b.id);
}
