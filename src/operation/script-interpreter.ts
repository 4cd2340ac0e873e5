import { basename, extname } from 'node:path';

import { fail, GageError } from '../failures/failures.ts';
import { splitShellWords } from '../files/shell-words.ts';
import { readFileStart } from '../platform/directory-entries.ts';
import { findProgram } from '../platform/find-program.ts';
import { join } from '../platform/paths.ts';
import { runProgram } from '../platform/run-program.ts';

/** A script and what decides how it is run. */
export interface ScriptPlace {
  /** Absolute. */
  readonly path: string;
  /** Relative to the project directory, as the command is to name it. */
  readonly argument: string;
  /** Absolute. */
  readonly projectDir: string;
  /** Programs are looked for on its `PATH`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Whether a file is a script that can be run without an operation, by its extension. */
export function isScriptName(path: string): boolean {
  return languageOf(path) !== undefined;
}

/**
 * The command that runs a script, in the project directory or a copy of it. Fails with
 * `no-interpreter` when there is no program for it.
 */
export async function scriptCommand(script: ScriptPlace): Promise<readonly string[]> {
  const { path, argument, env } = script;
  switch (languageOf(path)) {
    case 'python':
      return [firstProgram(script, ['python3', 'python']), '-u', argument];
    case 'javascript':
      return [firstProgram(script, ['node']), argument];
    case 'typescript':
      return typescriptCommand(script);
    case 'shell':
      return shellCommand(script);
    case 'r':
      return [firstProgram(script, ['Rscript']), argument];
    case 'julia':
      return [firstProgram(script, ['julia']), argument];
    case 'notebook':
      return notebookCommand(argument, env) ?? noInterpreter(path, NOTEBOOK_PROGRAMS);
    case undefined:
      return fail({ reason: 'invalid-argument', message: `'${path}' is not a script` });
  }
}

type Language = 'python' | 'javascript' | 'typescript' | 'shell' | 'r' | 'julia' | 'notebook';

function languageOf(path: string): Language | undefined {
  switch (extname(path).toLowerCase()) {
    case '.py':
      return 'python';
    case '.js':
    case '.mjs':
    case '.cjs':
      return 'javascript';
    case '.ts':
    case '.mts':
    case '.cts':
      return 'typescript';
    case '.sh':
      return 'shell';
    case '.r':
      return 'r';
    case '.jl':
      return 'julia';
    case '.ipynb':
      return 'notebook';
    default:
      return undefined;
  }
}

function firstProgram({ path, env }: ScriptPlace, names: readonly string[]): string {
  const found = names.find((name) => findProgram(name, env) !== undefined);
  return found ?? noInterpreter(path, names);
}

const TYPESCRIPT_PROGRAMS: readonly string[] = ['Node.js 22.18 or later', 'tsx', 'deno', 'bun'];

/** Node.js itself where it is new enough to run TypeScript, else a tool of the project or of the machine. */
async function typescriptCommand(script: ScriptPlace): Promise<readonly string[]> {
  const { path, argument, projectDir, env } = script;
  const has = (program: string): boolean => findProgram(program, env) !== undefined;
  if (await hasTypescriptNode(script)) return ['node', argument];
  const ofProject = join('node_modules', '.bin', 'tsx');
  if (has(join(projectDir, ofProject))) return [`$project_dir/${ofProject}`, argument];
  if (has('tsx')) return ['tsx', argument];
  // Everything is allowed, as it is to all other commands.
  if (has('deno')) return ['deno', 'run', '--allow-all', argument];
  return has('bun') ? ['bun', 'run', argument] : noInterpreter(path, TYPESCRIPT_PROGRAMS);
}

async function hasTypescriptNode({ projectDir, env }: ScriptPlace): Promise<boolean> {
  const node = findProgram('node', env);
  if (node === undefined) return false;
  const { output } = await runProgram({
    program: node,
    args: ['--version'],
    cwd: projectDir,
    env,
    timeoutMs: 5000,
    maxOutputBytes: 100,
  });
  const [, major = 0, minor = 0] = /^v(\d+)\.(\d+)/.exec(output.toString('utf8')) ?? [];
  return runsTypescript(Number(major), Number(minor));
}

/** Whether this version of Node.js strips types without being asked to. */
export function runsTypescript(major: number, minor: number): boolean {
  if (major === 22) return minor >= 18;
  return major === 23 ? minor >= 6 : major > 23;
}

/** The program of the script's first line (`#!`) with its arguments, else the system's shell. */
function shellCommand(script: ScriptPlace): readonly string[] {
  const { path, argument, env } = script;
  const [program, ...args] = firstLineWords(path);
  if (program === undefined) return [firstProgram(script, ['sh']), argument];
  // `env` finds the program it is asked for by itself.
  const wanted = basename(program) === 'env' ? args.find((word) => !/^-|=/.test(word)) : undefined;
  for (const needed of [program, ...(wanted === undefined ? [] : [wanted])]) {
    if (findProgram(needed, env) === undefined) noInterpreter(path, [needed]);
  }
  return [program, ...args, argument];
}

/** Longer first lines are none that a system understands. */
const FIRST_LINE_BYTES = 1024;

function firstLineWords(path: string): readonly string[] {
  const start = Buffer.from(readFileStart(path, FIRST_LINE_BYTES) ?? []).toString('utf8');
  const line = /^#!([^\r\n]*)/.exec(start)?.[1]?.trim() ?? '';
  try {
    return splitShellWords(line);
  } catch (error) {
    if (!(error instanceof GageError)) throw error;
    return line.split(/\s+/);
  }
}

const NOTEBOOK_PROGRAMS: readonly string[] = ['jupyter nbconvert', 'papermill'];

/** The notebook is a staged file and stays as it is: the one with its results is written beside it. */
function notebookCommand(argument: string, env: ScriptPlace['env']): readonly string[] | undefined {
  const has = (program: string): boolean => findProgram(program, env) !== undefined;
  if (has('jupyter') && has('jupyter-nbconvert')) {
    return ['jupyter', 'nbconvert', '--to', 'notebook', '--execute', argument];
  }
  if (!has('papermill')) return undefined;
  return ['papermill', argument, argument.replace(/\.ipynb$/i, '.output.ipynb')];
}

function noInterpreter(script: string, programs: readonly string[]): never {
  return fail({ reason: 'no-interpreter', script, programs });
}
