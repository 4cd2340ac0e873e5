import { nextRunTimeMicros } from '../platform/clock.ts';
import { META } from '../run/layout.ts';
import { formatManifest } from '../run/manifest.ts';
import { writeMember } from '../run/members.ts';
import { openRunnerLog } from '../run/runner-log.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import type { Run } from '../run/run.ts';
import { readWriteablePaths } from './dependency-record.ts';
import type { RunOptions } from '../execute/run-options.ts';
import { readStagedDefinition } from './read-definition.ts';
import { StagedFolder } from './staged-folder.ts';

/**
 * Closes staging: every file loses its write bits, but for dependencies that the command may change;
 * the manifest is written, and last the `staged` marker. Directories stay writable, so that the
 * command can add files. Fails with `run-dir-missing`, `run-meta-missing`, `run-not-initialized`, `run-not-pending`.
 */
export function finalizeStagedRun(run: Run, options: RunOptions = {}): void {
  readStagedDefinition(run);
  sealStagedFiles(openRunnerLog(run, options.onEvent), new StagedFolder(run, false, true));
}

export function sealStagedFiles(log: RunnerLog, folder: StagedFolder): void {
  const { run } = log;
  log.send({ type: 'step', run, step: 'seal' });
  log.log('Finalizing staged files (see manifest)');
  // The record of very many dependencies takes long to read.
  const writeable = folder.copiesReadOnly ? new Set<string>() : readWriteablePaths(run);
  const entries = folder.close(writeable);
  writeMember(run.metaDir, META.manifest, formatManifest(entries));
  log.writeMeta('staged', META.staged, String(nextRunTimeMicros()));
}
