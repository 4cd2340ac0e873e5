import { join } from 'node:path';
import { fail } from '../failures/failures.ts';
import { nextMoveTimeMillis } from '../platform/clock.ts';
import { createEmptyFile, isSystemError, listDirectory, pathExists } from '../platform/files.ts';
import { timeSortableId } from '../platform/ids.ts';
import { isMetaName, isOlderDeletedMetaName, metaNameId, moveDirOf } from './layout.ts';
import { currentMetaPath } from './metadata.ts';
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
  createEmptyFile(join(moveDirOf(metaPath, run.id), name));
}

/** The container of every run of a runs directory, by the path of its metadata. */
export function readContainers(runsDir: string): ReadonlyMap<string, Container> {
  const names = listDirectory(runsDir).map((entry) => entry.name);
  const present = new Set(names);
  const containers = new Map<string, Container>();
  for (const name of names) {
    const path = join(runsDir, name);
    if (isOlderDeletedMetaName(name)) containers.set(path, 'trash');
    else if (isMetaName(name))
      containers.set(path, containerIn(runsDir, present, metaNameId(path)));
  }
  return containers;
}

function containerIn(runsDir: string, present: ReadonlySet<string>, id: string): Container {
  const moves = `${id}.move`;
  if (!present.has(moves)) return 'active';
  try {
    return readContainer(join(runsDir, moves));
  } catch (error) {
    // One run whose moves this user may not read does not hide the others, nor itself.
    if (!isSystemError(error)) throw error;
    return 'active';
  }
}
