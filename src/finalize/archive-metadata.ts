import { dirname } from 'node:path';
import { fail } from '../failures/failures.ts';
import { syncFiles, syncFolder } from '../platform/durable-files.ts';
import { folderFacts, listTreeEntries } from '../platform/file-tree.ts';
import type { TreeEntry } from '../platform/file-tree.ts';
import { pathExists, removeFile, renamePath } from '../platform/files.ts';
import { removeKnownTree } from '../platform/known-tree.ts';
import { join } from '../platform/paths.ts';
import { newMode } from '../platform/umask.ts';
import { writeZip } from '../platform/zip-writer.ts';
import type { ZipMember } from '../platform/zip-writer.ts';
import {
  META,
  attemptAt,
  isPassingMember,
  partialZipPathOf,
  zipMetaPathOf,
} from '../run/layout.ts';
import { endOwnMetadata, ownMetadata } from '../run/own-metadata.ts';
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
  if (pathExists(partial)) removeFile(partial);
  const own = ownMetadata(run.metaDir);
  // What this process remembers of a run that was removed meanwhile is no run.
  if (own !== undefined && !pathExists(join(run.metaDir, META.opref))) {
    fail({ reason: 'run-removed', id: run.id, path: run.metaDir });
  }
  // What still waits goes into the zip.
  own?.end();
  const entries = listTreeEntries(run.metaDir);
  const members = [...membersOf(run.metaDir, entries).values()].sort((a, b) =>
    compareCodePoints(a.name, b.name),
  );
  writeZip(partial, members);
  await syncFiles(run.runDir, [partial, ...unwritten]);
  renamePath(partial, zipPath);
  // What an attempt has becomes the run by its result, which waits for the disk, too.
  if (attemptAt(run.runDir) === undefined) syncFolder(dirname(zipPath));
  endOwnMetadata(run.metaDir);
  removeKnownTree(run.metaDir, entries);
  return zipPath;
}

/** What there is in a folder, and what this process has yet to write there: its own is not read again. */
function membersOf(metaDir: string, entries: readonly TreeEntry[]): ReadonlyMap<string, ZipMember> {
  const members = new Map<string, ZipMember>();
  for (const { path, isDirectory } of entries) {
    if (isPassingMember(path) || path === META.waiting) continue;
    const place = join(metaDir, path);
    const member: ZipMember = isDirectory
      ? { name: `${path}/`, isDirectory, ...folderFacts(place) }
      : { name: path, isDirectory, source: { path: place } };
    members.set(path, member);
  }
  const own = ownMetadata(metaDir);
  const folderMode = own === undefined ? 0 : newMode(0o777);
  const fileMode = folderMode & 0o666;
  for (const name of own?.names() ?? []) {
    const known = own?.get(name);
    if (known === undefined || isPassingMember(name)) continue;
    const { content: bytes, writtenAt: modifiedAt } = known;
    members.set(name, {
      name,
      isDirectory: false,
      source: { bytes },
      mode: fileMode,
      modifiedAt,
    });
    const folder = name.slice(0, Math.max(0, name.lastIndexOf('/')));
    if (folder === '' || members.has(folder)) continue;
    members.set(folder, {
      name: `${folder}/`,
      isDirectory: true,
      mode: folderMode,
      modifiedAt,
    });
  }
  return members;
}
