import { dirname, isAbsolute, resolve } from 'node:path';
import { setFileFacts } from './file-copy.ts';
import { cloneFile } from './file-tree.ts';
import {
  listDirectory,
  lstatIfExists,
  makeDirectory,
  makeSymbolicLink,
  readLinkTarget,
} from './files.ts';
import { join } from './paths.ts';

/**
 * Copies a folder, sharing the content where the file system can. Copies keep modes and times: they are how
 * changes are told. Links lead where they led; what is neither file, folder nor link is left out.
 * @param except paths, separated by slashes, that are left out.
 */
export function cloneTree(
  from: string,
  to: string,
  except: ReadonlySet<string> = new Set(),
  prefix = '',
): void {
  makeDirectory(to);
  for (const entry of listDirectory(from)) {
    const path = prefix + entry.name;
    if (except.has(path)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) cloneTree(source, target, except, `${path}/`);
    else if (entry.isSymbolicLink()) cloneLink(source, target);
    else if (entry.isFile()) cloneWithFacts(source, target);
  }
}

/** {@link cloneTree} for a file. */
export function cloneWithFacts(source: string, target: string): void {
  const status = lstatIfExists(source);
  if (status === undefined) return;
  cloneFile(source, target);
  setFileFacts(target, {
    mode: Number(status.mode) & 0o7777,
    modifiedAt: Number(status.mtimeNs) / 1e6,
  });
}

/** A link to something outside still leads there. */
function cloneLink(source: string, target: string): void {
  const text = readLinkTarget(source);
  const isOutside = !isAbsolute(text) && text.startsWith('..');
  makeSymbolicLink(isOutside ? resolve(dirname(source), text) : text, target);
}
