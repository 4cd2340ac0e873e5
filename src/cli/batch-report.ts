import type { TrialOutcome } from '../batch/trial-outcome.ts';
import type { ClosedWhy } from '../batch/ledger-events.ts';
import type { PlannedTrial } from '../plan/plan-batch.ts';
import { signalName } from '../platform/signals.ts';
import { runName } from '../run/proquint.ts';
import { formatDisplayValue } from '../values/display-text.ts';
import type { ValueMap } from '../values/value.ts';
import { GageError } from '../failures/failures.ts';
import { fitAssignments } from './assignments-text.ts';
import { isFailure, isStopped } from './batch-json.ts';
import { escapeLine } from './escape-text.ts';
import { span } from './style.ts';
import type { StyledText } from './style.ts';
import type { Layout } from './terminal.ts';

/** More failures than these are counted only: the list of runs shows them all. */
const MAX_LISTED = 20;

/** The values of a trial in at most `width` columns: `lr=0.1 epochs=5`. */
export function valuesText(values: ValueMap, width: number, { ellipsis }: Layout): string {
  const pairs = Object.entries(values).map(([name, value]) => ({
    name: escapeLine(name),
    value: value === null ? 'null' : escapeLine(formatDisplayValue(value)),
  }));
  return pairs.length === 0 ? '' : fitAssignments(pairs, width, ellipsis);
}

/** What is said the moment a trial fails. */
export function failureLine(
  outcome: TrialOutcome,
  count: number | undefined,
  layout: Layout,
): StyledText | undefined {
  if (isStopped(outcome)) return stoppedLine(outcome, count, layout);
  if (!isFailure(outcome)) return undefined;
  const text = failureText(outcome);
  return [span('danger', text), span('value', trialText(outcome.trial, count, text, layout))];
}

/** It is no failure of the trial's own. */
function stoppedLine(
  outcome: TrialOutcome,
  count: number | undefined,
  layout: Layout,
): StyledText | undefined {
  if (!('run' in outcome)) return undefined;
  const text = `Run ${outcome.run.name} was stopped`;
  return [{ text }, span('value', trialText(outcome.trial, count, text, layout))];
}

/** What is said of a trial that did not fail, where nothing else is shown of it. */
export function endLine(
  outcome: TrialOutcome,
  count: number | undefined,
  layout: Layout,
): StyledText | undefined {
  if (outcome.status !== 'completed' && outcome.status !== 'staged') return undefined;
  const text = `Run ${outcome.run.name} ${outcome.status}`;
  return [{ text }, span('value', trialText(outcome.trial, count, text, layout))];
}

/** What is said on stderr when work on a batch has ended: what was skipped, failed and not started. */
export function summaryLines(
  outcomes: readonly TrialOutcome[],
  why: ClosedWhy,
  { name, total }: { readonly name: string; readonly total: number | undefined },
  layout: Layout,
): readonly StyledText[] {
  const count = outcomes.length;
  const skipped = outcomes.filter(({ status }) => status === 'skipped').length;
  const failed = outcomes.filter(isFailure);
  const stopped = outcomes.filter(isStopped).length;
  const notStarted = outcomes.filter(({ status }) => status === 'not-started').length;
  return [
    ...(skipped > 0 ? [skippedText(skipped)] : []),
    ...(failed.length > 0 ? failedLines(failed, count, total, layout) : []),
    ...(why === 'done'
      ? []
      : [
          '',
          `Batch ${CLOSED_TEXTS[why]}: ${notStarted} of ${runsText(count)} not started${stopped > 0 ? `, ${stopped} stopped` : ''}`,
          [{ text: 'To go on with it, use ' }, span('command', `'gage batch resume ${name}'`)],
        ]),
  ];
}

const CLOSED_TEXTS = {
  stopped: 'stopped',
  paused: 'paused',
  failures: 'stopped after too many failures',
} as const;

/** What is said on stdout when runs were staged. */
export function stagedLines(outcomes: readonly TrialOutcome[]): readonly StyledText[] {
  const staged = outcomes.filter(({ status }) => status === 'staged').length;
  if (staged === 0) return [];
  return [
    `Staged ${runsText(staged)}`,
    '',
    [{ text: 'To list staged runs, use ' }, span('command', "'gage runs --where staged'")],
    [{ text: 'To start a run, use ' }, span('command', "'gage run --start <run>'")],
  ];
}

function skippedText(count: number): string {
  return count === 1
    ? 'Skipped 1 run because a comparable run exists'
    : `Skipped ${count} runs because comparable runs exist`;
}

function failedLines(
  failed: readonly TrialOutcome[],
  count: number,
  total: number | undefined,
  layout: Layout,
): readonly StyledText[] {
  const listed = failed.slice(0, MAX_LISTED).map((outcome) => failureLine(outcome, total, layout));
  const more = failed.length - listed.length;
  return [
    '',
    `${failed.length} of ${runsText(count)} failed:`,
    ...listed.filter((line) => line !== undefined),
    ...(more > 0 ? [`and ${more} more`] : []),
    '',
    [{ text: 'Try ' }, span('command', "'gage show <name>'"), { text: ' for run details.' }],
  ];
}

function failureText(outcome: TrialOutcome): string {
  switch (outcome.status) {
    case 'error':
      return `Run ${outcome.run.name} exited with an error (${outcome.exitCode})`;
    case 'terminated': {
      if (outcome.cause === 'timeout') return `Run ${outcome.run.name} took too long`;
      const signal = signalName(-outcome.exitCode) ?? `signal ${-outcome.exitCode}`;
      return `Run ${outcome.run.name} was terminated by ${signal}`;
    }
    case 'failed':
      return notMadeText(outcome.error);
    default:
      return '';
  }
}

function notMadeText(error: Error): string {
  const failure = error instanceof GageError ? error.failure : undefined;
  const name = failure?.reason === 'phase-failed' ? `Run ${runName(failure.runId)}` : 'Run';
  const [reason = ''] = error.message.split('\n', 1);
  return `${name} was not started: ${escapeLine(reason)}`;
}

/** However little room a line leaves, so much of the values is shown. */
const LEAST_ROOM = 24;

/** Which trial it is, behind what is said of it and within the line where that leaves some room. */
function trialText(
  { number, values }: PlannedTrial,
  count: number | undefined,
  before: string,
  layout: Layout,
): string {
  const place = count === undefined ? String(number) : `${number} of ${count}`;
  const room = layout.width - before.length - place.length - '  (: )'.length;
  const text = valuesText(values, Math.max(LEAST_ROOM, room), layout);
  return `  (${place}${text === '' ? '' : `: ${text}`})`;
}

function runsText(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}
