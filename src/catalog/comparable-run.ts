import { sameOperation } from '../run/operation-reference.ts';
import type { OpRef } from '../run/operation-reference.ts';
import { formatJsonPretty } from '../values/json-text.ts';
import { valuesEqual } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';
import type { RunRecord } from './run-record.ts';

/**
 * The newest completed run of the same operation and version with the same configuration; values
 * are the same when they have the same kind.
 * @param runs newest first.
 */
export function findComparableRun(
  runs: readonly RunRecord[],
  opref: OpRef,
  config: ValueMap,
): RunRecord | undefined {
  return runs.find((run) => isCandidate(run, opref) && valuesEqual(run.config, config));
}

/** The same text for configurations that are the same, whatever the order of their keys. */
export function configKey(config: ValueMap): string {
  return formatJsonPretty(config);
}

function isCandidate(run: RunRecord, opref: OpRef): boolean {
  return run.status === 'completed' && sameOperation(run.opref, opref);
}
