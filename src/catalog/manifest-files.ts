import { lstatIfExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { openManifest } from '../run/manifest.ts';
import type { FileType, ManifestEntry } from '../run/manifest.ts';
import type { Run } from '../run/run.ts';
import { compareNatural } from '../values/order.ts';

/** A file of a run's manifest with what is there of it now. */
export interface ManifestFile extends ManifestEntry {
  /** Of a link, the link itself; undefined when the file is missing. */
  readonly sizeBytes: number | undefined;
}

/** What people are most likely looking for comes first. */
const TYPE_ORDER: readonly FileType[] = ['g', 'd', 's', 'r'];

/** The files of a run by type, then in natural order. Fails as `openManifest` does. */
export function listManifestFiles(run: Run): readonly ManifestFile[] {
  return openManifest(run)
    .entries.map((entry) => {
      const size = lstatIfExists(join(run.runDir, entry.path))?.size;
      return { ...entry, sizeBytes: size === undefined ? undefined : Number(size) };
    })
    .sort((a, b) => typeRank(a.type) - typeRank(b.type) || compareNatural(a.path, b.path));
}

function typeRank(type: FileType): number {
  const rank = TYPE_ORDER.indexOf(type);
  return rank < 0 ? TYPE_ORDER.length : rank;
}
