import type { RunRecord } from '../catalog/run-record.ts';
import { float, toNumber } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import type { Score } from './board-config.ts';
import { bareValue, fieldValue } from './board-field.ts';

/**
 * The weighted mean of what a run has of a score's fields; what is missing or no number counts
 * neither as a value nor as weight. Undefined when nothing is left, or no weight.
 */
export function scoreRun(run: RunRecord, { parts }: Score): Value | undefined {
  let total = 0;
  let weights = 0;
  for (const { field, weight } of parts) {
    const value = numberOf(bareValue(fieldValue(run, field)));
    if (value === undefined) continue;
    total += value * weight;
    weights += weight;
  }
  const mean = total / weights;
  return Number.isFinite(mean) ? float(mean) : undefined;
}

/** Numeric text and truth values are numbers here. */
function numberOf(value: Value | undefined): number | undefined {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return toNumber(value);
  const number = Number(value);
  return value.trim() === '' || !Number.isFinite(number) ? undefined : number;
}
