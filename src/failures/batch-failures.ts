/** What can be wrong with a batch, or the files it is from. Nothing was written, no run was made. */
export type BatchFailure =
  | UnsupportedBatchFile
  | BatchFileMissing
  | BatchFileUnreadable
  | BatchNotAList
  | InvalidBatch
  | InvalidSeries
  | OptimizerFailed
  | UnequalSources
  | EmptyBatch
  | BatchTooBig
  | BatchPlanMissing
  | BatchPlanChanged
  | UnsupportedBatchSchema
  | NoBatches
  | BatchNotFound
  | AmbiguousBatch
  | TrialLost
  | BatchBusy
  | BatchIdle
  | NotEnoughSlots
  | InvalidSlots;

/** A batch file has an extension that says nothing of how to read it. */
export interface UnsupportedBatchFile {
  readonly reason: 'unsupported-batch-file';
  readonly file: string;
}

/** A batch file does not exist. */
export interface BatchFileMissing {
  readonly reason: 'batch-file-missing';
  readonly file: string;
}

/** A batch file cannot be read, or is not in the language its extension says. */
export interface BatchFileUnreadable {
  readonly reason: 'batch-file-unreadable';
  readonly file: string;
  readonly problem: string;
}

/** A JSON batch file has something else than a list. */
export interface BatchNotAList {
  readonly reason: 'batch-not-a-list';
  readonly file: string;
}

/** Rows of batch files are not well formed, or do not fit the operation. */
export interface InvalidBatch {
  readonly reason: 'invalid-batch';
  /** By file, then by row; at least one. */
  readonly problems: readonly BatchProblem[];
}

/** A flag is given what looks like several values and is not. */
export interface InvalidSeries {
  readonly reason: 'invalid-series';
  readonly key: string;
  /** As typed. */
  readonly text: string;
  readonly problem: string;
}

/** A program that says what to try next ended, was silent, or said something else. The runs made until then stay. */
export interface OptimizerFailed {
  readonly reason: 'optimizer-failed';
  readonly command: string;
  readonly problem: string;
}

/** Sources whose rows are to go together have different numbers of rows. */
export interface UnequalSources {
  readonly reason: 'unequal-sources';
  readonly sources: readonly { readonly file: string; readonly rows: number }[];
}

/** One thing that is wrong with a batch file. */
export interface BatchProblem {
  /** As it was given. */
  readonly file: string;
  /** Counts from 1, without the header; undefined for the header. */
  readonly row?: number;
  /** The line of the file that the row begins in, where files have lines of their own for rows. */
  readonly line?: number;
  /** The header of the column, or the key. */
  readonly column?: string;
  readonly problem: string;
}

/** The files of a batch make no trial. */
export interface EmptyBatch {
  readonly reason: 'empty-batch';
  readonly files: readonly string[];
}

/** The product of the files is bigger than any batch can be. */
export interface BatchTooBig {
  readonly reason: 'batch-too-big';
  readonly files: readonly string[];
  readonly trials: number;
  readonly limit: number;
}

/** A batch has no plan: it was being made, or somebody took it away. */
export interface BatchPlanMissing {
  readonly reason: 'batch-plan-missing';
  readonly path: string;
}

/** The plan of a batch is not as it was written. */
export interface BatchPlanChanged {
  readonly reason: 'batch-plan-changed';
  readonly path: string;
  /** The first line that was changed; undefined when lines were added, moved or taken away. */
  readonly line?: number;
}

/** A newer program made the batch. */
export interface UnsupportedBatchSchema {
  readonly reason: 'unsupported-batch-schema';
  readonly path: string;
  readonly schema: string;
}

/** There is no batch to choose from. */
export interface NoBatches {
  readonly reason: 'no-batches';
}

/** No batch has this position, nor an id, a name or a label like that. */
export interface BatchNotFound {
  readonly reason: 'batch-not-found';
  readonly spec: string;
}

/** Several batches are meant. */
export interface AmbiguousBatch {
  readonly reason: 'ambiguous-batch';
  readonly spec: string;
  /** Their names. */
  readonly matches: readonly string[];
}

/** Whoever was to make a trial has come to nothing again and again. Its run is staged, or as the last attempt left it. */
export interface TrialLost {
  readonly reason: 'trial-lost';
  readonly attempts: number;
  /** Of the last. */
  readonly why: string;
}

/** Somebody is working on the batch. */
export interface BatchBusy {
  readonly reason: 'batch-busy';
  readonly name: string;
  readonly pid: number;
  readonly host: string;
}

/** Nobody is working on the batch. */
export interface BatchIdle {
  readonly reason: 'batch-idle';
  readonly name: string;
}

/** More of something is to be given to trials than the machine has. */
export interface NotEnoughSlots {
  readonly reason: 'not-enough-slots';
  readonly name: string;
  readonly asked: number;
  readonly present: number;
}

/** Slots are not written as they should be. */
export interface InvalidSlots {
  readonly reason: 'invalid-slots';
  readonly text: string;
}
