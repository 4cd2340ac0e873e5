import type { OpDef } from '../operation/operation-definition.ts';
import { join } from '../platform/paths.ts';
import { SmallFileCopier } from '../platform/small-file-copier.ts';
import { WorkPace } from '../platform/file-copy.ts';
import type { CopiedFile } from '../platform/hashed-copy.ts';
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
  const pace = new WorkPace(signal);
  const shared: SharedFile[] = [];
  const copier = new SmallFileCopier();
  try {
    const { files, notices } = selectSource(opdef, projectDir, runsDir, copier.expect);
    const paths = files.map(({ path }) => path);
    const copies = await copier.copy({ from: projectDir, to: dir, paths }, () => pace.rest());
    for (const [index, path] of paths.entries()) {
      const copied = copies[index] ?? (await copyLeft(path));
      if (copied !== undefined) shared.push({ path, sha256: copied.sha256 });
    }
    return { dir, files: shared, notices };
  } finally {
    await copier.close();
  }

  async function copyLeft(path: string): Promise<CopiedFile | undefined> {
    await pace.rest();
    return copySourceFile(join(projectDir, path), join(dir, path));
  }
}
