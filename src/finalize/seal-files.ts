import { hasErrorCode, makeReadOnly } from '../platform/files.ts';
import type { TreeFile } from '../platform/file-tree.ts';
import { hashBySize } from '../platform/large-copy.ts';
import { join } from '../platform/paths.ts';
import { META } from '../run/layout.ts';
import { formatManifest, readManifest } from '../run/manifest.ts';
import type { ManifestEntry } from '../run/manifest.ts';
import { writeMember } from '../run/members.ts';
import { withMeta } from '../run/metadata.ts';
import { recordFiles } from '../run/run-files.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import { sealedDigest } from '../run/sealed-files.ts';
import type { StagedFiles } from '../run/sealed-files.ts';
import { StepPace } from '../run/step-pace.ts';

/**
 * Closes the files of a run: what the command made is recorded, every file loses its write bits, and
 * the manifest is written anew. One that may not be read, or that has gone, is told of and left out.
 * @returns the paths of files the manifest vouches for that may not be on the disk yet.
 */
export async function sealFiles(
  log: RunnerLog,
  { sealed, isWritten }: StagedFiles,
): Promise<readonly string[]> {
  const { run } = log;
  const { logged, present } = recordFiles(run, 'g', (path) => {
    noteUnreadable(log, path);
  });
  log.log('Finalizing run files (see manifest)');
  const staged = withMeta(run.metaDir, readManifest).entries;
  const before = new Map(staged.map((entry) => [entry.path, entry.sha256]));
  const pace = new StepPace(log, 'finalize');
  const unwritten: string[] = [];
  const entries: ManifestEntry[] = [];
  for (const [path, { type }] of logged) {
    const rest = pace.rest(entries.length, logged.size);
    if (rest !== undefined) await rest;
    const file = present.get(path);
    if (file === undefined) continue;
    const known = sealedDigest(sealed, file);
    const sha256 = known ?? (await sealFile(log, file, pace));
    if (sha256 === undefined) continue;
    const isSynced = known !== undefined && isWritten;
    if (!isSynced && !file.isLink) unwritten.push(join(run.runDir, path));
    const stagedDigest = before.get(path);
    if (stagedDigest !== undefined && stagedDigest !== sha256) {
      log.log(`File "${path}" was modified during the run`);
    }
    entries.push({ type, sha256, path });
  }
  if (!isSameManifest(entries, staged)) {
    writeMember(run.metaDir, META.manifest, formatManifest(entries));
  }
  return unwritten;
}

function isSameManifest(one: readonly ManifestEntry[], other: readonly ManifestEntry[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ type, sha256, path }, index) => {
      const entry = other[index];
      return entry?.path === path && entry.sha256 === sha256 && entry.type === type;
    })
  );
}

async function sealFile(
  log: RunnerLog,
  { path, sizeBytes, isWritable, isLink }: TreeFile,
  pace: StepPace,
): Promise<string | undefined> {
  const file = join(log.run.runDir, path);
  try {
    if (isWritable && !isLink) makeReadOnly(file);
    return await hashBySize(file, sizeBytes, pace.onBytes);
  } catch (error) {
    if (!hasErrorCode(error, 'EACCES', 'EPERM', 'ENOENT')) throw error;
    noteUnreadable(log, path);
    return undefined;
  }
}

function noteUnreadable(log: RunnerLog, path: string): void {
  const message = `"${path}" cannot be read and is not in the manifest`;
  log.log(message);
  log.send({ type: 'notice', run: log.run, message });
}
