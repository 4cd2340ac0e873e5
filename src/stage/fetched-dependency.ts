import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from '../failures/failures.ts';
import { KeptOut } from '../files/kept-out.ts';
import type { FileDependency, UrlDependency } from '../operation/dependency.ts';
import { expandHome } from '../operation/home-path.ts';
import { readFileStatus } from '../platform/directory-entries.ts';
import { pathExists } from '../platform/files.ts';
import { listTree, realPath } from '../platform/file-tree.ts';
import { join } from '../platform/paths.ts';
import { isMasked } from '../run/secret-values.ts';
import { compareCodePoints } from '../values/order.ts';
import { namesNear } from './likely-paths.ts';
import type { Resolution, Resolving } from './resolved-dependency.ts';
import { pathBelow, pathOfSingle } from './target-path.ts';

/** Reads what is to be downloaded; nothing is asked of the server. Fails with `dependency-unusable`. */
export function resolveUrl(dependency: UrlDependency, resolving: Resolving): Resolution {
  const { url, target, sha256, unpack } = dependency;
  const { number } = resolving;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'file:') {
    return resolveFile(
      { ...dependency, type: 'file', file: fileURLToPath(parsed), link: false },
      resolving,
    );
  }
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    return failUnusable(number, url, 'it is not a http, https or file URL');
  }
  if (parsed.username !== '' || parsed.password !== '') {
    failUnusable(number, parsed.host, 'a URL with a password would be stored in the run');
  }
  // A signed link that was stored has lost what it was signed with.
  if (isMasked(url)) fail({ reason: 'secret-not-kept', what: [`url of dependency ${number}`] });
  const isUnpacked = unpack === true;
  const name = lastName(parsed);
  if (name === '' && !isUnpacked && (target === undefined || target.endsWith('/'))) {
    failUnusable(number, url, "it has no file name: say in 'target' what to call it");
  }
  if (!isUnpacked) pathOfSingle(target, name, number);
  return {
    origin: { kind: 'url', url },
    content: { kind: 'fetched', name, target, sha256, isUnpacked },
  };
}

/** The last name of a URL's path; empty where that is no name of a file. */
function lastName({ pathname }: URL): string {
  let name = pathname.slice(pathname.lastIndexOf('/') + 1);
  try {
    name = decodeURIComponent(name);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
  }
  return /[/\\\0]|^\.{1,2}$/.test(name) ? '' : name;
}

/** Finds a file or directory outside the project. Fails with `dependency-missing`, `dependency-unusable`. */
export function resolveFile(dependency: FileDependency, resolving: Resolving): Resolution {
  const { number, context } = resolving;
  const { target, sha256, unpack, link } = dependency;
  const path = resolve(context.projectDir, expandHome(dependency.file, context.homeDir));
  const status = readFileStatus(path);
  const origin = { kind: 'file', path } as const;
  switch (status?.kind) {
    case undefined:
      if (pathExists(path)) failUnusable(number, path, 'it is a link that leads nowhere');
      return fail({
        reason: 'dependency-missing',
        dependency: number,
        missing: { kind: 'file', path, ...namesNear(path) },
      });
    case 'special':
      return failUnusable(number, path, 'it is not a regular file');
    case 'directory':
      if (sha256 !== undefined)
        failUnusable(number, path, "a directory has no 'sha256' of its own");
      if (unpack === true) failUnusable(number, path, 'a directory cannot be unpacked');
      return {
        origin,
        content: { kind: 'files', isLinked: link, files: filesBelow(path, target, resolving) },
      };
    case 'file': {
      const name = basename(path);
      if (unpack === true) {
        return { origin, content: { kind: 'fetched', name, target, sha256, isUnpacked: true } };
      }
      const file = {
        source: path,
        path: pathOfSingle(target, name, number),
        ...(sha256 !== undefined && { expected: { sha256, statedBy: 'definition' as const } }),
      };
      return { origin, content: { kind: 'files', isLinked: link, files: [file] } };
    }
  }
}

/** All that is in the directory, under its name unless there is a target; the runs are never a part. */
function filesBelow(
  directory: string,
  target: string | undefined,
  { number, context }: Resolving,
): { source: string; path: string }[] {
  const root = realPath(directory);
  const keptOut = new KeptOut(root, [realPath(context.runsDir)]);
  const files = listTree(root)
    .map(({ path }) => path)
    .filter((path) => !keptOut.has(join(root, path)))
    .sort(compareCodePoints);
  if (files.length === 0) failUnusable(number, directory, 'there are no files in it');
  return files.map((path) => ({
    source: join(root, path),
    path: pathBelow(target ?? basename(directory), path, number),
  }));
}

function failUnusable(number: number, source: string, problem: string): never {
  fail({ reason: 'dependency-unusable', dependency: number, source, problem });
}
