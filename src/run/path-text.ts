/**
 * Paths in the line-based files of a run (`log/files`, `manifest`). Nearly every path stands as it
 * is; one that a line cannot hold (line breaks, white space at the end) or that begins with a
 * backslash is written as a backslash and a quoted JSON string.
 */
const QUOTED_MARK = '\\"';

export function escapePath(path: string): string {
  return NEEDS_QUOTES.test(path)
    ? `\\${JSON.stringify(path).replace(/[\s\u0085]/g, escapeBlank)}`
    : path;
}

const NEEDS_QUOTES = /^\\|[\n\r\u0085\u2028\u2029]|[\s\u001c-\u001f]$/;

/** White space other than the plain space stays visible; a final space is inside the quotes. */
function escapeBlank(blank: string): string {
  return blank === ' ' ? ' ' : `\\u${blank.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export function unescapePath(text: string): string {
  if (!text.startsWith(QUOTED_MARK)) return text;
  try {
    return String(JSON.parse(text.slice(1)));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return text;
  }
}

/** Whether a path stays below the folder it is relative to, and is the only way to write it. */
export function isSafePath(path: string): boolean {
  return (
    path !== '' &&
    !path.includes('\0') &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}
