import { systemClock } from '../platform/clock.ts';
import { parseFilter as parseExpression } from '../filter/filter-expression.ts';
import { RecordReader } from './record-reader.ts';
import type { FilterBounds } from '../filter/filter-comparisons.ts';
import type { RunRecord } from './run-record.ts';

/** Whether a run is among those asked for. */
export interface RunFilter {
  (run: RunRecord): boolean;
  /** What else has to hold: tells of most runs that they are not, without looking at them, or of all whether they are. */
  readonly bounds?: FilterBounds;
}

/**
 * Reads a filter expression; see docs/filters.md. Without one every run is meant. `now` is when the
 * filter is read, the same for every run. Fails with `invalid-filter`.
 */
export function parseFilter(expression: string | undefined): RunFilter {
  if (expression === undefined || expression === '') return () => true;
  const filter = parseExpression(expression);
  const at = { nowMillis: systemClock() };
  const reader = new RecordReader();
  const { bounds } = filter;
  return Object.assign((run: RunRecord) => filter.matches(reader.of(run), at), { bounds });
}
