import { fail } from '../failures/failures.ts';
import { compileGlob } from '../files/glob.ts';
import { unquote } from './flag-value.ts';

/** One entry of a config block's `keys`. */
export interface KeyPath {
  /** As it was written. */
  readonly text: string;
  /**
   * The files it is about, as a pattern for files with its annotations but no dash in front. Undefined for
   * every file that other entries of the block include.
   */
  readonly filePattern: string | undefined;
  /** `exclude-file` leaves out files that entries before it include; `exclude-keys` wins over all that include a key. */
  readonly effect: 'include' | 'exclude-file' | 'exclude-keys';
  /** Whether it says which keys; otherwise a file without any is as good. */
  readonly namesKeys: boolean;
  /** Whether it is about a key of a file. */
  matchesKey(key: string): boolean;
}

/**
 * Reads the `keys` of a config block: `FILES`, `FILES#KEYS`, or `#KEYS`, with `-` in front to exclude.
 *
 * - `FILES` is a pattern for files (`\-` for a leading dash); without `#KEYS` it means `*`, the keys
 *   that have no dots, or with a dash the whole file.
 * - `KEYS` is a glob in which dots separate: `*` stays within a level, `**.*` is every key. A part
 *   with a dot of its own is in double quotes, as in the key.
 * - `#KEYS` is about the files of the entry before it, or about all files if it comes first.
 *
 * Fails with `invalid-config-path`.
 */
export function parseKeyPaths(texts: readonly string[]): readonly KeyPath[] {
  const paths: KeyPath[] = [];
  let previousFiles: string | undefined;
  for (const text of texts) {
    const path = parseKeyPath(text, previousFiles);
    previousFiles = path.filePattern;
    paths.push(path);
  }
  return paths;
}

function parseKeyPath(text: string, previousFiles: string | undefined): KeyPath {
  const isExclude = text.startsWith('-');
  const { files, keys } = splitAtMark(isExclude ? text.slice(1) : text);
  if (files === '' && keys === undefined) {
    const problem = isExclude ? 'there is nothing after the dash' : 'path cannot be empty';
    fail({ reason: 'invalid-config-path', path: text, problem });
  }
  const isWholeFile = files !== '' && (keys === undefined || keys === '');
  const effectOnKeys = isExclude ? 'exclude-keys' : 'include';
  return {
    text,
    filePattern: files === '' ? previousFiles : files,
    effect: isExclude && isWholeFile ? 'exclude-file' : effectOnKeys,
    namesKeys: keys !== undefined && keys !== '',
    matchesKey: compileKeyPattern(keys ?? '*'),
  };
}

/** Divides at the first `#` that is not in quotes. */
function splitAtMark(spec: string): { readonly files: string; readonly keys: string | undefined } {
  const files = /^(?:"[^"]*"|'[^']*'|[^"'#])*(?=#)/.exec(spec)?.[0];
  if (files === undefined) return { files: spec.trim(), keys: undefined };
  return { files: files.trim(), keys: spec.slice(files.length + 1).trim() };
}

function compileKeyPattern(pattern: string): (key: string) => boolean {
  const glob = compileGlob(joinQuotedParts(pattern), '.');
  return (key) => glob.matches(joinQuotedParts(key));
}

/** Stands for a dot inside a part of a key, where it does not separate. */
const INNER_DOT = '\u0000';

function joinQuotedParts(key: string): string {
  if (!key.includes('"')) return key;
  return key.replace(/"(?:[^"\\]|\\.)*"/g, (part) => unquote(part).replaceAll('.', INNER_DOT));
}
