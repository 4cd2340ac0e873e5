import { basename } from 'node:path';
import { fail } from '../failures/failures.ts';
import { nextMoveTimeMillis } from '../platform/clock.ts';
import { createEmptyFile, isSystemError, listDirectory, pathExists } from '../platform/files.ts';
import { timeSortableId } from '../platform/ids.ts';
import { join } from '../platform/paths.ts';
import { isMetaName, isOlderDeletedMetaName, moveDirOf } from './layout.ts';
import { currentMetaPath } from './metadata.ts';
import { refuseLink } from './own-place.ts';
import type { Run } from './run.ts';

/** Where a run is: among the active runs, in the trash, or in the archive with this id. Nothing moves on disk. */
export type Container = 'active' | 'trash' | (string & {});

/** A marker's name is a time-sortable id, a dash, and the container. */
const CONTAINER_START = 37;

/** The container told by the newest marker in `moveDir`; `active` when there is none. */
export function readContainer(moveDir: string): Container {
  return newestContainer(listDirectory(moveDir).map(({ name }) => name));
}

/** The container told by the newest of the names of markers. */
export function newestContainer(names: readonly string[]): Container {
  let newest = '';
  for (const name of names) {
    if (name.length > CONTAINER_START && !name.endsWith('.tmp') && name > newest) newest = name;
  }
  return newest === '' ? 'active' : newest.slice(CONTAINER_START);
}

/**
 * Adds a marker that puts the run into `container`, also where it is there already.
 * Fails with `meta-missing` when the run is gone.
 */
export function moveRun(run: Run, container: Container): void {
  if (!/^[^./\\][^/\\]*$/.test(container)) {
    fail({ reason: 'invalid-argument', message: `not a container of runs: '${container}'` });
  }
  const metaPath = currentMetaPath(run.metaDir);
  if (!pathExists(metaPath)) fail({ reason: 'meta-missing', path: metaPath });
  const name = `${timeSortableId(nextMoveTimeMillis())}-${container}`;
  // Created under its name: it is complete when it is there.
  const moveDir = moveDirOf(metaPath);
  refuseLink(moveDir);
  createEmptyFile(join(moveDir, name));
}

/** The container of every run of a runs directory, by the path of its metadata. */
export function readContainers(runsDir: string): ReadonlyMap<string, Container> {
  const names = listDirectory(runsDir).map((entry) => entry.name);
  const present = new Set(names);
  const containers = new Map<string, Container>();
  for (const name of names) {
    if (!isMetaName(name) && !isOlderDeletedMetaName(name)) continue;
    const path = join(runsDir, name);
    const hasMoves = present.has(basename(moveDirOf(path)));
    containers.set(path, containerOfMetadata(path, hasMoves));
  }
  return containers;
}

/** The container of the run with this metadata. */
export function containerOfMetadata(metaPath: string, hasMoves: boolean): Container {
  if (isOlderDeletedMetaName(metaPath)) return 'trash';
  return hasMoves ? readReachableContainer(moveDirOf(metaPath)) : 'active';
}

/** {@link readContainer}, where moves that this user may not read hide no run, not even their own. */
export function readReachableContainer(moveDir: string): Container {
  try {
    return readContainer(moveDir);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return 'active';
  }
}
