import type { Run } from '../run/run.ts';

/** A run that was made, as it is told of. */
export interface MadeRun {
  readonly run: Run;
  /** As the run stores it; undefined for a run that is staged only. */
  readonly exitCode?: number;
}
