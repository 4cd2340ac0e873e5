import type { OperationChoice } from '../failures/project-failures.ts';
import { escapeLine } from './escape-text.ts';
import type { StyledText } from './style.ts';
import { renderTable } from './table.ts';
import type { Column } from './table.ts';
import type { Layout } from './terminal.ts';

const COLUMNS: readonly Column[] = [
  { header: 'operation', style: 'label', overflow: 'wrap' },
  { header: 'description', style: 'value', overflow: 'wrap' },
];

const DEFAULT_MARK = '(default)';

/** The operations of a project in a table, as `gage operations` shows them. */
export function operationsTable(
  operations: readonly OperationChoice[],
  layout: Layout,
): readonly StyledText[] {
  const rows = operations.map(({ name, description }) => [
    escapeLine(name),
    styleDescription(description),
  ]);
  return renderTable({ columns: COLUMNS, rows, isExpanded: true }, layout);
}

function styleDescription(text: string): StyledText {
  if (!text.endsWith(DEFAULT_MARK)) return escapeLine(text);
  const description = text.slice(0, -DEFAULT_MARK.length);
  return [{ text: escapeLine(description) }, { text: DEFAULT_MARK, style: 'secondary-label' }];
}
