/** What can be wrong with the files that describe a project, or with the choice of an operation. Nothing was written. */
export type ProjectFailure =
  | NoOperations
  | OperationsUnreadable
  | FileMissing
  | DataFileUnreadable
  | DataFileInvalid
  | GageFileNotFound
  | UnknownOperation
  | NoDefaultOperation
  | NoInterpreter
  | UnsetVariable;

/** There is no Gage file to take operations from. */
export interface NoOperations {
  readonly reason: 'no-operations';
}

/** The Gage file that should have the operations does not parse. */
export interface OperationsUnreadable {
  readonly reason: 'operations-unreadable';
  readonly path: string;
  readonly problem: string;
}

/** A file that was named does not exist. */
export interface FileMissing {
  readonly reason: 'file-missing';
  readonly path: string;
}

/** A TOML, YAML or JSON file cannot be read: it has another extension, is too big, or does not parse. */
export interface DataFileUnreadable {
  readonly reason: 'data-file-unreadable';
  readonly path: string;
  /** Ends with the place in the file where there is one. */
  readonly problem: string;
}

/** A Gage file or configuration file says things it cannot say. */
export interface DataFileInvalid {
  readonly reason: 'data-file-invalid';
  readonly path: string;
  /** In the order of their lines, which count from 1 as columns do; at least one. */
  readonly problems: readonly {
    readonly line: number;
    readonly column: number;
    readonly message: string;
  }[];
}

/** A directory that should have a Gage file has none. */
export interface GageFileNotFound {
  readonly reason: 'gage-file-not-found';
  readonly directory: string;
  /** Where it was looked for, relative to the directory. */
  readonly candidates: readonly string[];
}

/** No operation has the name that was given. */
export interface UnknownOperation {
  readonly reason: 'unknown-operation';
  readonly name: string;
  /** Names it may be a misspelling of, best first; may be empty. */
  readonly near: readonly string[];
  /** Sorted by name; may be empty. */
  readonly choices: readonly OperationChoice[];
}

/** No operation was named, and none of several is the default one. */
export interface NoDefaultOperation {
  readonly reason: 'no-default-operation';
  /** Sorted by name; may be empty. */
  readonly choices: readonly OperationChoice[];
}

/** A script is to be run, and no program that can run it is installed, or known for files of its kind. */
export interface NoInterpreter {
  readonly reason: 'no-interpreter';
  readonly script: string;
  /** Any of these would do; empty when none is known. */
  readonly programs: readonly string[];
}

/** An operation as lists show it. */
export interface OperationChoice {
  readonly name: string;
  /** One line; may be empty. */
  readonly description: string;
}

/** A setting of a file names an environment variable that is not set. */
export interface UnsetVariable {
  readonly reason: 'unset-variable';
  readonly variable: string;
  readonly setting: string;
  readonly path: string;
}
