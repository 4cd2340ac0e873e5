import type { RunEvent } from '../events.ts';
import type { StopSignal } from '../platform/stop-signal.ts';
import type { Run } from '../run/run.ts';
import type { BatchTrial } from './batch-plan.ts';

/**
 * Who starts the work of a batch: this machine, a cluster, a list of hosts. An engine gets trials one by
 * one, as many at a time as it takes, and tells what came of each. It never decides how a run
 * ended: that is what the attempt that became the run says.
 */
export interface Engine {
  readonly name: string;
  /**
   * Makes the run of a trial; one that is there already is taken as it is. What keeps a run from
   * being made is thrown as `GageError`.
   */
  perform(task: TrialTask): Promise<TaskEnd>;
}

/** One trial that is to be made. */
export interface TrialTask {
  readonly trial: BatchTrial;
  /** The run that is to be its result. */
  readonly runId: string;
  /** What it is told besides: its slots. */
  readonly variables: Readonly<Record<string, string>>;
  /** Stops its command politely. */
  readonly signal: StopSignal;
  /** Ends it at once. */
  readonly forceSignal: StopSignal;
  /** Why an end like this is not the trial's own, so that it may be tried again; undefined when it is. */
  readonly rejects: (exitCode: number) => string | undefined;
  /** Told which attempt it is, when it begins. */
  readonly onAttempt: (attempt: number) => void;
  /** Told of an attempt that somebody left and that came to nothing. */
  readonly onLost: (attempt: number) => void;
  /** Told when the command has ended and its end counts: only the disk is waited for. */
  readonly onClosing?: (() => void) | undefined;
  /** To be waited for before the command is started. Rejects where it is not to be. */
  readonly beforeCommand?: (() => Promise<void>) | undefined;
  readonly onEvent: (event: RunEvent) => void;
  readonly onOutput?: ((bytes: Uint8Array) => void | Promise<void>) | undefined;
}

/** What came of a trial. */
export type TaskEnd =
  | { readonly type: 'ended'; readonly run: Run; readonly exitCode: number }
  | { readonly type: 'staged'; readonly run: Run }
  /** An attempt was lost; another one can be made. */
  | { readonly type: 'lost'; readonly attempt: number; readonly why: string }
  /** Somebody else is at it. */
  | { readonly type: 'busy' };
