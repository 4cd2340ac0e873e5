import { findAssignment, parseAssignment } from '../config/assignment.ts';
import type { Assignment } from '../config/assignment.ts';
import { findOperation, readOperations } from '../operation/find-operation.ts';
import { fail } from '../failures.ts';
import { planOperation } from '../plan/plan-run.ts';
import type { PlannedOperation } from '../plan/plan-run.ts';
import type { CommandContext } from './command.ts';
import { escapeLine } from './escape-text.ts';
import type { Workspace } from './workspace.ts';

/** The operation and the flags that a command line asks for. */
export interface RequestedOperation {
  readonly operation: PlannedOperation;
  /** As typed; undefined when the default operation is meant. */
  readonly typedName: string | undefined;
  readonly flags: readonly Assignment[];
}

/**
 * Finds the operation named first on the command line; where a flag comes first, the default one is
 * meant. Warnings of its Gage file and its configuration files are shown.
 */
export async function requestedOperation(
  { values, host, terminal }: CommandContext,
  workspace: Workspace,
): Promise<RequestedOperation> {
  const first = values.text('operation');
  const firstFlag = first === undefined ? undefined : findAssignment(first);
  const typedName = firstFlag === undefined ? first : undefined;
  const flags = [
    ...(firstFlag === undefined ? [] : [firstFlag]),
    ...values.texts('flag').map(parseAssignment),
  ];
  const { project } = workspace;
  const { operations, warnings } = await readOperations(project);
  if (project === undefined) return fail({ reason: 'no-operations' });
  for (const { line, column, message } of warnings) {
    warn(`${project.gageFilePath ?? ''}:${line}:${column}: ${message}`);
  }
  const opdef = findOperation(operations, typedName);
  const operation = await planOperation(project, opdef, host.env, workspace.runsDir);
  for (const warning of operation.warnings) warn(warning);
  return { operation, typedName, flags };

  function warn(message: string): void {
    terminal.errLines([{ text: `WARNING: ${escapeLine(message)}`, style: 'warning' }]);
  }
}
