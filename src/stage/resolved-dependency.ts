import type { RunRecord } from '../catalog/run-record.ts';
import type { Dependency } from '../operation/dependency.ts';

/** A dependency with what it stands for now; nothing has been written. */
export interface ResolvedDependency {
  /** Counted from 1 in the order of the definition. */
  readonly number: number;
  readonly dependency: Dependency;
  readonly origin: DependencyOrigin;
  readonly content: DependencyContent;
  /** What should be said though it stops nothing. */
  readonly notices: readonly string[];
}

/** Where the files come from. */
export type DependencyOrigin =
  | { readonly kind: 'project'; readonly directory: string }
  | { readonly kind: 'run'; readonly run: RunRecord }
  | { readonly kind: 'runs'; readonly runs: readonly RunRecord[] }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string };

/** What is to be put into the run directory; paths are relative to it, with `/`. */
export type DependencyContent =
  | FilesContent
  | { readonly kind: 'text'; readonly path: string; readonly text: string }
  | FetchedContent;

/** Files of this machine, to be copied or linked to. */
export interface FilesContent {
  readonly kind: 'files';
  readonly files: readonly SourceFile[];
  readonly isLinked: boolean;
}

export interface SourceFile {
  /** Absolute. */
  readonly source: string;
  readonly path: string;
  /** The digest it must have. */
  readonly expected?: ExpectedDigest;
}

export interface ExpectedDigest {
  readonly sha256: string;
  readonly statedBy: 'definition' | 'manifest';
}

/** A file that is downloaded or unpacked. */
export interface FetchedContent {
  readonly kind: 'fetched';
  /** What the file is called where it comes from. */
  readonly name: string;
  readonly target: string | undefined;
  readonly sha256: string | undefined;
  readonly isUnpacked: boolean;
}

/** What dependencies are resolved against. */
export interface DependencyContext {
  readonly projectDir: string;
  readonly runsDir: string;
  /** That of the operation: only runs of the same project count where an operation is named. */
  readonly namespace: string;
  readonly homeDir: string;
  /** The run that depends; it is never its own dependency. */
  readonly runId?: string;
}

/** What the resolving of one dependency goes by. */
export interface Resolving {
  readonly number: number;
  readonly context: DependencyContext;
  /** The file a run of this operation writes its summary to. */
  readonly summaryName: string;
  /** The active runs, newest first, without the one that depends. Listed when first asked for. */
  readonly listRuns: () => readonly RunRecord[];
}

/** What is told of a dependency apart from its number and definition. */
export type Resolution = Pick<ResolvedDependency, 'origin' | 'content'> & {
  readonly notices?: readonly string[];
};
