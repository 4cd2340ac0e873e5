import { formatFlagValue } from '../config/flag-value.ts';
import { compareCodePoints } from '../values/order.ts';
import type { CommandContext } from './command.ts';
import { escapeLine } from './escape-text.ts';
import { renderPanel, panelContentLayout } from './panel.ts';
import type { RequestedOperation } from './requested-operation.ts';
import { span } from './style.ts';
import { renderTable } from './table.ts';

/** `gage run --help-op`: usage, description and flags of an operation. @returns the exit status. */
export function showOperationHelp(
  { operation, typedName }: RequestedOperation,
  { terminal }: CommandContext,
): number {
  const description = (operation.opdef.description ?? '').trim().split('\n');
  terminal.outLines(
    ` Usage: gage run ${typedName === undefined ? '' : escapeLine(typedName)}`.trimEnd(),
    '',
    ...description.map((line) => ` ${escapeLine(line)}`.trimEnd()),
  );
  const settings = [...operation.settings.values()].filter((setting) => !setting.isContainer);
  if (settings.length === 0) return 0;
  const rows = settings
    .sort((a, b) => compareCodePoints(a.key, b.key))
    .map(({ key, value, description: text }) => [
      [span('label', escapeLine(key))],
      escapeLine(formatFlagValue(value)),
      escapeLine(text ?? ''),
    ]);
  const columns = [
    { header: '' },
    { header: 'Default' },
    { header: '', overflow: 'wrap' as const },
  ];
  const table = { columns, rows, borders: 'none' as const, isExpanded: true };
  const lines = renderTable(table, panelContentLayout(terminal));
  terminal.outLines('', ...renderPanel({ title: 'Flags', titleAlign: 'left', lines }, terminal));
  return 0;
}
