import type { RunEvent } from '../events.ts';
import { GageError } from '../failures/failures.ts';
import type { MadeRun } from './made-run.ts';
import type { Host } from '../platform/host.ts';
import { formatJsonCompact } from '../values/json-text.ts';
import type { ValueMap } from '../values/value.ts';
import type { ArgumentValues, CommandContext } from './command.ts';
import { writeJson } from './json-output.ts';
import { failureFacts, madeRunFacts, runFacts } from './outcome-json.ts';
import { strictJson } from './run-json.ts';
import type { Reporting } from './run-screen.ts';

/** Writes an event to stdout: one JSON object on one line, with its `type` and the `time`. */
export type EventWriter = (type: EventType, facts: ValueMap) => void;

/** See docs/batches.md, "Events". */
type EventType =
  | 'batch-started'
  | 'run-staged'
  | 'run-started'
  | 'run-ended'
  | 'run-skipped'
  | 'run-failed'
  | 'run-not-started'
  | 'batch-ended';

export function createEventWriter({ stdout, nowMillis }: Host): EventWriter {
  return (type, facts) => {
    const time = new Date(nowMillis()).toISOString();
    stdout.write(`${formatJsonCompact(strictJson({ type, time, ...facts }))}\n`);
  };
}

/** Writes what an event of a run tells, with more facts about the run. */
export function writeRunEvent(event: RunEvent, write: EventWriter, facts: ValueMap = {}): void {
  if (event.type === 'staged') write('run-staged', { ...facts, ...runFacts(event.run) });
  if (event.type === 'step' && event.step === 'run') {
    write('run-started', { ...facts, ...runFacts(event.run) });
  }
}

/** Whether stdout is for programs. */
export function isForPrograms(values: ArgumentValues): boolean {
  return values.isGiven('events') || values.isGiven('json');
}

/** Tells programs, as they asked, that a run was not needed. */
export function tellSkippedRun(
  comparable: ValueMap,
  { host, terminal, values }: CommandContext,
): void {
  const facts = { status: 'skipped', comparable };
  if (values.isGiven('events')) createEventWriter(host)('run-skipped', facts);
  if (values.isGiven('json')) writeJson(facts, terminal);
}

/**
 * Makes a run, telling programs of it as they asked: each step on the way with `--events`, the outcome
 * with `--json`.
 * @param facts more for the outcome.
 */
export async function tellingPrograms(
  { host, terminal, values }: CommandContext,
  reporting: Reporting,
  make: (reporting: Reporting) => Promise<MadeRun>,
  facts: ValueMap = {},
): Promise<MadeRun> {
  const write = values.isGiven('events') ? createEventWriter(host) : undefined;
  const onEvent = (event: RunEvent): void => {
    reporting.onEvent(event);
    if (write !== undefined) writeRunEvent(event, write);
  };
  try {
    const made = await make({ ...reporting, onEvent });
    if (made.exitCode !== undefined) write?.('run-ended', madeRunFacts(made));
    if (values.isGiven('json')) writeJson({ ...madeRunFacts(made), ...facts }, terminal);
    return made;
  } catch (error) {
    if (!(error instanceof GageError)) throw error;
    write?.('run-failed', failureFacts(error));
    throw error;
  }
}
