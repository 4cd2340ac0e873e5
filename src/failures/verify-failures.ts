import type { RunStatus } from '../run/run.ts';

/** What can go wrong when runs are verified or signed. */
export type VerifyFailure =
  VerificationStopped | RunsAltered | RunNotSignable | UnusableKey | NoKey;

/** The caller asked to stop while runs were verified. Nothing was changed. */
export interface VerificationStopped {
  readonly reason: 'verification-stopped';
}

/** Runs that are to be published are not what their manifests say. Nothing was changed. */
export interface RunsAltered {
  readonly reason: 'runs-altered';
  /** At least one. */
  readonly names: readonly string[];
}

/** A run cannot be signed: it has not ended, or is not what its manifest says. No signature was made. */
export interface RunNotSignable {
  readonly reason: 'run-not-signable';
  readonly runName: string;
  readonly status: RunStatus;
  readonly isAltered: boolean;
}

/** A key cannot be used. Nothing was changed. */
export interface UnusableKey {
  readonly reason: 'unusable-key';
  readonly path: string;
  /** A clause such as `it is protected by a passphrase`. */
  readonly problem: string;
}

/** No key was given, and there is none where one is looked for. Nothing was changed. */
export interface NoKey {
  readonly reason: 'no-key';
  /** Where one was looked for. */
  readonly path: string;
}
