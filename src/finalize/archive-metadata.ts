import { dirname, join } from 'node:path';
import { syncFiles, syncFolder } from '../platform/durable-files.ts';
import { folderFacts, listTreeEntries } from '../platform/file-tree.ts';
import { removeFile, renamePath } from '../platform/files.ts';
import { removeKnownTree } from '../platform/known-tree.ts';
import { writeZip } from '../platform/zip-writer.ts';
import type { ZipMember } from '../platform/zip-writer.ts';
import { attemptAt, isPassingMember, partialZipPathOf, zipMetaPathOf } from '../run/layout.ts';
import type { Run } from '../run/run.ts';
import { compareCodePoints } from '../values/order.ts';

/**
 * Turns the metadata folder of a run into a zip: written aside, renamed into place, and only then
 * the folder is removed. Where both exist the zip is whole and the folder a leftover.
 * @param unwritten files the manifest vouches for: like the zip, they have to be there after a loss of power.
 * @returns the path of the zip.
 */
export async function archiveMetadata(run: Run, unwritten: readonly string[]): Promise<string> {
  const partial = partialZipPathOf(run.runDir);
  const zipPath = zipMetaPathOf(run.runDir);
  removeFile(partial);
  const entries = listTreeEntries(run.metaDir);
  const members = entries
    .filter(({ path }) => !isPassingMember(path))
    .map(({ path, isDirectory }): ZipMember => {
      const place = join(run.metaDir, path);
      return isDirectory
        ? { name: `${path}/`, isDirectory, ...folderFacts(place) }
        : { name: path, isDirectory, source: { path: place } };
    })
    .sort((a, b) => compareCodePoints(a.name, b.name));
  writeZip(partial, members);
  await syncFiles(run.runDir, [partial, ...unwritten]);
  renamePath(partial, zipPath);
  // What an attempt has becomes the run by its result, which waits for the disk, too.
  if (attemptAt(run.runDir) === undefined) syncFolder(dirname(zipPath));
  removeKnownTree(run.metaDir, entries);
  return zipPath;
}
