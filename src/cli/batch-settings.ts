import { parseSlots } from '../batch/slots.ts';
import type { SlotKind } from '../batch/slots.ts';
import { ENGINES } from '../engines/engines.ts';
import { processEngine } from '../engines/process-engine.ts';
import { fail } from '../failures/failures.ts';
import { machineFacts } from '../platform/machine-facts.ts';
import { parseDuration } from '../filter/filter-times.ts';
import { toNumber } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { ArgumentValues } from './command.ts';

/** How a batch is run, as its options say. */
export interface BatchSettings {
  readonly jobs: number;
  readonly slots: readonly SlotKind[];
  readonly maxFailures: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly retries: number;
  /** By the name of its kind. */
  readonly engine: string;
  /** Where runs are made instead of where they belong. */
  readonly workDir: string | undefined;
}

/**
 * Reads the options that say how a batch is run. What is not given is as the batch was started with.
 * Fails with `invalid-argument`, `invalid-slots`.
 */
export function readBatchSettings(values: ArgumentValues, started: ValueMap = {}): BatchSettings {
  const slots = values.isGiven('slots')
    ? parseSlots(values.texts('slots'))
    : parseSlots(textsIn(started['slots']));
  const timeout = values.text('timeout');
  const failures = values.isGiven('fail-fast') ? 1 : values.integer('max-failures');
  const jobs = values.text('jobs');
  return {
    jobs: jobs === undefined ? (toNumber(started['jobs']) ?? defaultJobs(slots)) : readJobs(jobs),
    slots,
    maxFailures: failures ?? toNumber(started['max_failures']),
    timeoutMs: timeout === undefined ? toNumber(started['timeout_ms']) : readTimeout(timeout),
    retries: values.integer('retries') ?? toNumber(started['retries']) ?? 0,
    ...readEngine(values, started),
  };
}

/** A directory to make runs in is of use only where something else makes them. */
function readEngine(
  values: ArgumentValues,
  started: ValueMap,
): Pick<BatchSettings, 'engine' | 'workDir'> {
  const [usual] = ENGINES;
  const text = (name: string): string | undefined => {
    const value = started[name];
    return typeof value === 'string' ? value : undefined;
  };
  const workDir = values.text('work-dir') ?? text('work_dir');
  const known = workDir === undefined ? usual.name : processEngine.name;
  const engine = values.text('engine') ?? text('engine') ?? known;
  const names = ENGINES.map(({ name }) => name);
  if (!names.includes(engine)) {
    const message = `--engine takes one of ${names.join(', ')}: '${engine}'`;
    return fail({ reason: 'invalid-argument', message });
  }
  if (workDir !== undefined && engine === usual.name) {
    const message = `--work-dir needs '--engine ${processEngine.name}'`;
    return fail({ reason: 'invalid-argument', message });
  }
  return { engine, workDir };
}

/** As the plan of a batch keeps them. */
export function settingsFacts(settings: BatchSettings): ValueMap {
  const { jobs, slots, maxFailures, timeoutMs, retries, engine, workDir } = settings;
  return {
    jobs,
    slots: slots.map(({ name, count }) => `${name}=${count}`),
    max_failures: maxFailures ?? null,
    timeout_ms: timeoutMs ?? null,
    retries,
    engine,
    work_dir: workDir ?? null,
  };
}

/** The options that say the same, for a program that is to run the batch so. */
export function settingsArguments(settings: BatchSettings): readonly string[] {
  const { jobs, slots, maxFailures, timeoutMs, retries, engine, workDir } = settings;
  return [
    '--jobs',
    String(jobs),
    '--retries',
    String(retries),
    '--engine',
    engine,
    ...slots.flatMap(({ name, count }) => ['--slots', `${name}=${count}`]),
    ...(maxFailures === undefined ? [] : ['--max-failures', String(maxFailures)]),
    ...(timeoutMs === undefined ? [] : ['--timeout', `${timeoutMs}ms`]),
    ...(workDir === undefined ? [] : ['--work-dir', workDir]),
  ];
}

/** Slots are there to be used. */
function defaultJobs(slots: readonly SlotKind[]): number {
  return slots.length === 0 ? 1 : Math.min(...slots.map(({ count }) => count));
}

const MAX_JOBS = 1024;

function readJobs(text: string): number {
  if (text === 'auto') return machineFacts().cpuCount;
  const jobs = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (jobs >= 1 && jobs <= MAX_JOBS) return jobs;
  const message = `--jobs takes a number from 1 to ${MAX_JOBS}, or auto: '${text}'`;
  return fail({ reason: 'invalid-argument', message });
}

function readTimeout(text: string): number {
  const duration = text.trim();
  const seconds = /^\d+(?:\.\d+)?$/.test(duration)
    ? Number(duration)
    : /^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/.test(duration)
      ? parseDuration(duration)
      : 0;
  if (seconds > 0) return Math.min(seconds * 1000, MAX_TIMER_MS);
  const message = `--timeout takes seconds, or a time such as 90s, 10m or 1h30m: '${text}'`;
  return fail({ reason: 'invalid-argument', message });
}

/** Longer timers fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

function textsIn(value: Value | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
