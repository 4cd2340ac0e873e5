import { listBatches, readBatchState } from '../../batch/batch-store.ts';
import { batchFacts, batchJson, countsText } from '../batch-facts.ts';
import { BATCH_STATUS_STYLES } from '../batch-table.ts';
import type { CommandContext } from '../command.ts';
import { escapeLine } from '../escape-text.ts';
import { writeJson } from '../json-output.ts';
import { formatRelativeTime } from '../relative-time.ts';
import { span } from '../style.ts';
import { renderTable } from '../table.ts';
import { warn } from '../warning.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage batch list`: the batches of the runs directory, the newest first. */
export async function execute(context: CommandContext): Promise<number> {
  const { terminal, values, host } = context;
  const { runsDir } = await openWorkspace(context);
  const { batches, problems } = listBatches(runsDir);
  for (const { path, problem } of problems) warn(`cannot read ${path}: ${problem}`, terminal);
  const all = batches.map((batch) => batchFacts(batch, readBatchState(batch)));
  if (values.isGiven('json')) {
    writeJson(all.map(batchJson), terminal);
    return 0;
  }
  const nowMicros = host.nowMillis() * 1000;
  const columns = [
    { header: '#', style: 'index' as const },
    { header: 'name', style: 'strong' as const },
    { header: 'operation', style: 'label' as const },
    { header: 'created', style: 'sub-text' as const },
    { header: 'status' },
    { header: 'trials' },
    { header: 'label', takesRest: true },
  ];
  const rows = all.map((facts, index) => [
    String(index + 1),
    facts.batch.name,
    escapeLine(facts.batch.plan.base.opref.name),
    formatRelativeTime(facts.batch.plan.created * 1000, nowMicros),
    [span(BATCH_STATUS_STYLES[facts.status], facts.status)],
    countsText(facts),
    escapeLine(facts.batch.plan.label ?? ''),
  ]);
  terminal.outLines(...renderTable({ columns, rows, isExpanded: true }, terminal));
  return 0;
}
