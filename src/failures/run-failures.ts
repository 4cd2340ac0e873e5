import type { Phase } from '../operation/operation-definition.ts';
import type { RunStatus } from '../run/run.ts';

/** What can be wrong with a run or go wrong with one. */
export type RunFailure =
  | InvalidRunId
  | InvalidOperationReference
  | RunExists
  | RunsDirUnwritable
  | MetaMissing
  | RunDirMissing
  | RunMetaMissing
  | UnsupportedMetaSchema
  | UnreadableMeta
  | OutputMissing
  | AttributesExist
  | EmptyCommand
  | RunInitialized
  | RunNotInitialized
  | RunRemoved
  | RunNotEnded
  | SecretNotKept
  | RunNotPending
  | RunNotStaged
  | StagedFilesMissing
  | StagedFilesChanged
  | RunBusy
  | UnreadableSource
  | UnknownProgressStyle
  | PhaseFailed
  | DeletionStopped
  | NoRuns
  | RunNotFound
  | AmbiguousRun
  | InvalidFilter
  | ArchiveNotFound
  | ArchiveExists
  | ArchiveNotEmpty
  | CommentNotFound
  | EditorFailed
  | RunElsewhere
  | CannotStop
  | RunActive
  | CannotOpen
  | MissingExec
  | MissingPrograms
  | Stopped;

/** A run id does not begin with hexadecimal digits. Nothing was written. */
export interface InvalidRunId {
  readonly reason: 'invalid-run-id';
  readonly id: string;
}

/** An operation reference cannot be stored or read. Nothing was written. */
export interface InvalidOperationReference {
  readonly reason: 'invalid-operation-reference';
  readonly problem: string;
}

/** A run with this id is in the runs directory already. Nothing was written. */
export interface RunExists {
  readonly reason: 'run-exists';
  readonly path: string;
}

/** No run can be made in the runs directory. Nothing was written. */
export interface RunsDirUnwritable {
  readonly reason: 'runs-dir-unwritable';
  readonly path: string;
  /** A clause such as `permission denied`. */
  readonly problem: string;
}

/** A run's metadata, or the part of it that makes it a run, is not there. */
export interface MetaMissing {
  readonly reason: 'meta-missing';
  readonly path: string;
}

/** A run that is to be staged has neither run directory nor metadata. */
export interface RunDirMissing {
  readonly reason: 'run-dir-missing';
  readonly path: string;
}

/** A run directory that is to be staged has no metadata beside it. */
export interface RunMetaMissing {
  readonly reason: 'run-meta-missing';
  readonly path: string;
}

/** A run was made by a newer program, in a format this one does not know. */
export interface UnsupportedMetaSchema {
  readonly reason: 'unsupported-meta-schema';
  readonly schema: string;
  readonly path: string;
}

/** A file of a run's metadata is not what it should be. */
export interface UnreadableMeta {
  readonly reason: 'unreadable-meta';
  readonly path: string;
  readonly problem: string;
}

/** A run has no output of this name. */
export interface OutputMissing {
  readonly reason: 'output-missing';
  readonly id: string;
  readonly name: string;
}

/** A run that is to get its first user attributes has some. Nothing was written. */
export interface AttributesExist {
  readonly reason: 'attributes-exist';
  readonly path: string;
}

/** A run is to be initialized without a command. Nothing was written. */
export interface EmptyCommand {
  readonly reason: 'empty-command';
  readonly operation: string;
}

/** A run is to be initialized that is. Nothing was written. */
export interface RunInitialized {
  readonly reason: 'run-initialized';
  readonly id: string;
}

/** A run is to be finalized that was never executed. Nothing was written. */
export interface RunNotEnded {
  readonly reason: 'run-not-ended';
  readonly id: string;
  readonly status: RunStatus;
}

/** A run's metadata was removed, or moved away, while a command of it ran. What is left is as it was left. */
export interface RunRemoved {
  readonly reason: 'run-removed';
  readonly id: string;
  /** Where the metadata was. */
  readonly path: string;
}

/** A run is to be staged that was made and not initialized. Nothing was written. */
export interface RunNotInitialized {
  readonly reason: 'run-not-initialized';
  readonly id: string;
  readonly path: string;
}

/** A run is to be staged for which staging has begun before. Nothing was written. */
export interface RunNotPending {
  readonly reason: 'run-not-pending';
  readonly id: string;
  readonly status: RunStatus;
}

/** A run is to be executed that is not staged, or that somebody else executes. Nothing was written. */
export interface RunNotStaged {
  readonly reason: 'run-not-staged';
  readonly id: string;
  readonly status: RunStatus;
}

/** Files that were staged are not in the run directory any more. Nothing was written. */
export interface StagedFilesMissing {
  readonly reason: 'staged-files-missing';
  readonly runDir: string;
  /** Relative to the run directory; at least one. */
  readonly missing: readonly string[];
}

/**
 * The machine was started again since the run was staged, and files are not what its manifest says: a loss of
 * power can have taken their content. Nothing was written.
 */
export interface StagedFilesChanged {
  readonly reason: 'staged-files-changed';
  readonly runDir: string;
  /** Relative to the run directory; at least one. */
  readonly changed: readonly string[];
}

/** Another process works on the run. Nothing was written. */
export interface RunBusy {
  readonly reason: 'run-busy';
  readonly id: string;
  readonly pid: number;
  readonly host: string;
}

/** A source file cannot be copied. What was staged until then is in the run. */
export interface UnreadableSource {
  readonly reason: 'unreadable-source';
  readonly path: string;
  /** The system's code, such as `EACCES`. */
  readonly code: string;
}

/** An operation names a style of progress bar that does not exist. Nothing was started. */
export interface UnknownProgressStyle {
  readonly reason: 'unknown-progress-style';
  readonly name: string;
  readonly known: readonly string[];
}

/** A hook of a staging phase failed. The run keeps what was staged and the hook's output. */
export interface PhaseFailed {
  readonly reason: 'phase-failed';
  readonly runId: string;
  readonly phase: Phase;
  readonly command: string | readonly string[];
  /** Negative: the signal that ended it. */
  readonly exitCode: number;
}

/** The caller asked to stop while a run was staged. The run keeps what was staged until then. */
export interface Stopped {
  readonly reason: 'stopped';
  readonly runId: string;
  readonly signal: NodeJS.Signals;
}

/** An operation has no command to run. Nothing was written. */
export interface MissingExec {
  readonly reason: 'missing-exec';
  readonly operation: string;
  readonly gageFile: string;
}

/** Programs an operation requires are not installed. Nothing was written. */
export interface MissingPrograms {
  readonly reason: 'missing-programs';
  readonly operation: string;
  readonly missing: readonly string[];
}

/** A run is asked for where there are none. */
export interface NoRuns {
  readonly reason: 'no-runs';
}

/** A specifier denotes no run. */
export interface RunNotFound {
  readonly reason: 'run-not-found';
  readonly spec: string;
}

/** A specifier that has to denote one run denotes several. Nothing was done to any of them. */
export interface AmbiguousRun {
  readonly reason: 'ambiguous-run';
  readonly spec: string;
  readonly candidates: readonly {
    readonly id: string;
    readonly name: string;
    readonly operation: string;
  }[];
}

/** An expression that chooses runs cannot be understood; see docs/filters.md. Nothing was written. */
export interface InvalidFilter {
  readonly reason: 'invalid-filter';
  readonly expression: string;
  /** Where the problem is, in characters counted from 1; one more than there are for the end. */
  readonly column: number;
  /** A clause such as `it is blank`. */
  readonly problem: string;
  /** A sentence on what to write instead. */
  readonly suggestion: string | undefined;
}

/** No archive has this name. */
export interface ArchiveNotFound {
  readonly reason: 'archive-not-found';
  readonly name: string;
}

/** An archive is to get a name that another one has. Nothing was written. */
export interface ArchiveExists {
  readonly reason: 'archive-exists';
  readonly name: string;
}

/** An archive is to be deleted that has runs. Nothing was written. */
export interface ArchiveNotEmpty {
  readonly reason: 'archive-not-empty';
  readonly name: string;
  readonly runCount: number;
}

/** No comment on a run has this id. Nothing was written. */
export interface CommentNotFound {
  readonly reason: 'comment-not-found';
  readonly id: string;
  readonly runName: string;
}

/** The editor for a text cannot be started, or ended with a failure. Nothing was written. */
export interface EditorFailed {
  readonly reason: 'editor-failed';
  /** As the user's environment names it. */
  readonly editor: string;
}

/** A run is to be stopped whose processes are on another machine. Nothing was done to it. */
export interface RunElsewhere {
  readonly reason: 'run-elsewhere';
  readonly runName: string;
  readonly host: string;
  readonly pid: number;
}

/** The processes of a run belong to somebody else. They go on. */
export interface CannotStop {
  readonly reason: 'cannot-stop';
  readonly runName: string;
  readonly pid: number;
}

/** A run is to be put away or deleted while somebody works on it. Nothing was written. */
export interface RunActive {
  readonly reason: 'run-active';
  readonly id: string;
  readonly runName: string;
  readonly status: RunStatus;
}

/** A file of a run that was asked for cannot be shown. */
export interface CannotOpen {
  readonly reason: 'cannot-open';
  readonly path: string;
  /** The zip the path is in, if it is in one. */
  readonly zipPath?: string;
  /** A clause such as `no such file`. */
  readonly problem: string;
}

/** The user stopped a deletion for good. Each run is either gone or as it was. */
export interface DeletionStopped {
  readonly reason: 'deletion-stopped';
}

/** A run cannot be executed without secrets that were not written down when it was made. Nothing was written. */
export interface SecretNotKept {
  readonly reason: 'secret-not-kept';
  /** Names of variables or of values, or `the command`. */
  readonly what: readonly string[];
}
