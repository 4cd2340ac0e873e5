import type { Value } from '../values/value.ts';
import { checkSchema } from './schema-check.ts';
import { summarySchema } from './summary-schema.ts';

/** What is wrong with the summary of a run, one sentence each; NaN and infinities are fine in metrics. */
export function checkSummary(summary: Value): readonly string[] {
  return checkSchema(summary, summarySchema, { allowNonFinite: true }).map(
    (finding) => finding.message,
  );
}
