import { join } from 'node:path';
import { listRuns } from '../../src/catalog/list-runs.ts';
import type { RunRecord } from '../../src/catalog/run-record.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

/** A run as it is on disk. */
export interface StoredRun {
  readonly id?: string;
  readonly operation?: string;
  readonly exitCode?: number;
  /** Seconds since the epoch; those of the run before and one more by default. */
  readonly started?: number;
  /** JSON texts, so that kinds of numbers can be told. */
  readonly config?: string;
  readonly summary?: string;
  readonly label?: string;
}

/** 2026-03-01 09:15:02 UTC. */
const FIRST_START = 1_772_356_502;

/** Writes runs that have ended into a runs directory. */
export function storeRuns(runsDir: string, runs: readonly StoredRun[]): void {
  for (const [index, run] of runs.entries()) {
    const id = run.id ?? runId(index);
    const started = run.started ?? FIRST_START + index;
    const micros = started * 1_000_000;
    const name = `${id}.meta`;
    writeFiles(runsDir, {
      [join(name, '__schema__')]: '1',
      [join(name, 'id')]: id,
      [join(name, 'opref')]: `2 project ${run.operation ?? 'train'}`,
      [join(name, 'config.json')]: run.config ?? '{}',
      [join(name, 'initialized')]: String(micros),
      [join(name, 'staged')]: String(micros),
      [join(name, 'started')]: String(micros),
      [join(name, 'stopped')]: String(micros + 1_500_000),
      [join(name, 'proc', 'exit')]: String(run.exitCode ?? 0),
      [join(name, 'summary.json')]: run.summary ?? '{}',
    });
    if (run.label !== undefined) {
      const label = { author: 'ann', set: { label: run.label }, delete: [] };
      writeFiles(runsDir, { [join(`${id}.user`, `${id}.json`)]: JSON.stringify(label) });
    }
  }
}

/** The id of the run stored at a position, which is also where its name comes from. */
export function runId(index: number): string {
  const start = (0x1000_0000 + index * 0x9e37).toString(16).padStart(8, '0');
  return `${start}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

/** Runs stored in a new folder and read again, the newest first. */
export function storedRuns(runs: readonly StoredRun[]): readonly RunRecord[] {
  const runsDir = makeTempDir();
  storeRuns(runsDir, runs);
  return listRuns(runsDir).runs;
}
