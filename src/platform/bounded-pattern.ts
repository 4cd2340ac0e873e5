import { createContext, runInContext } from 'node:vm';
import { hasErrorCode } from './files.ts';

/** How long a pattern from outside may search. */
const SEARCH_LIMIT_MS = 2000;

/** What searching for a pattern gave: the whole text and the groups of every match, unless it was given up. */
export type PatternSearch =
  | { readonly kind: 'found'; readonly matches: readonly (readonly (string | undefined)[])[] }
  | { readonly kind: 'timeout'; readonly limitMs: number };

/**
 * Finds every match of a regular expression that somebody else wrote. One that would take for ever
 * is stopped after two seconds.
 */
export function searchBounded(pattern: RegExp, text: string): PatternSearch {
  const flags = `${pattern.flags.replace('g', '')}g`;
  const context = createContext({ source: pattern.source, flags, text });
  const script = '[...text.matchAll(new RegExp(source, flags))].map((match) => [...match])';
  try {
    const matches = runInContext(script, context, { timeout: SEARCH_LIMIT_MS }) as string[][];
    return { kind: 'found', matches };
  } catch (error) {
    if (!hasErrorCode(error, 'ERR_SCRIPT_EXECUTION_TIMEOUT')) throw error;
    return { kind: 'timeout', limitMs: SEARCH_LIMIT_MS };
  }
}
