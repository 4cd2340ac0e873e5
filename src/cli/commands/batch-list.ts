import { listBatches, readBatchState } from '../../batch/batch-store.ts';
import { batchFacts, batchJson } from '../batch-facts.ts';
import type { BatchFacts } from '../batch-facts.ts';
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
  const hasLabels = all.some(({ batch }) => batch.plan.label !== undefined);
  // What tells batches apart stays whole: the rest goes where there is no room.
  const hasOperation = terminal.width >= 80;
  const hasTime = terminal.width >= (hasLabels ? 100 : 80);
  const columns = [
    { header: '#', style: 'index' as const },
    { header: 'name', style: 'strong' as const },
    ...(hasOperation ? [{ header: 'operation', style: 'label' as const }] : []),
    ...(hasTime ? [{ header: 'created', style: 'sub-text' as const }] : []),
    { header: 'status' },
    { header: 'completed' },
    ...(hasLabels ? [{ header: 'label', takesRest: true }] : []),
  ];
  const rows = all.map((facts, index) => [
    String(index + 1),
    facts.batch.name,
    ...(hasOperation ? [escapeLine(facts.batch.plan.base.opref.name)] : []),
    ...(hasTime ? [formatRelativeTime(facts.batch.plan.created * 1000, nowMicros)] : []),
    [span(BATCH_STATUS_STYLES[facts.status], facts.status)],
    completedText(facts),
    ...(hasLabels ? [escapeLine(facts.batch.plan.label ?? '')] : []),
  ]);
  terminal.outLines(...renderTable({ columns, rows }, terminal));
  return 0;
}

/** `12/100, 3 failed`. */
function completedText({ counts: { total, completed, failed } }: BatchFacts): string {
  const all = total === undefined ? String(completed) : `${completed}/${total}`;
  return failed === 0 ? all : `${all}, ${failed} failed`;
}
