import type { ValueGroup } from '../run-index/run-row.ts';
import { isList, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { IndexedRun } from './indexed-run.ts';
import type { RunRecord } from './run-record.ts';

/** What a run has under exactly this name in its configuration or in a part of its summary. */
export function ownValue(run: RunRecord, group: ValueGroup, name: string): Value | undefined {
  if (run instanceof IndexedRun && run.isIndexed) {
    const value = run.ownValue(group, name);
    // What has parts is taken from the document: there they are in the order in which they were written.
    if (!isMap(value) && !isList(value)) return value;
  }
  const values = valuesIn(run, group);
  return values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
}

/** The names of all values that any of the runs has there. */
export function valueNames(runs: readonly RunRecord[], group: ValueGroup): ReadonlySet<string> {
  const names = new Set<string>();
  for (const run of runs) {
    if (run instanceof IndexedRun && run.isIndexed) run.addNames(group, names);
    else for (const name in valuesIn(run, group)) names.add(name);
  }
  return names;
}

function valuesIn(run: RunRecord, group: ValueGroup): ValueMap | undefined {
  const values = group === 'config' ? run.config : run.summary[group];
  return isMap(values) ? values : undefined;
}
