import { isList, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { readText, readTexts } from './raw-value.ts';

/** Files that a run needs besides its source code, as an operation asks for them. */
export type Dependency =
  | ProjectFilesDependency
  | RunFilesDependency
  | RunsSummaryDependency
  | UrlDependency
  | FileDependency;

interface AnyDependency {
  readonly description?: string;
  /** Where in the run directory the files go; beside the others if missing. */
  readonly target?: string;
  /** Whether the command may change the files. */
  readonly writeable: boolean;
}

/** Files of the project. */
export interface ProjectFilesDependency extends AnyDependency {
  readonly type: 'project-files';
  /** File patterns, from the project directory. */
  readonly files: readonly string[];
  /** Whether to link to the files instead of copying them. */
  readonly link: boolean;
}

/** Files of another run. */
export interface RunFilesDependency extends AnyDependency {
  readonly type: 'run-files';
  /** Which run, in the words of the command line. */
  readonly runSelect: string;
  /** File patterns, from that run's directory; undefined for the files it wrote. */
  readonly files: readonly string[] | undefined;
  readonly link: boolean;
}

/** A table of the summaries of other runs. */
export interface RunsSummaryDependency extends AnyDependency {
  readonly type: 'runs-summary';
  readonly runsSelect: string;
  readonly summaryFilename?: string;
}

/** A file from the web. */
export interface UrlDependency extends AnyDependency {
  readonly type: 'url';
  readonly url: string;
  /** The digest it must have, in lower-case hexadecimal. */
  readonly sha256?: string;
  /** Whether to unpack it; undefined to leave it as it is. */
  readonly unpack?: boolean;
}

/** A file or directory of this machine outside the project. */
export interface FileDependency extends AnyDependency {
  readonly type: 'file';
  /** Relative to the project directory, absolute, or from `~`. */
  readonly file: string;
  readonly sha256?: string;
  readonly unpack?: boolean;
  readonly link: boolean;
}

/** Reads the `depends` of a definition. What names no files is left out. */
export function readDependencies(value: Value | undefined): readonly Dependency[] {
  const items = isList(value) ? value : [value];
  return items
    .map((item) => (isMap(item) ? readDependency(item) : undefined))
    .filter((dependency) => dependency !== undefined);
}

function readDependency(raw: ValueMap): Dependency | undefined {
  const shared = readShared(raw);
  const link = raw['link'] === true;
  switch (typeOf(raw)) {
    case 'run-files': {
      const runSelect = readText(raw['run-select']);
      if (runSelect === undefined) return undefined;
      return { type: 'run-files', runSelect, files: readTexts(raw['files']), link, ...shared };
    }
    case 'runs-summary':
      return readRunsSummary(raw, shared);
    case 'url': {
      const url = readText(raw['url']);
      return url === undefined ? undefined : { type: 'url', url, ...readContent(raw), ...shared };
    }
    case 'file': {
      const file = readText(raw['file']);
      if (file === undefined) return undefined;
      return { type: 'file', file, link, ...readContent(raw), ...shared };
    }
    case 'project-files': {
      const files = readTexts(raw['files']) ?? [];
      return files.length === 0 ? undefined : { type: 'project-files', files, link, ...shared };
    }
    default:
      return undefined;
  }
}

/** The stated type, or the one that the keys tell. */
function typeOf(raw: ValueMap): string | undefined {
  const stated = readText(raw['type']);
  if (stated !== undefined) return stated;
  if (readText(raw['run-select']) !== undefined) return 'run-files';
  if (readText(raw['runs-select']) !== undefined) return 'runs-summary';
  if (readText(raw['url']) !== undefined) return 'url';
  return readText(raw['file']) === undefined ? 'project-files' : 'file';
}

function readRunsSummary(raw: ValueMap, shared: AnyDependency): RunsSummaryDependency | undefined {
  const runsSelect = readText(raw['runs-select']);
  if (runsSelect === undefined) return undefined;
  const summaryFilename = readText(raw['summary-filename']);
  return {
    type: 'runs-summary',
    runsSelect,
    ...(summaryFilename !== undefined && { summaryFilename }),
    ...shared,
  };
}

function readShared(raw: ValueMap): AnyDependency {
  const description = readText(raw['description']);
  const target = readText(raw['target']);
  return {
    writeable: raw['writeable'] === true,
    ...(description !== undefined && { description }),
    ...(target !== undefined && { target }),
  };
}

function readContent(raw: ValueMap): Pick<FileDependency, 'sha256' | 'unpack'> {
  const sha256 = readText(raw['sha256'])?.toLowerCase();
  const { unpack } = raw;
  return {
    ...(sha256 !== undefined && { sha256 }),
    ...(typeof unpack === 'boolean' && { unpack }),
  };
}
