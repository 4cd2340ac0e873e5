import { fail } from '../failures/failures.ts';
import { lstatIfExists } from '../platform/files.ts';
import { hashBySize } from '../platform/large-copy.ts';
import { join } from '../platform/paths.ts';
import { currentProcess, isOfThisBoot } from '../platform/process-identity.ts';
import { parseRecord } from './attempt-claim.ts';
import { META } from './layout.ts';
import { readManifest } from './manifest.ts';
import type { ManifestEntry } from './manifest.ts';
import { readMemberText, writeMember } from './members.ts';
import { withMeta } from './metadata.ts';
import type { Run } from './run.ts';
import { parseIdentity } from './status.ts';

/** Notes who stages a run that is started later: whether the machine was started again since can be told then. */
export function noteStaging(run: Run): void {
  writeMember(run.metaDir, META.stager, JSON.stringify(currentProcess()));
}

/** Whether a run was staged before this machine was started, or on another one: its files did not wait for the disk. */
export function isStagedElsewhere({ metaDir }: Run): boolean {
  const stager = parseIdentity(parseRecord(readMemberText(metaDir, META.stager) ?? '{}'));
  return stager !== undefined && !isOfThisBoot(stager);
}

/** The files of a run that {@link isStagedElsewhere} which are not what its manifest says; none of another run. */
export async function changedStagedFiles(run: Run): Promise<readonly string[]> {
  if (!isStagedElsewhere(run)) return [];
  return changedPaths(run.runDir, withMeta(run.metaDir, readManifest).entries);
}

/** Fails with `staged-files-changed` where there are {@link changedStagedFiles}. */
export async function checkStagedFiles(run: Run): Promise<void> {
  const changed = await changedStagedFiles(run);
  if (changed.length > 0) fail({ reason: 'staged-files-changed', runDir: run.runDir, changed });
}

/** The paths of files that are not what the manifest says. Links are passed over: they are what was staged. */
export async function changedPaths(
  runDir: string,
  entries: readonly ManifestEntry[],
): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const { path, sha256 } of entries) {
    const file = join(runDir, path);
    const status = lstatIfExists(file);
    if (status?.isSymbolicLink() === true) continue;
    const digest = status === undefined ? undefined : await hashBySize(file, Number(status.size));
    if (digest !== sha256) changed.push(path);
  }
  return changed;
}
