import type { Run } from '../run/run.ts';

/**
 * Where whoever makes runs finds them staged, and how what came of them gets back: the runs directory itself
 * where it is shared, or another directory. A file with one adds it.
 */
export interface StageStore {
  readonly name: string;
  /** Has a staged run where it can be started; one that is there stays as it is. @returns the runs directory in which it is there. */
  publish(staged: Run): Promise<string>;
  /** Has what came of it where the run belongs, proven to be complete. Nothing there is nothing done; can be repeated. */
  collect(staged: Run): Promise<void>;
  /** Removes what somebody who was killed has left there; what was staged stays. */
  discard(staged: Run): Promise<void>;
}
