import type { PlannedTrial } from '../plan/plan-batch.ts';
import type { EndStatus } from '../run/run.ts';
import type { ValueMap } from '../values/value.ts';

/**
 * Where the trials of a batch come from. A list is known at once; an optimizer says what to try next
 * when it knows how others ended. The engine asks for as many as it can run side by side, never
 * while an earlier question is unanswered, and tells of every end, in the order of ends.
 */
export interface TrialSource {
  /** How many trials there will be; undefined while that depends on how trials end. */
  readonly count: number | undefined;
  /**
   * The next trial, numbered from 1 without a gap; `wait` when there is none until another end is
   * told; undefined when there will be no more. `wait` while nothing runs is an error of the source.
   */
  next(): NextTrial | Promise<NextTrial>;
  /**
   * Told how a trial ended. When a batch is resumed, first the trials that it has, in the order of
   * their ends, before anything is asked.
   */
  tell?(result: TrialResult): void | Promise<void>;
  /** No more is wanted: all is done, or the batch was stopped. */
  close?(): void | Promise<void>;
}

export type NextTrial = PlannedTrial | 'wait' | undefined;

/** How a trial ended, for whoever decides what to try next. */
export interface TrialResult {
  /** Its number. */
  readonly trial: number;
  readonly values: ValueMap;
  /** `failed`: there was no run to execute; `skipped`: a run that exists made it unnecessary. */
  readonly status: EndStatus | 'failed' | 'skipped' | 'staged';
  /** The run that is its result; none of a trial that failed. */
  readonly runId?: string;
  readonly exitCode?: number;
  /** What the run says of itself: with `metrics` and `attributes`, where it has them. */
  readonly summary: ValueMap;
}
