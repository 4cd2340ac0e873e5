import { fail } from '../failures/failures.ts';
import { pathExists } from '../platform/files.ts';
import { HashPool } from '../platform/hash-pool.ts';
import { currentMetaPath } from '../run/metadata.ts';
import type { Run, RunStatus } from '../run/run.ts';
import { NO_FINDINGS, checkFiles } from './check-files.ts';
import type { FileFindings, ProgressListener } from './check-files.ts';
import { examineMetadata } from './examine-metadata.ts';
import type { ExaminedMetadata } from './examine-metadata.ts';

/** What became of a run since its manifest was written. */
export interface Verification extends FileFindings {
  readonly run: Run;
  readonly status: RunStatus;
  /**
   * `intact`: every file is there as the manifest says, nothing else is, and the metadata is sound.
   * `open`: the run is not staged, or is not finalized, so that nothing says what its files have to be.
   */
  readonly verdict: 'intact' | 'altered' | 'open';
  /** What is wrong with the metadata, a clause each. */
  readonly metadata: readonly string[];
}

/** How a run is verified. */
export interface VerifyOptions {
  /** Stops the work: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/**
 * Reads every file of a run against the run's manifest, and the metadata against itself. Nothing is
 * changed, and what is wrong with the run is in the result.
 *
 * Fails with `meta-missing` when there is no such run, with `unsupported-meta-schema` when a newer
 * program made it.
 */
export async function verifyRun(run: Run, options: VerifyOptions = {}): Promise<Verification> {
  const { signal, onProgress } = options;
  const pool = new HashPool(signal);
  try {
    return await verifyWith(run, pool, onProgress);
  } finally {
    await pool.close();
  }
}

/** {@link verifyRun} with threads that several runs share. */
export async function verifyWith(
  run: Run,
  pool: HashPool,
  onProgress: ProgressListener = () => undefined,
): Promise<Verification> {
  const path = currentMetaPath(run.metaDir);
  if (!pathExists(path)) fail({ reason: 'meta-missing', path: run.metaDir });
  const examined = examineMetadata(path);
  if (!examined.isSettled) return { ...report(run, examined), verdict: 'open' };
  return report(run, examined, await checkFiles(run, examined, pool, onProgress));
}

function report(
  run: Run,
  { status, problems }: ExaminedMetadata,
  files: FileFindings = NO_FINDINGS,
): Verification {
  const { changed, missing, extra, unreadable } = files;
  const isIntact = [problems, changed, missing, extra, unreadable].every(
    (list) => list.length === 0,
  );
  return { run, status, verdict: isIntact ? 'intact' : 'altered', ...files, metadata: problems };
}
