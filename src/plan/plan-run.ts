import { relative, sep } from 'node:path';
import { describeConfigProblem } from '../config/config-documents.ts';
import { readConfig } from '../config/read-config.ts';
import type { ConfigSetting } from '../config/read-config.ts';
import { plainValues, resolveConfig, userValues } from '../config/resolve-config.ts';
import type { ConfigLayer, ResolvedConfig } from '../config/resolve-config.ts';
import { commandProcess } from '../execute/command-process.ts';
import { checkProgressStyle } from '../execute/phase-command.ts';
import { fail } from '../failures/failures.ts';
import type { OpDef } from '../operation/operation-definition.ts';
import type { Project } from '../operation/project.ts';
import { realPath } from '../platform/file-tree.ts';
import { findProgram } from '../platform/find-program.ts';
import { OpRef, formatOpRef } from '../run/operation-reference.ts';
import { OpCmd } from '../run/run.ts';
import { compareCodePoints } from '../values/order.ts';
import { emptyMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';

/** A run that is to be made: everything is known and checked, nothing is written. */
export interface PlannedRun {
  readonly opref: OpRef;
  readonly opdef: OpDef;
  readonly projectDir: string;
  readonly command: OpCmd;
  readonly config: ValueMap;
  /** The keys whose values the user gave. */
  readonly userKeys: readonly string[];
  /** Source files, by path in the project, that only say what is to be run; sorted. */
  readonly uncounted?: readonly string[];
}

/** What there is to say of an operation before it is run. */
export interface PlannedOperation {
  readonly opref: OpRef;
  readonly opdef: OpDef;
  readonly projectDir: string;
  readonly gageFilePath: string;
  readonly settings: ReadonlyMap<string, ConfigSetting>;
  /** See {@link PlannedRun}. */
  readonly uncounted: readonly string[];
  /** Why flags may be missing; to be shown. */
  readonly warnings: readonly string[];
}

/**
 * Looks an operation over before any run of it is planned.
 * Fails with `missing-exec`, `missing-programs`, `invalid-operation-reference`, `unknown-progress-style`.
 */
export async function planOperation(
  project: Project,
  opdef: OpDef,
  env: Readonly<Record<string, string | undefined>>,
  runsDir: string,
): Promise<PlannedOperation> {
  const gageFilePath = project.gageFilePath ?? '';
  const opref = new OpRef(project.namespace, opdef.name, opdef.version);
  formatOpRef(opref);
  if (opdef.exec.run === undefined) {
    fail({ reason: 'missing-exec', operation: opdef.name, gageFile: gageFilePath });
  }
  for (const style of Object.values(opdef.progress)) checkProgressStyle(style);
  const missing = opdef.requires.filter((program) => findProgram(program, env) === undefined);
  if (missing.length > 0) fail({ reason: 'missing-programs', operation: opdef.name, missing });
  const { settings, problems } = await readConfig(project.directory, opdef.config, {
    neverEnter: [realPath(runsDir)],
  });
  const operation: PlannedOperation = {
    opref,
    opdef,
    projectDir: project.directory,
    gageFilePath,
    settings,
    uncounted: [],
    warnings: problems.map(describeConfigProblem),
  };
  return gageFilePath === '' ? operation : notCounting(operation, [gageFilePath]);
}

/**
 * The operation whose runs are compared without these files, given by their absolute paths: the Gage
 * file and the files of a batch, since what they say is in a run's definition and configuration. A file
 * that configuration is read from counts all the same.
 */
export function notCounting(
  operation: PlannedOperation,
  paths: readonly string[],
): PlannedOperation {
  const { projectDir, settings, uncounted } = operation;
  const configured = new Set(
    [...settings.values()].flatMap(({ places }) => places.map(({ file }) => file)),
  );
  const added = paths
    .map((path) => relative(projectDir, path).split(sep).join('/'))
    .filter((path) => !path.startsWith('../') && !configured.has(path));
  return {
    ...operation,
    uncounted: [...new Set([...uncounted, ...added])].sort(compareCodePoints),
  };
}

/** Plans one run of an operation. Fails with `invalid-flags`. */
export function planRun(operation: PlannedOperation, layers: readonly ConfigLayer[]): PlannedRun {
  const resolved: ResolvedConfig = resolveConfig(operation.settings, layers);
  const { opref, opdef, projectDir } = operation;
  return {
    opref,
    opdef,
    projectDir,
    command: planCommand(opdef, projectDir),
    config: Object.assign(emptyMap(), Object.fromEntries(plainValues(resolved))),
    userKeys: [...userValues(resolved).keys()],
    uncounted: operation.uncounted,
  };
}

const PROJECT_DIR_REFERENCE = /\$project_dir\b|\$\{project_dir\}/;

/**
 * The command as it is stored. Only a command that asks for the project's folder learns it, and so is
 * tied to it: a shell expands `$project_dir` from the stored environment, elsewhere it is filled in.
 */
function planCommand(opdef: OpDef, projectDir: string): OpCmd {
  const command = opdef.exec.run ?? [];
  const words = typeof command === 'string' ? [command] : command;
  if (!words.some((word) => PROJECT_DIR_REFERENCE.test(word))) return new OpCmd(command, opdef.env);
  if (commandProcess(command, '').isShell) {
    return new OpCmd(command, { ...opdef.env, project_dir: projectDir });
  }
  const fillIn = (text: string): string =>
    text.replace(new RegExp(PROJECT_DIR_REFERENCE, 'g'), () => projectDir);
  return new OpCmd(typeof command === 'string' ? fillIn(command) : command.map(fillIn), opdef.env);
}
