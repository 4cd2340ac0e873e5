import { syncFiles } from '../platform/durable-files.ts';
import { listDirectory } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { DESCRIPTION_MARKS } from './lost-description.ts';
import { readManifest } from './manifest.ts';
import type { ManifestEntry } from './manifest.ts';
import { withMeta } from './metadata.ts';
import { flushOwnMetadata } from './own-metadata.ts';
import type { Run } from './run.ts';

/**
 * Returns when the files of a run's manifest and its metadata are on the disk.
 * @param manifest for one who knows it: there may be very many files.
 */
export async function syncRun(
  run: Run,
  manifest: readonly ManifestEntry[] = withMeta(run.metaDir, readManifest).entries,
): Promise<void> {
  // Large files take long, and a run that does not say what it is cannot be finished.
  await syncMetadata(run);
  await syncFiles(
    run.runDir,
    manifest.map(({ path }) => `${run.runDir}/${path}`),
  );
}

/** Returns when the metadata of a run, a folder, is on the disk: what makes it a run after all else. */
export async function syncMetadata({ metaDir }: Run): Promise<void> {
  flushOwnMetadata(metaDir);
  const marks = DESCRIPTION_MARKS.map((member) => join(metaDir, member));
  const others = filesBelow(metaDir).filter((path) => !marks.includes(path));
  await syncFiles(metaDir, others);
  await syncFiles(metaDir, marks);
}

function filesBelow(folder: string): string[] {
  return listDirectory(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
