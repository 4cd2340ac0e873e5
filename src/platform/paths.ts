import { join as joinAny, sep } from 'node:path';

/** An empty part, `.` or `..`, which the system's library resolves; a `/` at the end, which it looks at. */
const UNUSUAL = /(?:^\.{1,2}|\/\.{0,2})(?:\/|$)/;

/**
 * `join` of `node:path`, which goes through paths letter by letter: of those that are put together here, nearly all
 * need nothing but a separator, and one look at all of it takes a tenth of the time.
 */
export function join(first: string, ...rest: readonly string[]): string {
  let path = first;
  for (const part of rest) path += `/${part}`;
  return first === '' || sep !== '/' || UNUSUAL.test(path) ? joinAny(first, ...rest) : path;
}
