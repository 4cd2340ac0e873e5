import { isFailed } from '../../batch/batch-state.ts';
import { findBatch, readBatchState } from '../../batch/batch-store.ts';
import { batchFacts, batchJson, countsText, trialStateJson, warnOfDamage } from '../batch-facts.ts';
import { BATCH_STATUS_STYLES, trialsTable } from '../batch-table.ts';
import type { CommandContext } from '../command.ts';
import { escapeLine } from '../escape-text.ts';
import { writeJson } from '../json-output.ts';
import { span } from '../style.ts';
import { openWorkspace } from '../workspace.ts';

/** More trials are shown when they are asked for. */
const MAX_SHOWN = 50;

/** `gage batch show`: a batch with its trials. */
export async function execute(context: CommandContext): Promise<number> {
  const { terminal, values } = context;
  const { runsDir } = await openWorkspace(context);
  const batch = findBatch(runsDir, values.text('batch'));
  const facts = batchFacts(batch, readBatchState(batch));
  warnOfDamage(facts, terminal);
  const all = [...facts.state.trials.values()];
  const trials = values.isGiven('failed') ? all.filter(isFailed) : all;
  if (values.isGiven('json')) {
    const rows = trials.map((trial) => trialStateJson(trial, batch));
    writeJson({ ...batchJson(facts), trials: rows }, terminal);
    return 0;
  }
  const label = batch.plan.label === undefined ? '' : ` "${escapeLine(batch.plan.label)}"`;
  const shown = values.isGiven('all') ? trials : trials.slice(0, MAX_SHOWN);
  terminal.outLines(
    [
      span('strong', `Batch ${batch.name}`),
      { text: `${label} of ${escapeLine(batch.plan.base.opref.name)}: ` },
      span(BATCH_STATUS_STYLES[facts.status], facts.status),
    ],
    countsText(facts),
    ...(shown.length === 0 ? [] : ['', ...trialsTable(shown, batch, terminal)]),
  );
  if (shown.length < trials.length) {
    terminal.outLines([
      span('sub-text', ` Showing ${shown.length} of ${trials.length} trials (use --all for all)`),
    ]);
  }
  return 0;
}
