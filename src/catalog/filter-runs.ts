import { systemClock } from '../platform/clock.ts';
import { parseFilter as parseExpression } from '../filter/filter-expression.ts';
import { recordReader } from './record-reader.ts';
import type { RunRecord } from './run-record.ts';

/** Whether a run is among those asked for. */
export type RunFilter = (run: RunRecord) => boolean;

/**
 * Reads a filter expression; see docs/filters.md. Without one every run is meant. `now` is when the
 * filter is read, the same for every run. Fails with `invalid-filter`.
 */
export function parseFilter(expression: string | undefined): RunFilter {
  if (expression === undefined || expression === '') return () => true;
  const filter = parseExpression(expression);
  const at = { nowMillis: systemClock() };
  return (run) => filter.matches(recordReader(run), at);
}
