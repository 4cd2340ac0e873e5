import { fail, GageError } from '../failures/failures.ts';
import { nearest } from '../values/nearest.ts';
import { compareCodePoints } from '../values/order.ts';
import { isMap } from '../values/value.ts';
import { readDataFile } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { isUsable } from './data-problem.ts';
import type { DataProblem } from './data-problem.ts';
import { checkGageFile } from './gage-file-validation.ts';
import { OpDef } from './operation-definition.ts';
import type { Project } from './project.ts';

/** The operations of a project, from a Gage file that was found fit to use. */
export interface ProjectOperations {
  readonly gageFile: DataFile;
  /** In the order of their names. */
  readonly operations: readonly OpDef[];
  /** Problems to be shown, in the order of their lines. */
  readonly warnings: readonly DataProblem[];
}

/**
 * Reads and validates the operations of a project. Fails with `no-operations`,
 * `operations-unreadable`, `data-file-invalid`.
 */
export async function readOperations(project: Project | undefined): Promise<ProjectOperations> {
  const path = project?.gageFilePath;
  if (path === undefined) return fail({ reason: 'no-operations' });
  const gageFile = await readGageFileOfProject(path);
  const problems = await checkGageFile(gageFile);
  if (!isUsable(problems)) fail({ reason: 'data-file-invalid', path, problems });
  return { gageFile, operations: listOperations(gageFile), warnings: problems };
}

/** The operations a Gage file defines, in the order of their names. What cannot be one is left out. */
export function listOperations(gageFile: DataFile): readonly OpDef[] {
  const { value } = gageFile;
  if (!isMap(value)) return [];
  return Object.keys(value)
    .filter((name) => !name.startsWith('$'))
    .sort(compareCodePoints)
    .flatMap((name) => {
      const definition = value[name];
      return isMap(definition) ? [new OpDef(name, definition)] : [];
    });
}

/** The operation that runs when none is named: the only one, else the first by name that says so. */
export function defaultOperation(operations: readonly OpDef[]): OpDef | undefined {
  if (operations.length === 1) return operations[0];
  return operations.find((operation) => operation.isDefault);
}

/** The operation with a name, or the default one. Fails with `unknown-operation`, `no-default-operation`. */
export function findOperation(operations: readonly OpDef[], name: string | undefined): OpDef {
  const found =
    name === undefined
      ? defaultOperation(operations)
      : operations.find((operation) => operation.name === name);
  if (found !== undefined) return found;
  const choices = operations.map((operation) => ({
    name: operation.name,
    description: describeOperation(operation, operations),
  }));
  if (name === undefined) return fail({ reason: 'no-default-operation', choices });
  const near = nearest(
    name,
    choices.map((choice) => choice.name),
  );
  return fail({ reason: 'unknown-operation', name, near, choices });
}

/** What lists show of an operation: the first line of its description that has text, and whether it is the default one. */
export function describeOperation(operation: OpDef, operations: readonly OpDef[]): string {
  const lines = (operation.description ?? '').split('\n').map((line) => line.trim());
  const firstLine = lines.find((line) => line !== '') ?? '';
  const isDefault = operation.isDefault || operation === defaultOperation(operations);
  return [firstLine, isDefault ? '(default)' : ''].filter((part) => part !== '').join(' ');
}

async function readGageFileOfProject(path: string): Promise<DataFile> {
  try {
    return await readDataFile(path);
  } catch (error) {
    if (!(error instanceof GageError)) throw error;
    const { failure } = error;
    if (failure.reason !== 'data-file-unreadable') throw error;
    return fail({ reason: 'operations-unreadable', path, problem: failure.problem }, error);
  }
}
