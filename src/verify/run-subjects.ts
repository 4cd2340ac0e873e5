import { basename } from 'node:path';
import { hashFile, listTree } from '../platform/file-tree.ts';
import { join } from '../platform/paths.ts';
import { isPassingMember, isZipMeta } from '../run/layout.ts';
import { openManifest } from '../run/manifest.ts';
import { currentMetaPath } from '../run/metadata.ts';
import { Run } from '../run/run.ts';

/** What a signature speaks of: names in the runs directory, such as `<id>/train.py`, with their SHA-256. */
export type RunSubjects = ReadonlyMap<string, string>;

/**
 * Every file of a run's manifest, with the digest it has there, and its metadata as it is: the zip, or
 * each file of the folder. Fails as `openManifest` does.
 */
export function readSubjects(run: Run): RunSubjects {
  const metaPath = currentMetaPath(run.metaDir);
  const manifest = openManifest(new Run(run.id, run.runDir, metaPath));
  const id = basename(run.runDir);
  const subjects = new Map(manifest.entries.map(({ path, sha256 }) => [`${id}/${path}`, sha256]));
  for (const name of metadataNames(metaPath)) {
    const path = name === '' ? metaPath : join(metaPath, name);
    subjects.set(
      name === '' ? basename(metaPath) : `${basename(metaPath)}/${name}`,
      hashFile(path),
    );
  }
  return subjects;
}

/** The files of metadata; a zip is one, without a name. */
function metadataNames(metaPath: string): readonly string[] {
  if (isZipMeta(metaPath)) return [''];
  return listTree(metaPath)
    .filter(({ isLink }) => !isLink)
    .map(({ path }) => path)
    .filter((name) => !isPassingMember(name))
    .sort();
}
