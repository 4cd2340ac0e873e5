import type { RunEvent } from '../events.ts';
import type { StopSignal } from '../platform/stop-signal.ts';
import type { ValueMap } from '../values/value.ts';
import type { BatchTrial } from './batch-plan.ts';
import type { SlotKind } from './slots.ts';
import type { TrialOutcome } from './trial-outcome.ts';

/** How a batch is run. */
export interface BatchRunOptions {
  /** How many trials run at once; in their order where it is 1. */
  readonly jobs: number;
  readonly slots: readonly SlotKind[];
  /** After so many failed trials no more are started. */
  readonly maxFailures?: number | undefined;
  /** A trial that takes longer is stopped. */
  readonly timeoutMs?: number | undefined;
  /** How often a trial is tried again that ended for a cause that is not its own. */
  readonly retries: number;
  /** Variables of the caller. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What makes a trial unnecessary, by its number. */
  readonly unneeded: ReadonlyMap<number, ValueMap>;
  /** No trial is started after it aborts; those that run end by themselves. */
  readonly drainSignal: AbortSignal;
  /** Stops the trials that run, politely. */
  readonly stopSignal: StopSignal;
  /** Ends them at once. */
  readonly forceSignal: StopSignal;
  readonly onEvent: (event: BatchEvent) => void;
  /** Takes output of trials, where one runs at a time. */
  readonly onOutput?: ((bytes: Uint8Array) => void | Promise<void>) | undefined;
}

/** Told while a batch is run. */
export type BatchEvent =
  | { readonly type: 'trial-started'; readonly trial: BatchTrial }
  | { readonly type: 'trial-event'; readonly trial: BatchTrial; readonly event: RunEvent }
  | { readonly type: 'trial-ended'; readonly outcome: TrialOutcome }
  /** An attempt at it was lost, and another one is made. */
  | { readonly type: 'trial-repeated'; readonly trial: BatchTrial; readonly why: string }
  /** No more trials are started, for the reason given; those that run go on. */
  | { readonly type: 'draining'; readonly why: DrainWhy };

export type DrainWhy = 'asked' | 'paused' | 'failures';
