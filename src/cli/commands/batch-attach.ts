import { attemptNumbers } from '../../attempt/claim-attempt.ts';
import { readProgress } from '../../attempt/beat.ts';
import { attemptPlace } from '../../attempt/observe-attempts.ts';
import { continueLedger } from '../../batch/batch-state.ts';
import type { BatchState, TrialState } from '../../batch/batch-state.ts';
import { batchRunner, findBatch, readBatchState } from '../../batch/batch-store.ts';
import type { Batch } from '../../batch/batch-store.ts';
import { LedgerReader } from '../../batch/ledger.ts';
import type { TimedEvent } from '../../batch/ledger-events.ts';
import { join } from '../../platform/paths.ts';
import { startTimer } from '../../platform/timers.ts';
import { runName } from '../../run/proquint.ts';
import { Run } from '../../run/run.ts';
import { statusOfExit } from '../../run/status.ts';
import { batchFacts, batchJson, countsText } from '../batch-facts.ts';
import { endLine, failureLine } from '../batch-report.ts';
import type { CommandContext } from '../command.ts';
import { writeJson } from '../json-output.ts';
import { liveProgress } from '../live-batch.ts';
import type { LiveTrial } from '../live-batch.ts';
import { ProgressLine } from '../progress-line.ts';
import type { Progress } from '../progress-line.ts';
import { span } from '../style.ts';
import type { StyledText } from '../style.ts';
import type { Terminal } from '../terminal.ts';
import { openWorkspace } from '../workspace.ts';

/** How often it is looked what has happened. */
const LOOK_MS = 200;

/** `gage batch attach`: shows what happens to a batch until nobody works on it any more. */
export async function execute(context: CommandContext): Promise<number> {
  const { terminal, values, host } = context;
  const { runsDir } = await openWorkspace(context);
  const batch = findBatch(runsDir, values.text('batch'));
  const isQuiet = values.isGiven('quiet') || values.isGiven('json');
  const line = new ProgressLine(terminal, { nowMs: host.nowMillis, every: host.every });
  const reader = new LedgerReader(batch.dir);
  // What is news later is in this state already, or comes on top of it: an event counts once.
  reader.news();
  let state = readBatchState(batch);
  const leaving = new AbortController();
  const ignoreSignals = host.onStopSignal(() => {
    leaving.abort();
  });
  try {
    while (!leaving.signal.aborted) {
      if (!isQuiet) line.update(progressOf(batch, state, host.nowMillis(), terminal));
      const isRunning = batchRunner(batch) !== undefined;
      const news = reader.news();
      state = continueLedger(state, news);
      for (const text of isQuiet
        ? []
        : news.flatMap((event) => eventText(event, batch, state, terminal))) {
        line.makeRoom(() => {
          terminal.outLines(text);
        });
      }
      // What was written before it went has been read.
      if (!isRunning && news.length === 0) break;
      await startTimer(LOOK_MS).done;
    }
  } finally {
    line.stop();
    ignoreSignals();
  }
  const facts = batchFacts(batch, readBatchState(batch));
  if (values.isGiven('json')) writeJson(batchJson(facts), terminal);
  else terminal.outLines(`Batch ${batch.name} ${facts.status}: ${countsText(facts)}`);
  return facts.status === 'completed' || facts.status === 'running' ? 0 : 1;
}

function progressOf(batch: Batch, state: BatchState, nowMs: number, terminal: Terminal): Progress {
  const { counts } = batchFacts(batch, state);
  const { total, completed, failed, skipped, staged } = counts;
  const running = [...state.trials.values()]
    .filter(({ status }) => status === 'started')
    .sort((a, b) => a.trial.number - b.trial.number)
    .map((trial) => liveTrial(batch, trial, nowMs));
  return liveProgress(
    {
      name: batch.name,
      total,
      completed: completed + staged,
      failed,
      skipped,
      ending: state.isPaused ? 'pausing' : undefined,
      running,
    },
    nowMs,
    terminal,
  );
}

function liveTrial({ runsDir }: Batch, state: TrialState, nowMs: number): LiveTrial {
  const { trial, runId, startedAt = nowMs } = state;
  const runDir = join(runsDir, runId);
  const latest = attemptNumbers(runDir).at(-1);
  const completed =
    latest === undefined ? undefined : readProgress(attemptPlace(runDir, latest).dir);
  const { number, values } = trial;
  return { number, name: runName(runId), values, startedMs: startedAt, completed };
}

/** What is said of an event; ends without failure only where nothing else shows that. */
function eventText(
  event: TimedEvent,
  { runsDir }: Batch,
  { plan, trials }: BatchState,
  terminal: Terminal,
): readonly StyledText[] {
  switch (event.type) {
    case 'ended': {
      const trial = trials.get(event.trial)?.trial;
      if (trial === undefined) return [];
      const { exitCode, cause } = event;
      const run = new Run(event.run, join(runsDir, event.run));
      const ended = { status: statusOfExit(exitCode), trial, run, exitCode };
      const outcome = cause === undefined ? ended : { ...ended, cause };
      const total = plan.optimizer === undefined ? trials.size : undefined;
      const end = terminal.canRedraw ? undefined : endLine(outcome, total, terminal);
      return [failureLine(outcome, total, terminal) ?? end ?? []].filter((text) => text.length > 0);
    }
    case 'failed':
      return [[span('danger', `Trial ${event.trial}: no run was made (${event.reason})`)]];
    case 'lost':
      return [`Trial ${event.trial}: attempt ${event.attempt} was lost`];
    case 'paused':
      return ['Paused: no more runs are started'];
    case 'stop':
      return ['Stopping'];
    default:
      return [];
  }
}
