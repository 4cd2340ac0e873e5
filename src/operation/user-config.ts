import { resolve, sep } from 'node:path';

import { fail } from '../failures/failures.ts';
import { findExistingFile } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { emptyMap, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { readDataFile } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { findProblems, isUsable } from './data-problem.ts';
import type { DataProblem } from './data-problem.ts';
import { candidateNames } from './gage-file.ts';
import { readText } from './raw-value.ts';
import { userConfigSchema } from './user-config-schema.ts';

/** What a user has set up for a project and for all projects. */
export interface UserConfig {
  /** By name. One of the project replaces one of the user with the same name, as a whole. */
  readonly repositories: ReadonlyMap<string, Repository>;
  /** The files this is from, the stronger first; empty when there are none. */
  readonly paths: readonly string[];
  /** Problems to be shown. */
  readonly warnings: readonly ConfigWarning[];
}

/** A problem of one of the files. */
export interface ConfigWarning extends Pick<DataProblem, 'line' | 'column' | 'message'> {
  /** The file. */
  readonly path: string;
}

/** A place that runs are copied to and from. */
export interface Repository {
  readonly name: string;
  readonly type: string;
  /** Whether the file says the type; it is `local` otherwise. */
  readonly isTypeStated: boolean;
  /** As written: `~` is not expanded. */
  readonly path: string | undefined;
  /** Everything said about the place but its type. */
  readonly attributes: ValueMap;
  /** The configuration file that has it. */
  readonly configPath: string;
}

/**
 * Reads the user configuration of a project (if there is one) and of the home directory.
 * Fails with `data-file-unreadable`, `data-file-invalid`.
 */
export async function readUserConfig(
  projectDir: string | undefined,
  homeDir: string,
): Promise<UserConfig> {
  const repositories = new Map<string, Repository>();
  const paths: string[] = [];
  const warnings: ConfigWarning[] = [];
  for (const directory of new Set([projectDir ?? homeDir, homeDir])) {
    const path = findUserConfig(directory);
    if (path === undefined) continue;
    const file = await readDataFile(path);
    const problems = await checkUserConfig(file);
    if (!isUsable(problems)) fail({ reason: 'data-file-invalid', path, problems });
    for (const { line, column, message } of problems) {
      warnings.push({ path, line, column, message });
    }
    paths.push(path);
    for (const repository of listRepositories(file)) {
      if (!repositories.has(repository.name)) repositories.set(repository.name, repository);
    }
  }
  return { repositories, paths, warnings };
}

/** Everything wrong with a user configuration file, in the order of its lines. */
export function checkUserConfig(file: DataFile): Promise<readonly DataProblem[]> {
  return findProblems(file, userConfigSchema);
}

/** The user configuration file in a directory, or undefined when it has none. */
export function findUserConfig(directory: string): string | undefined {
  return findExistingFile(userConfigNames().map((name) => join(directory, name)));
}

/** Whether a file is user configuration, by its name and that of its directory. */
export function isUserConfigPath(path: string): boolean {
  const absolute = resolve(path);
  return userConfigNames().some((name) => absolute.endsWith(join(sep, name)));
}

/** Where user configuration can be in a directory, relative to it; the first that exists counts. */
function userConfigNames(): readonly string[] {
  return candidateNames(join('.gage', 'config'), 'gageconfig');
}

function listRepositories(file: DataFile): readonly Repository[] {
  const repos = isMap(file.value) ? file.value['repos'] : undefined;
  if (!isMap(repos)) return [];
  return Object.keys(repos).flatMap((name) => readRepository(name, repos[name], file.path));
}

function readRepository(
  name: string,
  value: Value | undefined,
  configPath: string,
): readonly Repository[] {
  if (!isMap(value)) return [];
  const { type, ...rest } = value;
  const attributes: ValueMap = Object.assign(emptyMap(), rest);
  const path = readText(rest['path']);
  const stated = readText(type);
  const isTypeStated = stated !== undefined;
  return [{ name, type: stated ?? 'local', isTypeStated, path, attributes, configPath }];
}
