import { basename, dirname, relative, resolve, sep } from 'node:path';

import { loadConfigFormat } from '../config/config-formats.ts';
import { quoteShellWord } from '../files/shell-words.ts';
import { DEFAULT_SOURCE_PATTERNS } from '../files/select-rules.ts';
import { isFile } from '../platform/files.ts';
import { realPath } from '../platform/file-tree.ts';
import type { ValueMap } from '../values/value.ts';
import { expandHome } from './home-path.ts';
import { OpDef } from './operation-definition.ts';
import { findProject, namespaceOf } from './project.ts';
import type { Project, ProjectSearch } from './project.ts';
import { isScriptName, scriptCommand } from './script-interpreter.ts';

/** Where scripts are looked for. */
export interface ScriptSearch extends ProjectSearch {
  /** Absolute. */
  readonly runsDir: string;
}

/** A script as an operation, and the project it belongs to. */
export interface ScriptOperation {
  readonly project: Project;
  readonly opdef: OpDef;
}

/** The absolute path of the script that was typed in place of an operation, or undefined when there is none. */
export function findScript(typed: string, search: ScriptSearch): string | undefined {
  if (!isScriptName(typed)) return undefined;
  const path = resolve(search.commandDir, expandHome(typed, search.homeDir));
  return isFile(path) ? path : undefined;
}

/**
 * Makes an operation of a script: it runs the file with its interpreter, has the file's values as
 * configuration, and copies what an operation of its project copies by default. The project is the
 * one the script is in, else its folder. Fails with `no-interpreter`.
 */
export async function scriptOperation(
  path: string,
  search: ScriptSearch,
): Promise<ScriptOperation> {
  const project = projectOfScript(path, search);
  const local = relative(project.directory, path).split(sep).join('/');
  // Neither programs nor patterns take it for an option or an exclusion then.
  const argument = local.startsWith('-') ? `./${local}` : local;
  const exec = await scriptCommand({
    path,
    argument,
    projectDir: project.directory,
    env: search.env,
  });
  const pattern = literalPattern(argument);
  const hasConfig = (await loadConfigFormat(path)) !== undefined;
  const definition: ValueMap = {
    exec,
    sourcecode: holdsHome(project.directory, search.homeDir)
      ? [pattern]
      : [...DEFAULT_SOURCE_PATTERNS, ...foldersOf(argument), pattern],
    ...(hasConfig && { config: pattern }),
  };
  return { project, opdef: new OpDef(basename(path).replace(/\s+/g, '-'), definition) };
}

/** The project around a script; the script's folder where there is none, or none that could copy the script. */
function projectOfScript(path: string, search: ScriptSearch): Project {
  const folder = dirname(path);
  const found = findProject({ ...search, commandDir: folder });
  const isUsable =
    found !== undefined &&
    isInside(path, found.directory) &&
    !relative(found.directory, path).split(sep).includes('.gage') &&
    !(isInside(path, search.runsDir) && isInside(search.runsDir, found.directory));
  if (isUsable) return found;
  return { directory: folder, namespace: namespaceOf(folder), gageFilePath: undefined };
}

function isInside(path: string, directory: string): boolean {
  return !/^\.\.(?:[\\/]|$)/.test(relative(directory, path));
}

/** What is around someone's home directory, or in it besides projects, is nothing to copy. */
function holdsHome(directory: string, homeDir: string): boolean {
  return isInside(realPath(homeDir), realPath(directory));
}

/** Patterns that lead into the folders a script is in, also into hidden ones. */
function foldersOf(argument: string): readonly string[] {
  const names = argument.split('/').slice(0, -1);
  return names
    .map((_, index) => names.slice(0, index + 1).join('/'))
    .filter((folder) => folder !== '.')
    .map((folder) => `${literalPattern(folder)} dir`);
}

/** The pattern for exactly this path. */
function literalPattern(path: string): string {
  return quoteShellWord(path.replace(/[\\*?[\]{}]/g, '\\$&'));
}
