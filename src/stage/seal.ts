import { join } from 'node:path';
import { nextRunTimeMicros } from '../platform/clock.ts';
import { makeReadOnly, writeFileAtomic } from '../platform/files.ts';
import { hashFile } from '../platform/file-tree.ts';
import { recordedMicros } from '../run/files-log.ts';
import { META } from '../run/layout.ts';
import { formatManifest } from '../run/manifest.ts';
import { loggedFiles } from '../run/run-files.ts';
import { openRunnerLog } from '../run/runner-log.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import type { Run } from '../run/run.ts';
import { readWriteablePaths } from './dependency-record.ts';
import type { RunOptions } from '../execute/exec-run.ts';
import type { CopiedFile } from '../platform/file-tree.ts';

/** Digests of files as they were copied, by path; good as long as a file has the time it got then. */
export type KnownDigests = ReadonlyMap<string, CopiedFile>;

/**
 * Closes staging: every file loses its write bits, but for dependencies that the command may change;
 * the manifest is written, and last the `staged` marker. Directories stay writable, so that the
 * command can add files.
 */
export function finalizeStagedRun(run: Run, options: RunOptions = {}): void {
  sealStagedFiles(openRunnerLog(run, options.onEvent), new Map());
}

/**
 * The digests that can be relied on when a file still has the time of its copying. Times advance in
 * ticks of some milliseconds: a file that was patched within the tick of its copying looks unchanged,
 * and that can only be one of those copied last.
 */
export function settledDigests(copied: KnownDigests): KnownDigests {
  let lastNs = 0n;
  for (const { mtimeNs } of copied.values()) if (mtimeNs > lastNs) lastNs = mtimeNs;
  return new Map([...copied].filter(([, { mtimeNs }]) => mtimeNs < lastNs - TICK_NS));
}

/** Longer than the ticks of any usual file system. */
const TICK_NS = 20_000_000n;

export function sealStagedFiles(log: RunnerLog, digests: KnownDigests): void {
  const { run } = log;
  log.send({ type: 'step', run, step: 'seal' });
  log.log('Finalizing staged files (see manifest)');
  const writeable = readWriteablePaths(run);
  const entries = [...loggedFiles(run)].map(([path, { type, mtimeMicros }]) => {
    const file = join(run.runDir, path);
    if (!writeable.has(path)) makeReadOnly(file);
    const copied = digests.get(path);
    const isUnchanged = copied !== undefined && recordedMicros(copied.mtimeNs) === mtimeMicros;
    return { type, sha256: isUnchanged ? copied.sha256 : hashFile(file), path };
  });
  writeFileAtomic(join(run.metaDir, META.manifest), formatManifest(entries));
  log.writeMeta('staged', META.staged, String(nextRunTimeMicros()));
}
