import { join } from 'node:path';
import type { OpDef } from '../operation/operation-definition.ts';
import { WorkPace } from '../platform/file-copy.ts';
import type { SharedFile, SharedSource } from './shared-source.ts';
import { copySourceFile, selectSource } from './source.ts';

/** Copies the source code of an operation, as it is now, to a new folder. Fails with `unreadable-source`. */
export async function shareSource(
  opdef: OpDef,
  projectDir: string,
  runsDir: string,
  dir: string,
  signal?: AbortSignal,
): Promise<SharedSource> {
  const { files, notices } = selectSource(opdef, projectDir, runsDir);
  const pace = new WorkPace(signal);
  const shared: SharedFile[] = [];
  for (const { path } of files) {
    const rest = pace.rest();
    if (rest !== undefined) await rest;
    const copied = await copySourceFile(join(projectDir, path), join(dir, path));
    if (copied !== undefined) shared.push({ path, sha256: copied.sha256 });
  }
  return { dir, files: shared, notices };
}
