import type { RunRecord } from '../catalog/run-record.ts';
import type { Dependency } from '../operation/dependency.ts';
import { META } from '../run/layout.ts';
import { hasMember } from '../run/members.ts';
import { readMap, withMeta } from '../run/metadata.ts';
import type { Run } from '../run/run.ts';
import { formatJsonPretty } from '../values/json-text.ts';
import { emptyMap, isList, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { DependencyOrigin } from './resolved-dependency.ts';

/** A file that a dependency put into the run directory. */
export interface PlacedFile {
  /** In the run directory, with `/`. */
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Where it was copied from, when that is a file of this machine. */
  readonly source?: string;
  /** Where it leads, when it is a link. */
  readonly link?: string;
}

/** What became of a dependency. */
export interface StagedDependency {
  readonly dependency: Dependency;
  readonly origin: DependencyOrigin;
  /** The download or archive that the files come from, as it was. */
  readonly fetched?: { readonly sha256: string; readonly sizeBytes: number };
  readonly files: readonly PlacedFile[];
}

/** The text of a run's `dependencies.json`; docs/dependencies.md explains it. */
export function formatDependencyRecord(staged: readonly StagedDependency[]): string {
  return formatJsonPretty({ dependencies: staged.map(describeStaged) });
}

function describeStaged({ dependency, origin, fetched, files }: StagedDependency): ValueMap {
  return {
    type: dependency.type,
    asked: describeAsked(dependency),
    resolved: describeOrigin(origin),
    files: files.map(describeFile),
    ...(fetched !== undefined && {
      fetched: { sha256: fetched.sha256, size: fetched.sizeBytes },
    }),
  };
}

/** The keys of the Gage file. */
const ASKED_KEYS: Readonly<Record<string, string>> = {
  runSelect: 'run-select',
  runsSelect: 'runs-select',
  summaryFilename: 'summary-filename',
};

function describeAsked(dependency: Dependency): ValueMap {
  const asked = emptyMap();
  const given: [string, Value | undefined][] = Object.entries(dependency);
  for (const [key, value] of given) {
    if (key !== 'type' && value !== undefined && value !== false)
      asked[ASKED_KEYS[key] ?? key] = value;
  }
  return asked;
}

function describeOrigin(origin: DependencyOrigin): ValueMap {
  switch (origin.kind) {
    case 'project':
      return { project: origin.directory };
    case 'run':
      return { run: describeRun(origin.run) };
    case 'runs':
      return { runs: origin.runs.map(describeRun) };
    case 'file':
      return { file: origin.path };
    case 'url':
      return { url: origin.url };
  }
}

function describeRun({ id, name, opref }: RunRecord): ValueMap {
  return { id, name, operation: opref.name, namespace: opref.namespace };
}

function describeFile({ path, sha256, sizeBytes, source, link }: PlacedFile): ValueMap {
  return {
    path,
    sha256,
    size: sizeBytes,
    ...(source !== undefined && { source }),
    ...(link !== undefined && { link }),
  };
}

/** The files, by path in the run directory, that the command of a run may change. */
export function readWriteablePaths(run: Run): ReadonlySet<string> {
  const paths = new Set<string>();
  if (!hasMember(run.metaDir, META.dependencies)) return paths;
  const { dependencies } = withMeta(run.metaDir, (meta) => readMap(meta, META.dependencies));
  for (const item of isList(dependencies) ? dependencies : []) {
    if (!isMap(item) || !isMap(item['asked']) || item['asked']['writeable'] !== true) continue;
    for (const file of isList(item['files']) ? item['files'] : []) {
      if (isMap(file) && typeof file['path'] === 'string') paths.add(file['path']);
    }
  }
  return paths;
}
