import { isFailed } from '../batch/batch-state.ts';
import type { TrialState } from '../batch/batch-state.ts';
import type { Batch } from '../batch/batch-store.ts';
import { runName } from '../run/proquint.ts';
import { formatDisplayValue } from '../values/display-text.ts';
import { isThere } from './batch-facts.ts';
import type { BatchStatus } from './batch-facts.ts';
import { valuesText } from './batch-report.ts';
import { escapeLine } from './escape-text.ts';
import { span } from './style.ts';
import type { Style, StyledText } from './style.ts';
import { renderTable } from './table.ts';
import type { Layout } from './terminal.ts';
import { textWidth } from './text-width.ts';

export const BATCH_STATUS_STYLES: Readonly<Record<BatchStatus, Style>> = {
  running: 'status-running',
  completed: 'status-completed',
  failed: 'status-failed',
  paused: 'status-waiting',
  stopped: 'status-waiting',
  interrupted: 'status-failed',
  waiting: 'status-waiting',
};

/** Trials with what has become of them. */
export function trialsTable(
  trials: readonly TrialState[],
  { runsDir }: Batch,
  layout: Layout,
): readonly StyledText[] {
  const remarks = trials.map((state) => escapeLine(remark(state, runsDir)));
  const hasRemarks = remarks.some((text) => text !== '');
  const columns = [
    { header: '#', style: 'index' as const },
    { header: 'run', style: 'strong' as const },
    { header: 'status' },
    { header: 'values' },
    ...(hasRemarks ? [{ header: 'remark', overflow: 'wrap' as const }] : []),
  ];
  const statuses = trials.map(statusText);
  const remarkWidth = Math.min(WIDEST_REMARK, Math.max(...remarks.map(textWidth)));
  const others = [
    textWidth(String(trials.at(-1)?.trial.number ?? 1)),
    NAME_WIDTH,
    Math.max(...statuses.map(textWidth)),
    ...(hasRemarks ? [Math.max('remark'.length, remarkWidth)] : []),
  ];
  const used = others.reduce((sum, width) => sum + width + CELL_ROOM, 0) + CELL_ROOM + 1;
  const room = Math.max(LEAST_VALUES, layout.width - used);
  const rows = trials.map((state, index) => [
    String(state.trial.number),
    hasRun(state) ? runName(state.runId) : '',
    [span(styleOf(state), statuses[index] ?? '')],
    valuesText(state.trial.values, room, layout),
    remarks[index] ?? '',
  ]);
  return renderTable({ columns, rows }, layout);
}

/** A name of a run. */
const NAME_WIDTH = 11;

/** A cell has a blank on each side and a border. */
const CELL_ROOM = 3;

/** A remark that is longer goes on below. */
const WIDEST_REMARK = 24;

/** However narrow the screen, so much of the values is shown. */
const LEAST_VALUES = 11;

function statusText({ cause, status }: TrialState): string {
  return cause === 'timeout' ? 'timeout' : status;
}

function hasRun({ status }: TrialState): boolean {
  return status !== 'waiting' && status !== 'skipped' && status !== 'failed';
}

function styleOf(state: TrialState): Style {
  if (isFailed(state)) return 'status-failed';
  if (state.status === 'completed') return 'status-completed';
  return state.status === 'started' ? 'status-running' : 'status-waiting';
}

function remark(state: TrialState, runsDir: string): string {
  const { status, exitCode, cause, message, comparable, lost } = state;
  const parts: string[] = [];
  if (status === 'error') parts.push(`exit code ${exitCode ?? '?'}`);
  if (status === 'terminated' && cause === undefined) parts.push(`signal ${-(exitCode ?? 0)}`);
  if (cause === 'stopped') parts.push('with its batch');
  if (message !== undefined) parts.push(message.split('\n', 1)[0] ?? '');
  if (comparable !== undefined)
    parts.push(`like ${formatDisplayValue(comparable['name'] ?? comparable['trial'])}`);
  if (lost > 0) parts.push(lost === 1 ? '1 attempt lost' : `${lost} attempts lost`);
  if (hasRun(state) && status !== 'started' && !isThere(runsDir, state.runId))
    parts.push('deleted');
  return parts.join(', ');
}
