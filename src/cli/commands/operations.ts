import {
  defaultOperation,
  describeOperation,
  readOperations,
} from '../../operation/find-operation.ts';
import type { CommandContext } from '../command.ts';
import { escapeLine } from '../escape-text.ts';
import { writeJson } from '../json-output.ts';
import type { StyledText } from '../style.ts';
import { renderTable } from '../table.ts';
import type { Column } from '../table.ts';
import { warn } from '../warning.ts';
import { openWorkspace } from '../workspace.ts';

const COLUMNS: readonly Column[] = [
  { header: 'operation', style: 'label', overflow: 'wrap' },
  { header: 'description', style: 'value', overflow: 'wrap' },
];

const DEFAULT_MARK = '(default)';

/**
 * `gage operations`: what can be run, by name. As JSON a list of maps with `name`, `description`
 * (whole), `version` and `default`.
 */
export async function execute(context: CommandContext): Promise<number> {
  const { values, terminal } = context;
  const { project } = await openWorkspace(context);
  const { gageFile, operations, warnings } = await readOperations(project);
  for (const { line, column, message } of warnings) {
    warn(`${gageFile.path}:${line}:${column}: ${message}`, terminal);
  }
  if (values.isGiven('json')) {
    const byDefault = defaultOperation(operations);
    const list = operations.map((operation) => ({
      name: operation.name,
      description: operation.description ?? null,
      version: operation.version ?? null,
      default: operation === byDefault,
    }));
    writeJson(list, terminal);
    return 0;
  }
  const rows = operations.map((operation) => [
    escapeLine(operation.name),
    styleDescription(describeOperation(operation, operations)),
  ]);
  terminal.outBlock(renderTable({ columns: COLUMNS, rows, isExpanded: true }, terminal));
  return 0;
}

function styleDescription(text: string): StyledText {
  if (!text.endsWith(DEFAULT_MARK)) return escapeLine(text);
  const description = text.slice(0, -DEFAULT_MARK.length);
  return [{ text: escapeLine(description) }, { text: DEFAULT_MARK, style: 'secondary-label' }];
}
