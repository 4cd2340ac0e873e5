import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A new folder with these files: contents by path. A path that ends in `/` is an empty folder. */
export function makeTree(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gage-files-')));
  roots.push(root);
  addFiles(root, files);
  return root;
}

const roots: string[] = [];

export function addFiles(root: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    const target = join(root, path);
    mkdirSync(path.endsWith('/') ? target : dirname(target), { recursive: true });
    if (!path.endsWith('/')) writeFileSync(target, content);
  }
}

/** Removes what {@link makeTree} made; folders named in `locked` are made accessible first. */
export function removeTrees(locked: readonly string[] = []): void {
  for (const path of locked) chmodSync(path, 0o755);
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
}
