import type { FieldReader } from '../../src/filter/filter-fields.ts';
import type { Value } from '../../src/index.ts';

/** Answers a filter from values named as in expressions: `run.status`, `config.lr`, `metric.x`, `attribute.y`. */
export function readerOf(values: Readonly<Record<string, Value | undefined>>): FieldReader {
  return { read: ({ of, name }) => values[`${of}.${name}`] };
}

/** Microseconds since the epoch of a local time such as `2026-05-01T12:30`. */
export function microsOf(localTime: string): number {
  return new Date(localTime).getTime() * 1000;
}
