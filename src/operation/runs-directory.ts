import { resolve } from 'node:path';

import { fail } from '../failures/failures.ts';
import { join } from '../platform/paths.ts';
import { isMap } from '../values/value.ts';
import type { DataFile } from './data-file.ts';
import { expandHome } from './home-path.ts';
import type { Project, ProjectSearch } from './project.ts';

/** What decides where runs are. */
export interface RunsDirectorySearch extends ProjectSearch {
  readonly project: Project | undefined;
  /** The project's Gage file, unless it has none or it cannot be read. */
  readonly gageFile: DataFile | undefined;
}

/**
 * The absolute path of the directory that holds runs; it may not exist yet. In order: the variables
 * `GAGE_RUNS` and `RUNS_DIR`, `$runs-dir` of the Gage file, `.gage/runs` of the project and of the
 * home directory. Fails with `unset-variable`.
 */
export function runsDirectory(search: RunsDirectorySearch): string {
  const { env, commandDir, homeDir, project, gageFile } = search;
  const stated = env['GAGE_RUNS'] || env['RUNS_DIR'];
  if (stated) return resolve(commandDir, expandHome(stated, homeDir));
  if (project === undefined) return join(resolve(homeDir), '.gage', 'runs');
  const setting = gageFile === undefined ? undefined : runsDirSetting(gageFile);
  if (gageFile === undefined || setting === undefined) {
    return join(project.directory, '.gage', 'runs');
  }
  const expanded = expandVariables(setting, env, gageFile.path);
  return resolve(project.directory, expandHome(expanded, homeDir));
}

function runsDirSetting({ value }: DataFile): string | undefined {
  const setting =
    isMap(value) && Object.hasOwn(value, '$runs-dir') ? value['$runs-dir'] : undefined;
  return typeof setting === 'string' && setting !== '' ? setting : undefined;
}

function expandVariables(text: string, env: ProjectSearch['env'], gageFilePath: string): string {
  return text.replace(
    /\$(?:(\w+)|\{(\w+)\})/g,
    (_found, plain: string | undefined, braced: string | undefined) => {
      const variable = plain ?? braced ?? '';
      const value = env[variable];
      if (value) return value;
      return fail({ reason: 'unset-variable', variable, setting: '$runs-dir', path: gageFilePath });
    },
  );
}
