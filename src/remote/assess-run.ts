import type { RunRecord } from '../catalog/run-record.ts';
import { GageError } from '../failures/failures.ts';
import { hasErrorCode } from '../platform/files.ts';
import { BUSY, compareStates, readMetadataState } from './metadata-state.ts';
import type { Comparison, MetadataState } from './metadata-state.ts';
import type { TransferTally } from './transfer-report.ts';

/** A run that can be copied. */
export interface AssessedRun {
  readonly state: MetadataState;
  readonly comparison: Exclude<Comparison, 'busy' | 'conflict'>;
}

/**
 * Compares a run with what the destination has of it. One that cannot be copied is noted in the tally,
 * and the result is undefined.
 * @param metaPath of the run; undefined when it is not to be looked at.
 */
export function assessRun(
  run: RunRecord,
  metaPath: string | undefined,
  metaPathThere: string,
  tally: TransferTally,
): AssessedRun | undefined {
  const state = metaPath === undefined ? undefined : readMetadataState(metaPath);
  if (state === undefined) {
    tally.fail(run, { kind: 'unreadable', paths: [] });
    return undefined;
  }
  if (BUSY.has(state.status)) {
    tally.skip(run, { kind: 'busy', status: state.status });
    return undefined;
  }
  const present = readMetadataState(metaPathThere);
  const comparison = compareStates(state, present);
  if (comparison === 'conflict') {
    tally.fail(run, { kind: 'conflict' });
    return undefined;
  }
  if (comparison === 'busy') {
    tally.skip(run, { kind: 'busy-there', status: present?.status ?? 'unknown' });
    return undefined;
  }
  return { state, comparison };
}

/** The result of reading a run's files; undefined, with a note in the tally, when some may not be read. */
export async function unlessUnreadable<T>(
  run: RunRecord,
  tally: TransferTally,
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const path = unreadablePath(error);
    if (path === undefined) throw error;
    tally.fail(run, { kind: 'unreadable', paths: [path] });
    return undefined;
  }
}

function unreadablePath(error: unknown): string | undefined {
  if (error instanceof GageError && error.failure.reason === 'unreadable-run-folder') {
    return error.failure.path;
  }
  return hasErrorCode(error, 'EACCES') ? error.path : undefined;
}
