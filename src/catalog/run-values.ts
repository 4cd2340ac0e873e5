import type { ValueGroup } from '../run-index/run-row.ts';
import type { Value } from '../values/value.ts';
import { IndexedRun } from './indexed-run.ts';
import { valuesIn } from './run-record.ts';
import type { RunRecord } from './run-record.ts';

/** What a run has under exactly this name in its configuration or in a part of its summary. */
export function ownValue(run: RunRecord, group: ValueGroup, name: string): Value | undefined {
  if (run instanceof IndexedRun && run.isIndexed) return run.ownValue(group, name);
  const values = valuesIn(run, group);
  return values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
}

/** Adds the names of all values that a run has in a group. */
export function addNames(run: RunRecord, group: ValueGroup, names: Set<string>): void {
  if (run instanceof IndexedRun && run.isIndexed) run.addNames(group, names);
  else for (const name in valuesIn(run, group)) names.add(name);
}
