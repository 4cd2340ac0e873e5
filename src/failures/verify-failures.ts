/** What can go wrong when runs are verified. */
export type VerifyFailure = VerificationStopped | RunsAltered;

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
