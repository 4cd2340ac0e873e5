import { fail } from '../failures/failures.ts';

/** How a config block changes the keys of its files into those of flags; in this order. */
export interface KeyRenaming {
  /** Taken off keys that begin with it. */
  readonly stripPrefix?: string;
  /** `old new`: a key, or the leading parts of keys, and what takes their place. */
  readonly rename?: string | readonly string[];
  /** Put before every key. */
  readonly prefix?: string;
}

/**
 * The function that gives a flag's key for a key of a file. Prefixes and renamed texts are whole parts:
 * `model` means `model.` unless it ends in `.`, `_` or `-`, so the prefix `model` makes `model.rate` of
 * `rate`. Of several renames the first that applies counts. Fails with `invalid-config-path` when
 * `rename` is not two words.
 */
export function compileRenaming(renaming: KeyRenaming): (key: string) => string {
  const { stripPrefix = '', prefix = '', rename = [] } = renaming;
  const renames = (typeof rename === 'string' ? [rename] : rename).map(parseRename);
  const strip = stripPrefix === '' ? '' : closePrefix(stripPrefix);
  const added = prefix === '' ? '' : closePrefix(prefix);
  return (key) => {
    const stripped = key.startsWith(strip) && key !== strip ? key.slice(strip.length) : key;
    return added + applyRenames(renames, stripped);
  };
}

type Rename = readonly [from: string, to: string];

function parseRename(text: string): Rename {
  const [from, to, ...others] = text.trim().split(/\s+/);
  if (from === undefined || to === undefined || others.length > 0) {
    return fail({
      reason: 'invalid-config-path',
      path: text,
      problem: "rename needs two words, 'old new'",
    });
  }
  return [from, to];
}

function applyRenames(renames: readonly Rename[], key: string): string {
  for (const [from, to] of renames) {
    if (key === from) return to;
    const prefix = closePrefix(from);
    if (key.startsWith(prefix)) return closePrefix(to) + key.slice(prefix.length);
  }
  return key;
}

function closePrefix(prefix: string): string {
  return /[._-]$/.test(prefix) ? prefix : `${prefix}.`;
}
