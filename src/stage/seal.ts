import { join } from 'node:path';
import { nextRunTimeMicros } from '../platform/clock.ts';
import { makeReadOnly, writeFileAtomic } from '../platform/files.ts';
import { hashFile } from '../platform/file-tree.ts';
import { META } from '../run/layout.ts';
import { formatManifest } from '../run/manifest.ts';
import { loggedFiles } from '../run/run-files.ts';
import { openRunnerLog } from '../run/runner-log.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import type { Run } from '../run/run.ts';
import { readWriteablePaths } from './dependency-record.ts';
import type { RunOptions } from '../execute/run-options.ts';

/** Digests of files that nothing has touched since they were taken, by path in the run directory. */
export type KnownDigests = ReadonlyMap<string, string>;

/**
 * Closes staging: every file loses its write bits, but for dependencies that the command may change;
 * the manifest is written, and last the `staged` marker. Directories stay writable, so that the
 * command can add files.
 */
export function finalizeStagedRun(run: Run, options: RunOptions = {}): void {
  sealStagedFiles(openRunnerLog(run, options.onEvent), new Map());
}

export function sealStagedFiles(log: RunnerLog, digests: KnownDigests): void {
  const { run } = log;
  log.send({ type: 'step', run, step: 'seal' });
  log.log('Finalizing staged files (see manifest)');
  const writeable = readWriteablePaths(run);
  const entries = [...loggedFiles(run)].map(([path, { type }]) => {
    const file = join(run.runDir, path);
    if (!writeable.has(path)) makeReadOnly(file);
    return { type, sha256: digests.get(path) ?? hashFile(file), path };
  });
  writeFileAtomic(join(run.metaDir, META.manifest), formatManifest(entries));
  log.writeMeta('staged', META.staged, String(nextRunTimeMicros()));
}
