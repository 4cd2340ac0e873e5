import { resolve } from 'node:path';

import { findAssignment, parseAssignment } from '../config/assignment.ts';
import type { Assignment } from '../config/assignment.ts';
import { findOperation, readOperations } from '../operation/find-operation.ts';
import type { OpDef } from '../operation/operation-definition.ts';
import type { Project } from '../operation/project.ts';
import { isScriptName } from '../operation/script-interpreter.ts';
import { fail } from '../failures/failures.ts';
import { isFile, pathExists } from '../platform/files.ts';
import { planOperation } from '../plan/plan-run.ts';
import type { PlannedOperation } from '../plan/plan-run.ts';
import type { CommandContext } from './command.ts';
import { warn } from './warning.ts';
import type { Workspace } from './workspace.ts';

/** The operation and the flags that a command line asks for. */
export interface RequestedOperation {
  readonly operation: PlannedOperation;
  /** As typed; undefined when the default operation is meant. */
  readonly typedName: string | undefined;
  readonly flags: readonly Assignment[];
}

/**
 * Finds the operation or script named first on the command line; where a flag comes first, the default
 * operation is meant. Warnings of its Gage file and its configuration files are shown.
 */
export async function requestedOperation(
  context: CommandContext,
  workspace: Workspace,
): Promise<RequestedOperation> {
  const { values, host } = context;
  const first = values.text('operation');
  const firstFlag = first === undefined ? undefined : findAssignment(first);
  const typedName = firstFlag === undefined ? first : undefined;
  const flags = [
    ...(firstFlag === undefined ? [] : [firstFlag]),
    ...values.texts('flag').map(parseAssignment),
  ];
  const { project, opdef } = await findRequested(typedName, context, workspace);
  const operation = await planOperation(project, opdef, host.env, workspace.runsDir);
  for (const warning of operation.warnings) warn(warning, context.terminal);
  return { operation, typedName, flags };
}

interface FoundOperation {
  readonly project: Project;
  readonly opdef: OpDef;
}

/** An operation of the Gage file, if there is one; else the script of that name; else what is missing is told: fails with `no-operations`, `unknown-operation`, `no-default-operation`, `file-missing`. */
export async function findRequested(
  typedName: string | undefined,
  context: CommandContext,
  workspace: Workspace,
): Promise<FoundOperation> {
  const { project } = workspace;
  if (project?.gageFilePath === undefined) {
    const script = await findScriptOperation(typedName, context, workspace);
    if (script !== undefined) return script;
    if (typedName !== undefined) refuseFile(typedName, workspace);
    return fail({ reason: 'no-operations' });
  }
  const { operations, warnings } = await readOperations(project);
  for (const { line, column, message } of warnings) {
    warn(`${project.gageFilePath}:${line}:${column}: ${message}`, context.terminal);
  }
  const isOperation = operations.some(({ name }) => name === typedName);
  const script = isOperation ? undefined : await findScriptOperation(typedName, context, workspace);
  return script ?? { project, opdef: findOperation(operations, typedName) };
}

/** Says why a file that was named cannot be run. Returns for a name that looks like that of an operation. */
function refuseFile(typedName: string, { commandDir }: Workspace): void {
  const path = resolve(commandDir, typedName);
  if (isFile(path)) fail({ reason: 'no-interpreter', script: path, programs: [] });
  if (!isScriptName(typedName)) return;
  if (!pathExists(path)) fail({ reason: 'file-missing', path: typedName });
  fail({ reason: 'invalid-argument', message: `'${typedName}' is no file` });
}

async function findScriptOperation(
  typedName: string | undefined,
  { host }: CommandContext,
  { commandDir, runsDir, env }: Workspace,
): Promise<FoundOperation | undefined> {
  if (typedName === undefined || !isScriptName(typedName)) return undefined;
  const { findScript, scriptOperation } = await import('../operation/script-operation.ts');
  const search = { commandDir, runsDir, env, homeDir: host.homeDir };
  const path = findScript(typedName, search);
  return path === undefined ? undefined : scriptOperation(path, search);
}
