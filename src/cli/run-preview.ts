import { selectFiles } from '../files/select-files.ts';
import { parseSelectRules } from '../files/select-rules.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { operationPatterns } from '../stage/source.ts';
import { formatJsonOutput } from '../values/json-text.ts';
import type { CommandContext } from './command.ts';
import { escapeLine } from './escape-text.ts';
import { panelContentLayout, renderPanel } from './panel.ts';
import type { RequestedOperation } from './requested-operation.ts';
import { renderTable } from './table.ts';
import type { Workspace } from './workspace.ts';

/** `gage run --preview`: what would be copied. Nothing is written. @returns the exit status. */
export function showPreview(
  { operation }: RequestedOperation,
  plan: PlannedRun,
  { terminal, values }: CommandContext,
  workspace: Workspace,
): number {
  const patterns = operationPatterns(operation.opdef);
  const { files } = selectFiles(plan.projectDir, parseSelectRules(patterns), {
    neverEnter: [workspace.runsDir],
  });
  const paths = files.map((file) => file.path);
  if (values.isGiven('json')) {
    const sourcecode = { src_dir: plan.projectDir, patterns, paths };
    terminal.outLines(formatJsonOutput({ sourcecode }));
    return 0;
  }
  const content = panelContentLayout(terminal);
  const list = (header: string, items: readonly string[]) =>
    renderTable({ columns: [{ header }], rows: items.map((item) => [escapeLine(item)]) }, content);
  const none = ['<none>'];
  const lines = [
    ...list('patterns', patterns.length === 0 ? none : patterns),
    ...list('matched files', paths.length === 0 ? none : paths),
  ];
  terminal.outLines(...renderPanel({ title: 'Source Code', lines }, terminal));
  return 0;
}
