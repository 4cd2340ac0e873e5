import { formatFlagValue } from '../config/flag-value.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import { runAttributes, runMetrics } from '../catalog/run-fields.ts';
import { formatDisplayValue } from '../values/display-text.ts';
import { compareCodePoints } from '../values/order.ts';
import type { ValueMap } from '../values/value.ts';
import { escapeLine } from './escape-text.ts';
import type { StyledText } from './style.ts';
import { renderTable } from './table.ts';
import type { Table } from './table.ts';
import type { Layout } from './terminal.ts';

/** How a table looks inside a panel: without a frame; in plain mode also without padding. */
export function innerTable(layout: Layout): Pick<Table, 'borders' | 'padding' | 'isExpanded'> {
  return layout.mode === 'plain'
    ? { borders: 'inner', padding: 0, isExpanded: true }
    : { borders: 'none', padding: 1, isExpanded: true };
}

/** Names with their values, without headers; nothing if there are none. */
export function pairsTable(
  pairs: readonly (readonly [name: string, value: string])[],
  layout: Layout,
  look: Partial<Table> = {},
): readonly StyledText[] {
  if (pairs.length === 0) return [];
  const rows = pairs.map(([name, value]) => [escapeLine(name), escapeLine(value)]);
  const columns = [
    { style: 'label' as const },
    { style: 'value' as const, overflow: 'wrap' as const, takesRest: look.isExpanded ?? false },
  ];
  return renderTable({ ...look, columns, rows }, layout);
}

/** The configuration, values as they can be typed; nothing if there is none. */
export function configTable(
  { config }: RunRecord,
  layout: Layout,
  look: Partial<Table> = {},
): readonly StyledText[] {
  const pairs = sortedNames(config).map((name): [string, string] => [
    name,
    formatFlagValue(config[name] ?? null),
  ]);
  return pairsTable(pairs, layout, look);
}

/** The summary's attributes and metrics; nothing if there are none. */
export function summaryTable(
  run: RunRecord,
  layout: Layout,
  look: Partial<Table> = {},
): readonly StyledText[] {
  const rows = [
    ...typedRows(runAttributes(run), 'attribute'),
    ...typedRows(runMetrics(run), 'metric'),
  ];
  if (rows.length === 0) return [];
  const columns = [
    { header: 'name', style: 'label' as const },
    { header: 'value', style: 'value' as const, overflow: 'wrap' as const },
    { header: 'type', style: 'sub-text' as const },
  ];
  return renderTable({ ...look, columns, rows }, layout);
}

function typedRows(values: ValueMap, type: string): readonly (readonly string[])[] {
  return sortedNames(values).map((name) => [
    escapeLine(name),
    escapeLine(formatDisplayValue(values[name])),
    type,
  ]);
}

function sortedNames(values: ValueMap): readonly string[] {
  return Object.keys(values).sort(compareCodePoints);
}
