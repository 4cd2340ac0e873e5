import type { EndStatus } from '../run/run.ts';
import { statusOfExit } from '../run/status.ts';
import type { ValueMap } from '../values/value.ts';
import { parseTrialLine } from './batch-plan.ts';
import type { BatchPlan, BatchTrial } from './batch-plan.ts';
import type { LedgerContent } from './ledger.ts';
import type { ClosedWhy, StopCause, TimedEvent } from './ledger-events.ts';

/** How a trial is, as its ledger tells. `started`: somebody began and has not told of an end. */
export type TrialStatus = 'waiting' | 'started' | 'staged' | EndStatus | 'failed' | 'skipped';

/** A trial and what has become of it. */
export interface TrialState {
  readonly trial: BatchTrial;
  readonly status: TrialStatus;
  /** The run that is, or is to be, its result: another one after a retry. */
  readonly runId: string;
  /** Runs it had before. */
  readonly formerRunIds: readonly string[];
  readonly exitCode?: number;
  /** Why it was ended, when it did not end by itself. */
  readonly cause?: StopCause;
  /** Why there was no run to execute. */
  readonly reason?: string;
  readonly message?: string;
  readonly comparable?: ValueMap;
  /** Attempts that were lost. */
  readonly lost: number;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/** A batch and all its trials, as plan and ledger tell. */
export interface BatchState {
  readonly plan: BatchPlan;
  /** By number. */
  readonly trials: ReadonlyMap<number, TrialState>;
  readonly isPaused: boolean;
  /** Why work on it came to an end last; undefined while somebody works on it, or nobody has. */
  readonly closed: ClosedWhy | undefined;
  /** Lines of the ledger that could not be read: what they told has to be found out anew. */
  readonly damagedLines: number;
}

/** What the events of a ledger make of a plan. Events of trials that are not known are left out. */
export function replayLedger(plan: BatchPlan, { events, damagedLines }: LedgerContent): BatchState {
  const trials = new Map<number, TrialState>();
  for (const trial of plan.trials) trials.set(trial.number, freshState(trial));
  const fresh = { plan, trials, isPaused: false, closed: undefined, damagedLines };
  return continueLedger(fresh, events);
}

/** What later events make of a state. */
export function continueLedger(state: BatchState, events: readonly TimedEvent[]): BatchState {
  const { plan } = state;
  const trials = new Map(state.trials);
  let { isPaused, closed } = state;
  for (const event of events) {
    switch (event.type) {
      case 'opened':
        closed = undefined;
        break;
      case 'closed':
        closed = event.why;
        break;
      case 'paused':
        isPaused = true;
        break;
      case 'resumed':
        isPaused = false;
        break;
      case 'stop':
        break;
      case 'trial':
        if (!trials.has(event.trial)) {
          trials.set(event.trial, freshState(parseTrialLine(event.line, plan.base)));
        }
        break;
      default: {
        const known = trials.get(event.trial);
        if (known !== undefined) trials.set(event.trial, applyToTrial(known, event));
      }
    }
  }
  return { ...state, trials, isPaused, closed };
}

function freshState(trial: BatchTrial): TrialState {
  return { trial, status: 'waiting', runId: trial.runId, formerRunIds: [], lost: 0 };
}

type TrialEvent = Extract<TimedEvent, { readonly trial: number }>;

/** What an event makes of a trial. What is told of a run that is not the trial's any more does not count. */
function applyToTrial(state: TrialState, event: TrialEvent): TrialState {
  if (event.type === 'trial') return state;
  const { trial, runId, formerRunIds, lost } = state;
  const known = { trial, runId, formerRunIds, lost };
  if (event.type === 'retry') {
    if (event.run === runId) return state;
    const former = [...formerRunIds, runId];
    return { ...known, runId: event.run, formerRunIds: former, lost: 0, status: 'waiting' };
  }
  if ('run' in event && event.run !== runId) return state;
  const times = state.startedAt === undefined ? {} : { startedAt: state.startedAt };
  switch (event.type) {
    case 'started':
      // An end counts, whoever tells of it first.
      return isEnded(state) ? state : { ...known, status: 'started', startedAt: event.at };
    case 'lost':
      return isEnded(state) ? state : { ...known, status: 'waiting', lost: lost + 1 };
    case 'ended':
      return {
        ...known,
        ...times,
        status: statusOfExit(event.exitCode),
        exitCode: event.exitCode,
        endedAt: event.at,
        ...(event.cause === undefined ? {} : { cause: event.cause }),
      };
    case 'staged':
      return { ...known, status: 'staged' };
    case 'failed': {
      const { reason, message, at } = event;
      return { ...known, ...times, status: 'failed', reason, message, endedAt: at };
    }
    case 'skipped':
      return { ...known, status: 'skipped', comparable: event.comparable };
  }
}

function isEnded({ status }: TrialState): boolean {
  return status === 'completed' || status === 'error' || status === 'terminated';
}

/** Whether a trial has yet to be made. One that was stopped with its batch did not end by itself. */
export function isPending({ status, cause }: TrialState): boolean {
  return ['waiting', 'started', 'staged'].includes(status) || cause === 'stopped';
}

/** Whether a trial ended in a way that `retry --failed` makes again. */
export function isFailed(state: TrialState): boolean {
  if (state.cause === 'stopped') return false;
  return state.status === 'error' || state.status === 'terminated' || state.status === 'failed';
}

/** How many trials are how. */
export interface BatchCounts {
  /** Undefined while it is not known how many there will be. */
  readonly total: number | undefined;
  readonly waiting: number;
  readonly started: number;
  readonly staged: number;
  readonly completed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Ended with their batch. */
  readonly stopped: number;
}

export function countTrials({ plan, trials, closed }: BatchState): BatchCounts {
  const states = [...trials.values()];
  const count = (isCounted: (state: TrialState) => boolean): number =>
    states.filter(isCounted).length;
  const isOpenEnded = plan.optimizer !== undefined && closed !== 'done';
  return {
    total: isOpenEnded ? undefined : states.length,
    waiting: count(({ status }) => status === 'waiting'),
    started: count(({ status }) => status === 'started'),
    staged: count(({ status }) => status === 'staged'),
    completed: count(({ status }) => status === 'completed'),
    failed: count(isFailed),
    skipped: count(({ status }) => status === 'skipped'),
    stopped: count(({ cause }) => cause === 'stopped'),
  };
}
