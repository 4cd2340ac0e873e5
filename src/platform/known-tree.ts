import { rmdirSync } from 'node:fs';
import { removeFile, removeTree } from './files.ts';

/** `removeTree` for one who knows what is in a folder, folders before what is in them: it asks for nothing. */
export function removeKnownTree(
  path: string,
  entries: readonly { readonly path: string; readonly isDirectory: boolean }[],
): void {
  try {
    for (const entry of entries) if (!entry.isDirectory) removeFile(`${path}/${entry.path}`);
    const folders = entries.filter((entry) => entry.isDirectory).toReversed();
    for (const folder of folders) rmdirSync(`${path}/${folder.path}`);
    rmdirSync(path);
  } catch {
    // Something came, or went, or resists.
    removeTree(path);
  }
}
