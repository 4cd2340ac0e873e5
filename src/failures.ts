import { describeFailure } from './failure-messages.ts';

/**
 * Everything expected to go wrong: one tagged type each, with the facts a message needs. A reason,
 * once released, keeps its name: scripts match it in `--json` output. The wording is in
 * `failure-messages.ts`, the exit status in `cli/exit-status.ts`.
 */
export type Failure = InvalidArgument;

/** A value passed to the library or the program is not usable. Nothing was written. */
export interface InvalidArgument {
  readonly reason: 'invalid-argument';
  readonly message: string;
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
