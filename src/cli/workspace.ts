import { knowCaller } from '../run/caller-variables.ts';
import { resolve } from 'node:path';
import { fail, GageError } from '../failures/failures.ts';
import type { DataFile } from '../operation/data-file.ts';
import { expandHome } from '../operation/home-path.ts';
import { findProject } from '../operation/project.ts';
import type { Project } from '../operation/project.ts';
import { runsDirectory } from '../operation/runs-directory.ts';
import { isDirectory, pathExists } from '../platform/files.ts';
import type { CommandContext } from './command.ts';

/** Where a command works: found from the working directory, `-C`, `--runs` and the environment. */
export interface Workspace {
  readonly commandDir: string;
  readonly project: Project | undefined;
  readonly runsDir: string;
  /** The project's Gage file, where it was read to find out where runs are. */
  readonly gageFile: DataFile | undefined;
  /**
   * The environment for commands of runs: the program's own, with `--runs` in it, and without a
   * project that `-C` overrides.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Fails with `invalid-argument` when `-C` names no folder. */
export async function openWorkspace(context: CommandContext): Promise<Workspace> {
  const { host } = context;
  const commandDir = commandDirectory(context);
  const env = commandEnvironment(context);
  knowCaller(env);
  const project = findProject({ commandDir, env, homeDir: host.homeDir });
  const search = { commandDir, env, homeDir: host.homeDir, project };
  const isStated = Boolean(env['GAGE_RUNS'] || env['RUNS_DIR']);
  const gageFile = isStated ? undefined : await readGageFile(project);
  return { commandDir, project, runsDir: runsDirectory({ ...search, gageFile }), gageFile, env };
}

/** The directory a command acts in: `-C`, else the working directory. Fails with `invalid-argument`. */
export function commandDirectory({ globals, host }: CommandContext): string {
  const option = globals.text('C');
  if (option === undefined) return host.cwd;
  const path = resolve(host.cwd, expandHome(option, host.homeDir));
  if (!pathExists(path)) {
    fail({ reason: 'invalid-argument', message: `directory '${option}' does not exist` });
  }
  if (!isDirectory(path))
    fail({ reason: 'invalid-argument', message: `'${option}' is not a directory` });
  return path;
}

/** Where runs are is inherited by what runs start, elsewhere: it is made absolute. */
function commandEnvironment({ globals, host }: CommandContext): Workspace['env'] {
  const isChanged = globals.text('C') !== undefined || Boolean(globals.text('runs'));
  if (!isChanged && !host.env['GAGE_RUNS'] && !host.env['RUNS_DIR']) return host.env;
  const env: Record<string, string | undefined> = { ...host.env };
  // Who says where to work means the project there.
  if (globals.text('C') !== undefined) delete env['PROJECT_DIR'];
  const option = globals.text('runs');
  if (option) env['GAGE_RUNS'] = option;
  for (const name of ['GAGE_RUNS', 'RUNS_DIR']) {
    const path = env[name];
    if (path) env[name] = resolve(host.cwd, expandHome(path, host.homeDir));
  }
  return env;
}

/** A Gage file that cannot be read has no say in where runs are; commands that need it tell. */
async function readGageFile(project: Project | undefined): Promise<DataFile | undefined> {
  if (project?.gageFilePath === undefined) return undefined;
  const { readDataFile } = await import('../operation/data-file.ts');
  try {
    return await readDataFile(project.gageFilePath);
  } catch (error) {
    if (!(error instanceof GageError)) throw error;
    return undefined;
  }
}
