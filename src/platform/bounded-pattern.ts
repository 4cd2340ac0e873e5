import { createContext, runInContext } from 'node:vm';

/** How long a pattern from outside may search. */
const SEARCH_LIMIT_MS = 2000;

/** What searching for a pattern gave: the groups of every match, or why it was given up. */
export type PatternSearch =
  | { readonly kind: 'found'; readonly matches: readonly (readonly (string | undefined)[])[] }
  | { readonly kind: 'invalid'; readonly problem: string }
  | { readonly kind: 'timeout'; readonly limitMs: number };

/**
 * Searches a text for a regular expression that somebody else wrote; `.` matches line breaks. One
 * that would take for ever is stopped after two seconds.
 */
export function searchBounded(pattern: string, text: string): PatternSearch {
  const context = createContext({ pattern, text });
  // Named groups in Python's spelling are the same thing.
  const script = `[...text.matchAll(new RegExp(pattern.replaceAll('(?P<', '(?<'), 'gsm'))].map((match) => [...match])`;
  try {
    const matches = runInContext(script, context, { timeout: SEARCH_LIMIT_MS }) as string[][];
    return { kind: 'found', matches };
  } catch (error) {
    // Errors made in another context are not instances of this one's classes.
    const { code, message } = error as { code?: string; message?: string };
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      return { kind: 'timeout', limitMs: SEARCH_LIMIT_MS };
    return { kind: 'invalid', problem: String(message) };
  }
}
