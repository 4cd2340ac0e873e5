import { describeFailure } from './failure-messages.ts';
import type { BatchFailure } from './batch-failures.ts';
import type { BoardFailure } from './board-failures.ts';
import type { DependencyFailure } from './dependency-failures.ts';
import type { ProjectFailure } from './project-failures.ts';
import type { RemoteFailure } from './remote-failures.ts';
import type { RunFailure } from './run-failures.ts';
import type { VerifyFailure } from './verify-failures.ts';

/**
 * Everything expected to go wrong: one tagged type each, with the facts a message needs. A reason,
 * once released, keeps its name: scripts match it in `--json` output. The wording is in
 * `failure-messages.ts`, the exit status in `cli/exit-status.ts`.
 */
export type Failure =
  | RunFailure
  | DependencyFailure
  | ProjectFailure
  | BoardFailure
  | RemoteFailure
  | BatchFailure
  | VerifyFailure
  | InvalidArgument
  | InvalidAssignment
  | InvalidFlags
  | InvalidConfigPath
  | ConfigNotApplied
  | ConfigNotStaged
  | InvalidPattern
  | InvalidShellWords
  | InvalidVersionSpec
  | VersionMismatch;

/** A value passed to the library or the program is not usable. Nothing was written. */
export interface InvalidArgument {
  readonly reason: 'invalid-argument';
  readonly message: string;
}

/** An argument that should be `key=value` is not. Nothing was written. */
export interface InvalidAssignment {
  readonly reason: 'invalid-assignment';
  readonly argument: string;
  readonly problem: string;
}

/** Values given for a run do not fit the operation's configuration. Nothing was written. */
export interface InvalidFlags {
  readonly reason: 'invalid-flags';
  /** At least one. */
  readonly problems: readonly FlagProblem[];
}

/** What is wrong with one given value; values are texts as a person would type them. */
export type FlagProblem =
  | {
      readonly kind: 'unknown';
      readonly key: string;
      /** Flags the key may be a misspelling of, best first; may be empty. */
      readonly near: readonly string[];
      /** All flags of the operation, sorted; may be empty. */
      readonly valid: readonly string[];
    }
  | {
      readonly kind: 'wrong-type';
      readonly key: string;
      /** What would be accepted; at least one. */
      readonly expected: readonly ValueKind[];
      readonly given: string;
      readonly givenKind: ValueKind;
    }
  | {
      readonly kind: 'not-a-choice';
      readonly key: string;
      readonly choices: readonly string[];
      readonly given: string;
    }
  /** A list or map is given as a whole, and so is one of its parts. */
  | { readonly kind: 'overlap'; readonly key: string; readonly part: string };

export type ValueKind = 'text' | 'integer' | 'float' | 'boolean' | 'null' | 'list' | 'map';

/** An operation's `config` names a file or key in a way that cannot be understood. Nothing was written. */
export interface InvalidConfigPath {
  readonly reason: 'invalid-config-path';
  readonly path: string;
  readonly problem: string;
}

/** A value cannot be written into a file of the run. No file was changed. */
export interface ConfigNotApplied {
  readonly reason: 'config-not-applied';
  /** Relative to the run directory. */
  readonly file: string;
  /** The keys that were to be set, as named in the file. */
  readonly keys: readonly string[];
  readonly problem: string;
}

/** Values were given that no file of the run has, though files of the project do. No file was changed. */
export interface ConfigNotStaged {
  readonly reason: 'config-not-staged';
  /** At least one. */
  readonly keys: readonly string[];
}

/** A pattern that chooses files or keys cannot be understood. Nothing was written. */
export interface InvalidPattern {
  readonly reason: 'invalid-pattern';
  /** As it was given. */
  readonly pattern: string;
  /** A clause such as `its quotes are not closed`. */
  readonly problem: string;
}

/** Text cannot be split into words by the rules of a shell. Nothing was written. */
export interface InvalidShellWords {
  readonly reason: 'invalid-shell-words';
  readonly text: string;
  readonly problem: 'quote-not-closed' | 'nothing-escaped';
}

/** Conditions on a version cannot be understood. Nothing was written. */
export interface InvalidVersionSpec {
  readonly reason: 'invalid-version-spec';
  readonly spec: string;
  readonly problem: string;
}

/** This is not a version that was asked for. Nothing was written. */
export interface VersionMismatch {
  readonly reason: 'version-mismatch';
  readonly version: string;
  readonly spec: string;
}

/** The one error this package throws for expected failures. Anything else that is thrown is a bug or a broken machine. */
export class GageError extends Error {
  override readonly name = 'GageError';
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(describeFailure(failure), options);
    this.failure = failure;
  }
}

/** Throws `failure`; `cause` is the error that showed it, if any. */
export function fail(failure: Failure, cause?: unknown): never {
  throw new GageError(failure, cause === undefined ? undefined : { cause });
}
