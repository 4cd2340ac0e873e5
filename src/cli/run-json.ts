import { runAttributes, runMetrics } from '../catalog/run-fields.ts';
import { readProjectReference } from '../run/project-reference.ts';
import { tagsOf } from '../run/tags.ts';
import { formatFloat } from '../values/number-text.ts';
import { isFloat, isList, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { NumberedRun } from './choose-runs.ts';

/**
 * A run as JSON for programs; what a run does not have is null.
 *
 * - `index`: its position in the list, from 1;
 * - `id`, `name`;
 * - `operation`: `namespace`, `name`, `version`;
 * - `status`, `exit_code`;
 * - `label`: the user's, else the run's own; `tags`, sorted;
 * - `initialized`, `staged`, `started`, `stopped`: times such as `2024-05-01T15:14:56.123456Z`;
 * - `config`, `metrics`, `attributes`: maps of plain values by name; the latter two from its summary;
 * - `batch`: `id` and `name` of the batch it was made for, and which `trial` of it it is;
 * - `project`: the directory it came from, as far as known here;
 * - `run_dir`: its files; `meta_path`: its metadata, a folder or a zip.
 *
 * Numbers JSON does not have are the texts `nan`, `inf` and `-inf`.
 */
export function runJson({ position, run }: NumberedRun): ValueMap {
  const { namespace, name, version } = run.opref;
  return {
    index: position,
    id: run.id,
    name: run.name,
    operation: { namespace, name, version: version ?? null },
    status: run.status,
    exit_code: run.exitCode ?? null,
    label: run.label ?? null,
    tags: tagsOf(run.attributes),
    initialized: formatTime(run.initialized),
    staged: formatTime(run.staged),
    started: formatTime(run.started),
    stopped: formatTime(run.stopped),
    config: strictJson(run.config),
    metrics: strictJson(runMetrics(run)),
    attributes: strictJson(runAttributes(run)),
    batch: run.batch === undefined ? null : { ...run.batch },
    project: readProjectReference(run.run) ?? null,
    run_dir: run.run.runDir,
    meta_path: run.run.metaDir,
  };
}

/** The value with numbers every reader of JSON understands. */
export function strictJson(value: Value): Value {
  if (isList(value)) return value.map(strictJson);
  if (isMap(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, strictJson(item)]));
  }
  if (!isFloat(value) || Number.isFinite(Number(value))) return value;
  return formatFloat(Number(value));
}

/** Microseconds since the epoch as a UTC time with all its digits. */
export function formatTime(micros: number | undefined): string | null {
  if (micros === undefined) return null;
  const seconds = new Date(Math.floor(micros / 1000)).toISOString().slice(0, -'.000Z'.length);
  return `${seconds}.${String(micros % 1_000_000).padStart(6, '0')}Z`;
}
