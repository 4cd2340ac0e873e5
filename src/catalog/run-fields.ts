import { compareCodePoints } from '../values/order.ts';
import { emptyMap, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { RunRecord } from './run-record.ts';

/** A named value of a run: a metric, an attribute or a part of its configuration. */
export interface RunField {
  readonly name: string;
  /** Undefined when the run has nothing of this name. */
  readonly value: Value | undefined;
}

/**
 * The values that describe a run in a list. Of the same name, configuration counts more than an
 * attribute, and that more than a metric.
 * @param names which, in which order; all in the order of their names when there are none.
 */
export function runFields(run: RunRecord, names: readonly string[] = []): readonly RunField[] {
  const values = Object.assign(emptyMap(), runMetrics(run), runAttributes(run), run.config);
  const wanted = names.length > 0 ? names : Object.keys(values).sort(compareCodePoints);
  return wanted.map((name) => ({ name, value: values[name] }));
}

/** The metrics of a run's summary as plain values. */
export function runMetrics({ summary }: RunRecord): ValueMap {
  return plainValues(summary['metrics']);
}

/** The attributes of a run's summary as plain values. */
export function runAttributes({ summary }: RunRecord): ValueMap {
  return plainValues(summary['attributes']);
}

/** A value with remarks about it, such as a label, is a map with `value`. */
function plainValues(values: Value | undefined): ValueMap {
  const plain = emptyMap();
  if (!isMap(values)) return plain;
  for (const [name, value] of Object.entries(values)) {
    plain[name] = isMap(value) ? (value['value'] ?? null) : value;
  }
  return plain;
}
