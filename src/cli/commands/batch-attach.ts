import { batchRunner, findBatch, readBatchState } from '../../batch/batch-store.ts';
import { LedgerReader } from '../../batch/ledger.ts';
import type { TimedEvent } from '../../batch/ledger-events.ts';
import { startTimer } from '../../platform/timers.ts';
import { batchFacts, batchJson, countsText } from '../batch-facts.ts';
import type { BatchFacts } from '../batch-facts.ts';
import type { CommandContext } from '../command.ts';
import { writeJson } from '../json-output.ts';
import { ProgressLine } from '../progress-line.ts';
import { runName } from '../../run/proquint.ts';
import { statusOfExit } from '../../run/status.ts';
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
  reader.news();
  let facts = batchFacts(batch, readBatchState(batch));
  const leaving = new AbortController();
  const ignoreSignals = host.onStopSignal(() => {
    leaving.abort();
  });
  try {
    while (!leaving.signal.aborted) {
      if (!isQuiet) line.update(progressOf(facts));
      const isRunning = batchRunner(batch) !== undefined;
      const news = reader.news();
      for (const text of isQuiet ? [] : news.flatMap(eventText)) {
        line.makeRoom(() => {
          terminal.outLines(text);
        });
      }
      if (news.length > 0) facts = batchFacts(batch, readBatchState(batch));
      // What was written before it went has been read.
      if (!isRunning && news.length === 0) break;
      await startTimer(LOOK_MS).done;
    }
  } finally {
    line.stop();
    ignoreSignals();
  }
  facts = batchFacts(batch, readBatchState(batch));
  if (values.isGiven('json')) writeJson(batchJson(facts), terminal);
  else terminal.outLines(`Batch ${batch.name} ${facts.status}: ${countsText(facts)}`);
  return facts.status === 'completed' || facts.status === 'running' ? 0 : 1;
}

function progressOf(facts: BatchFacts): { description: string; fraction?: number; task: string } {
  const { total, completed, failed, skipped } = facts.counts;
  const done = completed + failed + skipped;
  return {
    description: `Batch ${facts.batch.name}: ${countsText(facts)}`,
    ...(total === undefined ? {} : { fraction: total === 0 ? 1 : done / total }),
    task: 'batch',
  };
}

function eventText(event: TimedEvent): readonly string[] {
  switch (event.type) {
    case 'ended':
      return [`Trial ${event.trial}: run ${runName(event.run)} ${statusOfExit(event.exitCode)}`];
    case 'failed':
      return [`Trial ${event.trial}: no run was made (${event.reason})`];
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
