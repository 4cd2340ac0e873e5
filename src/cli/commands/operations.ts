import {
  defaultOperation,
  describeOperation,
  readOperations,
} from '../../operation/find-operation.ts';
import type { CommandContext } from '../command.ts';
import { writeJson } from '../json-output.ts';
import { operationsTable } from '../operations-table.ts';
import { warn } from '../warning.ts';
import { openWorkspace } from '../workspace.ts';

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
  const rows = operations.map((operation) => ({
    name: operation.name,
    description: describeOperation(operation, operations),
  }));
  terminal.outBlock(operationsTable(rows, terminal));
  return 0;
}
