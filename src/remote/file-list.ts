import { isSafePath } from '../run/path-text.ts';
import { JsonTextError, formatJsonCompact, parseJson } from '../values/json-text.ts';
import { isList, isMap, toNumber } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import type { RunFile, RunLink } from './run-entries.ts';

/** A file with the digest it is to have. */
export interface ListedFile extends RunFile {
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/**
 * What a run consists of, kept beside it at a place that does not keep modes, times, links and empty
 * folders itself; see docs/remotes.md. Every file of the run that is there in its full size has the
 * content that is told here: a file that has not is removed before the list says so.
 */
export interface FileList {
  /** Which state of the run's metadata it goes with. */
  readonly metadata: string;
  readonly files: readonly ListedFile[];
  readonly links: readonly RunLink[];
  readonly emptyFolders: readonly string[];
}

const FORMAT = 1;

export function formatFileList(list: FileList): string {
  return `${formatJsonCompact({
    format: FORMAT,
    metadata: list.metadata,
    files: list.files.map(({ path, sizeBytes, sha256, mode, modifiedAt }) => ({
      path,
      size: sizeBytes,
      sha256,
      mode: mode.toString(8),
      modified: Math.trunc(modifiedAt),
    })),
    links: list.links.map(({ path, target }) => ({ path, target })),
    folders: [...list.emptyFolders],
  })}\n`;
}

/** Undefined for what is no such list, or names a path outside of the run. */
export function parseFileList(text: string): FileList | undefined {
  let value: Value;
  try {
    value = parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return undefined;
  }
  if (!isMap(value) || toNumber(value['format']) !== FORMAT) return undefined;
  const { metadata, files, links, folders } = value;
  if (typeof metadata !== 'string') return undefined;
  const list = {
    metadata,
    files: all(files, parseFile),
    links: all(links, parseLink),
    emptyFolders: all(folders, parsePath),
  };
  const { files: parsed, links: parsedLinks, emptyFolders } = list;
  if (parsed === undefined || parsedLinks === undefined || emptyFolders === undefined) {
    return undefined;
  }
  return isTree(parsed, parsedLinks, emptyFolders)
    ? { metadata, files: parsed, links: parsedLinks, emptyFolders }
    : undefined;
}

/** All items, or undefined when one is not what it should be. */
function all<T>(value: Value | undefined, parse: (item: Value) => T | undefined): T[] | undefined {
  if (!isList(value)) return undefined;
  const items: T[] = [];
  for (const item of value) {
    const parsed = parse(item);
    if (parsed === undefined) return undefined;
    items.push(parsed);
  }
  return items;
}

function parseFile(value: Value): ListedFile | undefined {
  if (!isMap(value)) return undefined;
  const path = parsePath(value['path']);
  const { sha256, mode } = value;
  const sizeBytes = toNumber(value['size']);
  const modifiedAt = toNumber(value['modified']);
  if (path === undefined || typeof sha256 !== 'string' || typeof mode !== 'string')
    return undefined;
  if (sizeBytes === undefined || modifiedAt === undefined) return undefined;
  if (!/^[0-9a-f]{64}$/.test(sha256) || !/^[0-7]{1,4}$/.test(mode)) return undefined;
  // Bits that give a program another user's rights are nothing to take from elsewhere.
  return { path, sizeBytes, sha256, mode: Number.parseInt(mode, 8) & 0o777, modifiedAt };
}

function parseLink(value: Value): RunLink | undefined {
  if (!isMap(value)) return undefined;
  const path = parsePath(value['path']);
  const { target } = value;
  return path === undefined || typeof target !== 'string' || target === ''
    ? undefined
    : { path, target };
}

function parsePath(value: Value | undefined): string | undefined {
  return typeof value === 'string' && isSafePath(value) ? value : undefined;
}

/** Whether nothing is listed twice, and nothing below a file or a link: there it would be elsewhere. */
function isTree(
  files: readonly ListedFile[],
  links: readonly RunLink[],
  folders: readonly string[],
): boolean {
  const paths = [...files.map(({ path }) => path), ...links.map(({ path }) => path), ...folders];
  const taken = new Set(paths);
  return (
    taken.size === paths.length &&
    paths.every((path) => {
      for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
        if (taken.has(path.slice(0, at))) return false;
      }
      return true;
    })
  );
}
