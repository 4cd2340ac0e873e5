import { join } from 'node:path';
import { fail } from '../failures.ts';
import { nextMoveTimeMillis } from '../platform/clock.ts';
import { listDirectory, pathExists, writeFileAtomic } from '../platform/files.ts';
import { timeSortableId } from '../platform/ids.ts';
import { currentMetaPath } from './metadata.ts';
import { moveDirOf } from './layout.ts';
import type { Run } from './run.ts';

/** Where a run is: among the active runs, in the trash, or in the archive with this id. Nothing moves on disk. */
export type Container = 'active' | 'trash' | (string & {});

/** A marker's name is a time-sortable id, a dash, and the container. */
const CONTAINER_START = 37;

/** The container told by the newest marker in `moveDir`; `active` when there is none. */
export function readContainer(moveDir: string): Container {
  let newest = '';
  for (const { name } of listDirectory(moveDir)) {
    if (name.length > CONTAINER_START && !name.endsWith('.tmp') && name > newest) newest = name;
  }
  return newest === '' ? 'active' : newest.slice(CONTAINER_START);
}

/** Adds a marker that puts the run into `container`. Fails with `meta-missing` when the run is gone. */
export function moveRun(run: Run, container: Container): void {
  const metaPath = currentMetaPath(run.metaDir);
  if (!pathExists(metaPath)) fail({ reason: 'meta-missing', path: metaPath });
  const name = `${timeSortableId(nextMoveTimeMillis())}-${container}`;
  writeFileAtomic(join(moveDirOf(metaPath, run.id), name), '');
}
