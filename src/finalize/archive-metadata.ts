import { dirname, join } from 'node:path';
import { syncFolder } from '../platform/durable-files.ts';
import { listTreeEntries } from '../platform/file-tree.ts';
import { removeFile, removeTree, renamePath } from '../platform/files.ts';
import { writeZip } from '../platform/zip-writer.ts';
import { isPassingMember, partialZipPathOf, zipMetaPathOf } from '../run/layout.ts';
import type { Run } from '../run/run.ts';
import { compareCodePoints } from '../values/order.ts';

/**
 * Turns the metadata folder of a run into a zip: written aside, renamed into place, and only then
 * the folder is removed. Where both exist the zip is whole and the folder a leftover.
 * @returns the path of the zip.
 */
export function archiveMetadata(run: Run): string {
  const partial = partialZipPathOf(run.runDir);
  const zipPath = zipMetaPathOf(run.runDir);
  removeFile(partial);
  const members = listTreeEntries(run.metaDir)
    .filter(({ path }) => !isPassingMember(path))
    .map((entry) => ({ ...entry, name: entry.isDirectory ? `${entry.path}/` : entry.path }))
    .sort((a, b) => compareCodePoints(a.name, b.name));
  writeZip(
    partial,
    members.map(({ name, path, isDirectory, mode, modifiedAt }) =>
      isDirectory
        ? { name, isDirectory, mode, modifiedAt }
        : { name, isDirectory, mode, modifiedAt, source: { path: join(run.metaDir, path) } },
    ),
    // The folder goes when the zip is there: it has to be there after a loss of power, too.
    { sync: true },
  );
  renamePath(partial, zipPath);
  syncFolder(dirname(zipPath));
  removeTree(run.metaDir);
  return zipPath;
}
