import type { RunStatus } from '../run/run.ts';

/** What can go wrong with the files an operation depends on. All of it happens before the command starts. */
export type DependencyFailure =
  DependencyMissing | DependencyMismatch | DependencyConflict | DependencyUnusable;

/** What an operation depends on is not there. The run has at most its source code and runtime. */
export interface DependencyMissing {
  readonly reason: 'dependency-missing';
  /** Which one, counted from 1 in the order of the definition. */
  readonly dependency: number;
  readonly missing: MissingThing;
}

/** What was looked for, and what is there instead. */
export type MissingThing =
  /** No run of the operation has completed. */
  | {
      readonly kind: 'completed-run';
      readonly operation: string;
      readonly runsDir: string;
      /** The runs of the operation; at least one. */
      readonly runs: readonly RunState[];
    }
  /** No run of the project has completed. */
  | {
      readonly kind: 'any-completed-run';
      readonly runsDir: string;
      /** The runs of the project; may be empty. */
      readonly runs: readonly RunState[];
    }
  /** A filter finds no run that has completed, and there are others that have. */
  | {
      readonly kind: 'filtered-run';
      readonly filter: string;
      readonly runsDir: string;
      /** The runs it finds, none of which has completed; may be empty. */
      readonly runs: readonly RunState[];
      /** Of the runs that have completed; at least one. */
      readonly operations: readonly string[];
    }
  /** Neither an operation that was run nor the beginning of a run's id or name. */
  | {
      readonly kind: 'run';
      readonly select: string;
      readonly runsDir: string;
      /** Operations of the project that were run, the likeliest first; may be empty. */
      readonly operations: readonly string[];
    }
  /** A run was named that has not completed. */
  | { readonly kind: 'named-run'; readonly select: string; readonly run: RunState }
  | {
      readonly kind: 'run-file';
      /** Undefined for all that the run wrote. */
      readonly pattern: string | undefined;
      readonly run: RunState;
      /** Files of the run, the likeliest first; may be empty. */
      readonly near: readonly string[];
    }
  | {
      readonly kind: 'project-file';
      readonly pattern: string;
      readonly directory: string;
      /** Paths from `directory`, the likeliest first; may be empty. */
      readonly near: readonly string[];
    }
  | {
      readonly kind: 'file';
      readonly path: string;
      /** Names in the nearest directory that exists, the likeliest first; may be empty. */
      readonly near: readonly string[];
      readonly directory: string;
    };

/** A run as messages tell of it. */
export interface RunState {
  readonly name: string;
  readonly operation: string;
  readonly status: RunStatus;
}

/** The content of a file is not what it has to be. */
export interface DependencyMismatch {
  readonly reason: 'dependency-mismatch';
  readonly dependency: number;
  /** The path or URL. */
  readonly source: string;
  /** Who says what the digest has to be: the Gage file, or the manifest of the run the file is from. */
  readonly statedBy: 'definition' | 'manifest';
  readonly expected: string;
  /** Undefined when the file is gone. */
  readonly found: string | undefined;
}

/** Two things are to be at the same path in the run directory, with different content. */
export interface DependencyConflict {
  readonly reason: 'dependency-conflict';
  readonly dependency: number;
  /** In the run directory. */
  readonly path: string;
  /** The path or URL that was to be put there. */
  readonly source: string;
  /** What is there, such as `source code` or `dependency 1`. */
  readonly there: string;
}

/** A dependency is there and cannot be used: not readable, not to be downloaded, not to be unpacked. */
export interface DependencyUnusable {
  readonly reason: 'dependency-unusable';
  readonly dependency: number;
  /** The path or URL. */
  readonly source: string;
  readonly problem: string;
}
