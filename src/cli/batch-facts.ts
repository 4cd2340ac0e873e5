import { countTrials, isFailed } from '../batch/batch-state.ts';
import type { BatchCounts, BatchState, TrialState } from '../batch/batch-state.ts';
import { batchRunner } from '../batch/batch-store.ts';
import type { Batch } from '../batch/batch-store.ts';
import { findExisting } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { attemptsDirOf, metaPathOf, zipMetaPathOf } from '../run/layout.ts';
import { runName } from '../run/proquint.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { strictJson } from './run-json.ts';
import type { Terminal } from './terminal.ts';
import { warn } from './warning.ts';

/** How a batch is: being run, or why not. */
export type BatchStatus =
  'running' | 'completed' | 'failed' | 'paused' | 'stopped' | 'interrupted' | 'waiting';

export interface BatchFacts {
  readonly batch: Batch;
  readonly state: BatchState;
  readonly counts: BatchCounts;
  readonly status: BatchStatus;
}

/** Tells of a ledger that has lost something: what the runs of the batch say counts then. */
export function warnOfDamage({ batch, state }: BatchFacts, terminal: Terminal): void {
  const { damagedLines } = state;
  if (damagedLines === 0) return;
  const lines = damagedLines === 1 ? 'A line' : `${damagedLines} lines`;
  const message = `${lines} of the ledger of batch ${batch.name} cannot be read: 'gage batch resume ${batch.name}' finds out what the runs tell`;
  warn(message, terminal);
}

/** `interrupted`: whoever ran it is gone without a word. */
export function batchFacts(batch: Batch, state: BatchState): BatchFacts {
  const counts = countTrials(state);
  return { batch, state, counts, status: statusOf(batch, state, counts) };
}

function statusOf(
  batch: Batch,
  { isPaused, closed }: BatchState,
  counts: BatchCounts,
): BatchStatus {
  if (batchRunner(batch) !== undefined) return 'running';
  const isComplete = counts.waiting + counts.started + counts.stopped + counts.staged === 0;
  if (isComplete && counts.total !== undefined) return counts.failed > 0 ? 'failed' : 'completed';
  if (isPaused) return 'paused';
  if (counts.started > 0 || (closed === undefined && counts.total !== counts.waiting)) {
    return 'interrupted';
  }
  if (closed === 'stopped' || closed === 'failures') return 'stopped';
  return 'waiting';
}

/** As programs see a batch. */
export function batchJson({ batch, counts, status }: BatchFacts): ValueMap {
  const { plan } = batch;
  const runner = batchRunner(batch);
  return {
    id: batch.id,
    name: batch.name,
    status,
    operation: plan.base.opref.name,
    label: plan.label ?? null,
    created: new Date(plan.created).toISOString(),
    files: plan.sources,
    total: counts.total ?? null,
    waiting: counts.waiting,
    started: counts.started,
    staged: counts.staged,
    completed: counts.completed,
    failed: counts.failed,
    skipped: counts.skipped,
    stopped: counts.stopped,
    runner: runner === undefined ? null : { pid: runner.pid, host: runner.host },
    dir: batch.dir,
  };
}

/** As programs see a trial. */
export function trialStateJson(state: TrialState, { runsDir }: Batch): ValueMap {
  const { trial, status, runId, exitCode, cause, reason, message, comparable } = state;
  const facts: Record<string, Value> = {
    trial: trial.number,
    status,
    values: strictJson(trial.values),
    run: { id: runId, name: runName(runId), exists: isThere(runsDir, runId) },
    failed: isFailed(state),
    lost_attempts: state.lost,
    former_runs: state.formerRunIds,
  };
  if (exitCode !== undefined) facts['exit_code'] = exitCode;
  if (cause !== undefined) facts['cause'] = cause;
  if (reason !== undefined) facts['reason'] = reason;
  if (message !== undefined) facts['message'] = message;
  if (comparable !== undefined) facts['comparable'] = comparable;
  if (state.startedAt !== undefined) facts['started_at'] = timeText(state.startedAt);
  if (state.endedAt !== undefined) facts['ended_at'] = timeText(state.endedAt);
  return facts;
}

function timeText(millis: number): string {
  return new Date(millis).toISOString();
}

/** Whether there is anything of a run: one that was made may have been deleted since. */
export function isThere(runsDir: string, id: string): boolean {
  const runDir = join(runsDir, id);
  const paths = [zipMetaPathOf(runDir), metaPathOf(runDir), attemptsDirOf(runDir)];
  return findExisting(paths) !== undefined;
}

/** `12 of 100 completed, 3 failed, 2 running`: only what there is. */
export function countsText({ counts, status }: BatchFacts): string {
  const { total, completed, failed, started, staged, skipped, stopped, waiting } = counts;
  const parts: readonly (readonly [number, string])[] = [
    [failed, 'failed'],
    [skipped, 'skipped'],
    [staged, 'staged'],
    [started, status === 'running' ? 'running' : 'interrupted'],
    [stopped, 'stopped'],
    [waiting, 'waiting'],
  ];
  const rest = parts.filter(([count]) => count > 0).map(([count, name]) => `${count} ${name}`);
  const all = total === undefined ? '' : ` of ${total}`;
  return [`${completed}${all} completed`, ...rest].join(', ');
}
