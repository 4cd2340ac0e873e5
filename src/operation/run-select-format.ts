import { GageError } from '../failures/failures.ts';
import { parseFilter } from '../filter/filter-expression.ts';
import { looksLikeFilter } from '../filter/looks-like-filter.ts';

/** What is wrong with a text that selects runs; names of operations and runs can be anything but a filter. */
export function runSelectProblem(text: string): string | undefined {
  if (!looksLikeFilter(text)) return undefined;
  try {
    parseFilter(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof GageError) || error.failure.reason !== 'invalid-filter') throw error;
    const { problem, suggestion } = error.failure;
    const advice = suggestion === undefined ? '' : `. ${suggestion}`;
    return `is not a filter: '${text}': ${problem}${advice}`;
  }
}
