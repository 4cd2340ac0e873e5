import { join } from 'node:path';
import { isNotFound } from '../platform/files.ts';
import { hashFile } from '../platform/file-tree.ts';
import { currentProcess, isOfAnotherBoot } from '../platform/process-identity.ts';
import { META } from './layout.ts';
import type { ManifestEntry } from './manifest.ts';
import { readRecord } from './attempt-claim.ts';
import { writeMember } from './members.ts';
import type { Run } from './run.ts';
import { parseIdentity } from './status.ts';

/** Notes who stages a run that is started later: whether the machine was started again since can be told then. */
export function noteStaging(run: Run): void {
  writeMember(run.metaDir, META.stager, JSON.stringify(currentProcess()));
}

/** Whether the machine was started again since a run was staged here: its files did not wait for the disk. */
export function isStagedBeforeRestart({ metaDir }: Run): boolean {
  const stager = parseIdentity(readRecord(join(metaDir, META.stager)));
  return stager !== undefined && isOfAnotherBoot(stager);
}

/** The paths of files that are not what the manifest says. */
export function changedPaths(runDir: string, entries: readonly ManifestEntry[]): readonly string[] {
  return entries
    .filter(({ path, sha256 }) => digestOf(join(runDir, path)) !== sha256)
    .map(({ path }) => path);
}

function digestOf(path: string): string | undefined {
  try {
    return hashFile(path);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
