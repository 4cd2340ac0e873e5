import { fail } from '../failures.ts';
import { isMap } from '../values/value.ts';
import type { RunRecord } from './run-record.ts';

/** Whether a run is among those asked for. */
export type RunFilter = (run: RunRecord) => boolean;

/**
 * Reads a filter: a text that is a run's operation or status, or is contained in its label. Without
 * a text every run is meant. Fails with `invalid-filter`.
 */
export function parseFilter(expression: string | undefined): RunFilter {
  if (expression === undefined || expression === '') return () => true;
  const text = expression.trim();
  if (text === '') fail({ reason: 'invalid-filter', expression, problem: 'it is blank' });
  if (text.includes('\n')) {
    fail({ reason: 'invalid-filter', expression, problem: 'it has more than one line' });
  }
  return (run) =>
    run.opref.name === text || run.status === text || labelsOf(run).some((label) => label.includes(text));
}

/** What the user calls the run, and what the run calls itself. */
function labelsOf({ label, summary }: RunRecord): readonly string[] {
  const own = isMap(summary['run']) ? summary['run']['label'] : undefined;
  return [label, own].filter((text) => typeof text === 'string');
}
