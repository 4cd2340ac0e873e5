import { GageError } from '../failures/failures.ts';
import type { Host } from '../platform/host.ts';
import { formatJsonCompact } from '../values/json-text.ts';
import type { ValueMap } from '../values/value.ts';
import type { CommandInvocation } from './parse-arguments.ts';
import { optionKey } from './command.ts';
import { writeJson } from './json-output.ts';
import { describeExpectedError } from './report-error.ts';
import type { Terminal } from './terminal.ts';
import type { UsageError } from './usage-error.ts';

/**
 * What went wrong, for programs: a stable `reason` and the `message` people get; the `id` of a run that
 * is left; the `candidates` a specifier could have meant.
 */
export function errorFacts(error: unknown): ValueMap {
  if (!(error instanceof GageError)) {
    const expected = describeExpectedError(error);
    const message = error instanceof Error ? error.message : String(error);
    return expected === undefined
      ? { reason: 'unexpected-error', message }
      : { reason: 'system-error', message: expected };
  }
  const { failure, message } = error;
  const facts = { reason: failure.reason, message };
  if (failure.reason === 'phase-failed') return { ...facts, id: failure.runId };
  if (failure.reason !== 'ambiguous-run') return facts;
  return { ...facts, candidates: failure.candidates.map((candidate) => ({ ...candidate })) };
}

/** Tells programs on stdout why a command failed, in the form they asked for. */
export function writeErrorJson(
  error: unknown,
  { command, values }: CommandInvocation,
  host: Host,
  terminal: Terminal,
): void {
  const isGiven = (option: string): boolean =>
    (command.options ?? []).some((spec) => optionKey(spec) === option) && values.isGiven(option);
  const writeLine = (value: ValueMap): void => {
    host.stdout.write(`${formatJsonCompact(value)}\n`);
  };
  const facts = errorFacts(error);
  if (isGiven('events')) {
    writeLine({ type: 'error', time: new Date(host.nowMillis()).toISOString(), ...facts });
  }
  if (!isGiven('json')) return;
  if (command.printsJsonLines === true) writeLine({ error: facts });
  else writeJson({ error: facts }, terminal);
}

/** Tells programs on stdout that a command line cannot be understood. */
export function writeUsageErrorJson({ message }: UsageError, terminal: Terminal): void {
  writeJson({ error: { reason: 'usage-error', message } }, terminal);
}
