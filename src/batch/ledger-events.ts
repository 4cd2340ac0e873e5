import { isMap, toNumber } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';

/** Why a run was ended that did not end by itself. */
export type StopCause = 'timeout' | 'stopped';

/** What happens to a batch; each is a line of its ledger. */
export type LedgerEvent =
  /** Somebody begins to work on the batch. */
  | { readonly type: 'opened'; readonly pid: number; readonly host: string; readonly jobs: number }
  /** A trial that was asked for: of a batch whose plan does not have them all. */
  | { readonly type: 'trial'; readonly trial: number; readonly line: ValueMap }
  | {
      readonly type: 'started';
      readonly trial: number;
      readonly run: string;
      readonly attempt: number;
    }
  | {
      readonly type: 'ended';
      readonly trial: number;
      readonly run: string;
      readonly exitCode: number;
      readonly cause?: StopCause;
    }
  | { readonly type: 'staged'; readonly trial: number; readonly run: string }
  /** There was no run to execute; `run` is one whose staging hook failed. */
  | {
      readonly type: 'failed';
      readonly trial: number;
      readonly reason: string;
      readonly message: string;
      readonly run?: string;
    }
  /** A run, or another trial, makes it unnecessary. */
  | { readonly type: 'skipped'; readonly trial: number; readonly comparable: ValueMap }
  /** How an attempt ended will never be known. */
  | {
      readonly type: 'lost';
      readonly trial: number;
      readonly run: string;
      readonly attempt: number;
    }
  /** A trial is to be made again, as another run. */
  | { readonly type: 'retry'; readonly trial: number; readonly run: string }
  /** No trial is to be started until the batch is resumed. */
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  /** No more trials are to be started; with force, those that run are to be stopped. */
  | { readonly type: 'stop'; readonly force: boolean }
  /** Whoever worked on the batch has stopped to. */
  | { readonly type: 'closed'; readonly why: ClosedWhy };

/** Why work on a batch came to an end. */
export type ClosedWhy = 'done' | 'stopped' | 'paused' | 'failures';

/** An event with the time it was written, in milliseconds since the epoch. */
export type TimedEvent = LedgerEvent & { readonly at: number };

/** As a line has it. */
export function eventFacts(event: TimedEvent): ValueMap {
  const { at, type, ...rest } = event;
  const facts: Record<string, Value> = { at, type };
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) facts[NAMES[name] ?? name] = value as Value;
  }
  return facts;
}

const NAMES: Readonly<Record<string, string>> = { exitCode: 'exit_code' };

/** The event a line tells; undefined for one that this program does not know. */
export function parseEvent(line: ValueMap): TimedEvent | undefined {
  const at = toNumber(line['at']);
  if (at === undefined) return undefined;
  const event = parseKnown(line);
  return event === undefined ? undefined : { at, ...event };
}

function parseKnown(line: ValueMap): LedgerEvent | undefined {
  const { type } = line;
  const trial = toNumber(line['trial']) ?? 0;
  const run = typeof line['run'] === 'string' ? line['run'] : undefined;
  switch (type) {
    case 'opened':
      return {
        type,
        pid: number(line['pid']),
        host: text(line['host']),
        jobs: number(line['jobs']),
      };
    case 'trial':
      return isMap(line['line']) ? { type, trial, line: line['line'] } : undefined;
    case 'started':
    case 'lost':
      return run === undefined ? undefined : { type, trial, run, attempt: number(line['attempt']) };
    case 'ended': {
      if (run === undefined) return undefined;
      const cause = CAUSES.find((name) => name === line['cause']);
      const known = cause === undefined ? {} : { cause };
      return { type, trial, run, exitCode: number(line['exit_code']), ...known };
    }
    case 'staged':
    case 'retry':
      return run === undefined ? undefined : { type, trial, run };
    case 'failed': {
      const known = run === undefined ? {} : { run };
      return {
        type,
        trial,
        reason: text(line['reason']),
        message: text(line['message']),
        ...known,
      };
    }
    case 'skipped':
      return { type, trial, comparable: isMap(line['comparable']) ? line['comparable'] : {} };
    case 'paused':
    case 'resumed':
      return { type };
    case 'stop':
      return { type, force: line['force'] === true };
    case 'closed':
      return { type, why: CLOSED.find((why) => why === line['why']) ?? 'stopped' };
    default:
      return undefined;
  }
}

const CAUSES: readonly StopCause[] = ['timeout', 'stopped'];
const CLOSED: readonly ClosedWhy[] = ['done', 'stopped', 'paused', 'failures'];

function number(value: Value | undefined): number {
  return toNumber(value) ?? 0;
}

function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}
