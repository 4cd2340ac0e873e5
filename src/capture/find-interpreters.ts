import { basename, delimiter, dirname, isAbsolute, resolve } from 'node:path';
import { GageError } from '../failures/failures.ts';
import { splitShellWords } from '../files/shell-words.ts';
import { readFileStart } from '../platform/directory-entries.ts';
import { findProgram } from '../platform/find-program.ts';
import { join } from '../platform/paths.ts';
import { ShortMemory } from './short-memory.ts';

/** Where a command is started. */
export interface CommandPlace {
  /** The working directory of the command. */
  readonly runDir: string;
  readonly projectDir: string;
  /** The variables of the command. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Absolute paths of the interpreters that a command uses, as far as can be seen from outside. */
export interface Interpreters {
  readonly python?: string;
  readonly node?: string;
}

/**
 * The interpreters of a command: those it names, and those of scripts it starts, by their first
 * line. Nothing is executed. Of what a shell does, variables, `cd` and the activation of a virtual
 * environment are followed; what functions and substitutions stand for is not found.
 */
export function findInterpreters(
  command: string | readonly string[],
  start: CommandPlace,
): Interpreters {
  const found: { python?: string; node?: string } = {};
  const isShell = typeof command === 'string' && !command.startsWith('#!');
  const shell = new ShellState(start);
  for (const written of simpleCommands(command)) {
    const words = isShell ? shell.follow(written) : written;
    const place = shell.place;
    for (const program of candidatePrograms(words)) {
      const path = locate(program, place);
      if (path === undefined) continue;
      const interpreter = interpreterOf(path, place);
      if (interpreter === undefined) continue;
      found[interpreter.language] ??= interpreter.path;
      break;
    }
    const fallback = words.some((word) => basename(word) === 'uv') ? uvPython(place) : undefined;
    if (fallback !== undefined) found.python ??= fallback;
  }
  return found;
}

/** What a shell makes of its surroundings while it goes through the commands of a line. */
class ShellState {
  #place: CommandPlace;
  /** Where the line is started, wherever it goes. */
  readonly #runDir: string;

  constructor(place: CommandPlace) {
    this.#place = place;
    this.#runDir = place.runDir;
  }

  /** Where the command last followed is started. */
  get place(): CommandPlace {
    return this.#place;
  }

  /** Takes the next command. @returns its words with the values of variables. */
  follow(words: readonly string[]): readonly string[] {
    const expanded = words.map((word) => this.#expand(word));
    const [program, first = ''] = expanded;
    if (program === 'cd' && first !== '') {
      this.#place = { ...this.#place, runDir: resolve(this.#place.runDir, first) };
    } else if ((program === '.' || program === 'source') && basename(first) === 'activate') {
      const bin = resolve(this.#place.runDir, dirname(first));
      this.#set({
        PATH: [bin, this.#place.env['PATH'] ?? ''].join(delimiter),
        VIRTUAL_ENV: dirname(bin),
      });
    } else if (program === 'export' || expanded.every(isAssignment)) {
      this.#set(Object.fromEntries(expanded.filter(isAssignment).map(splitAssignment)));
    }
    return expanded;
  }

  #set(values: Readonly<Record<string, string>>): void {
    this.#place = { ...this.#place, env: { ...this.#place.env, ...values } };
  }

  /** Those that Gage gives to commands are known, too. A variable that is not set stays as it is. */
  #expand(word: string): string {
    const { projectDir, env } = this.#place;
    return word.replace(/\$(?:\{(\w+)\}|(\w+))/g, (text, braced?: string, plain?: string) => {
      const name = braced ?? plain ?? '';
      if (/^project_dir$/i.test(name)) return projectDir;
      return /^run_dir$/i.test(name) ? this.#runDir : (env[name] ?? text);
    });
  }
}

function isAssignment(word: string): boolean {
  return /^[A-Za-z_]\w*=/.test(word);
}

function splitAssignment(word: string): [string, string] {
  const equals = word.indexOf('=');
  return [word.slice(0, equals), word.slice(equals + 1)];
}

/** The commands of a line for the shell, each as its words; a list is one command. */
function simpleCommands(command: string | readonly string[]): readonly (readonly string[])[] {
  if (typeof command !== 'string') return [command];
  const script = /^#!([^\n]*)/.exec(command)?.[1];
  if (script !== undefined) return [splitWords(script)];
  // Separators inside quotes are taken for real ones, too: at worst a word more is looked at.
  return command
    .split(/[;&|\n]+/)
    .map((part) => splitWords(part.replace(/^[\s({]+/, '')))
    .filter((words) => words.length > 0);
}

function splitWords(text: string): readonly string[] {
  try {
    return splitShellWords(text);
  } catch (error) {
    if (!(error instanceof GageError)) throw error;
    return text.split(/\s+/).filter((word) => word !== '');
  }
}

/** Programs that start the one named after their own options. */
const LAUNCHERS: ReadonlySet<string> = new Set(
  (
    'env exec nohup time nice ionice stdbuf timeout setsid taskset numactl sudo xvfb-run ' +
    'uv poetry pipenv pdm rye hatch conda mamba micromamba pixi accelerate srun mpirun mpiexec coverage dotenv direnv'
  ).split(' '),
);

/** The program of a simple command; behind a launcher also each word after it. */
function candidatePrograms(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !isAssignment(word));
  const program = start < 0 ? undefined : words[start];
  if (program === undefined) return [];
  if (!LAUNCHERS.has(basename(program))) return [program];
  const after = words
    .slice(start + 1)
    .filter((word) => !word.startsWith('-') && !isAssignment(word));
  return [...after, program];
}

function locate(program: string, { runDir, env }: CommandPlace): string | undefined {
  if (program.includes('/')) return findProgram(resolve(runDir, program), env);
  const path = env['PATH'] ?? '';
  const folders = path.split(delimiter);
  if (folders.every((folder) => isAbsolute(folder))) {
    return found.get(`${program}\0${path}`, () => findProgram(program, { PATH: path }));
  }
  // Relative entries of the path are seen from the run directory.
  const absolute = folders.map((folder) => resolve(runDir, folder));
  return findProgram(program, { PATH: absolute.join(delimiter) });
}

/** Trials of a batch that follow each other closely have the same programs. */
const found = new ShortMemory<string | undefined>();
const firstLines = new ShortMemory<readonly string[]>();

interface Interpreter {
  readonly language: 'python' | 'node';
  readonly path: string;
}

/** The interpreter that a program is, or that its first line names. */
function interpreterOf(path: string, place: CommandPlace): Interpreter | undefined {
  const language = languageOf(path);
  if (language !== undefined) return { language, path };
  const words = scriptInterpreter(path);
  for (const word of words) {
    const language = languageOf(word);
    const found = language === undefined ? undefined : locate(word, place);
    if (language !== undefined && found !== undefined) return { language, path: found };
  }
  return undefined;
}

function languageOf(path: string): Interpreter['language'] | undefined {
  const name = basename(path).replace(/\.exe$/, '');
  if (/^(?:python|pypy)(?:\d+(?:\.\d+)?t?)?$/.test(name)) return 'python';
  return name === 'node' ? 'node' : undefined;
}

/** The longest first line the system reads, and the line that installers write when theirs is longer. */
const SCRIPT_START_BYTES = 1024;

function scriptInterpreter(path: string): readonly string[] {
  return firstLines.get(path, () => readScriptInterpreter(path));
}

function readScriptInterpreter(path: string): readonly string[] {
  const bytes = readFileStart(path, SCRIPT_START_BYTES);
  if (bytes === undefined || bytes[0] !== HASH || bytes[1] !== BANG) return [];
  const [first = '', second = ''] = Buffer.from(bytes).toString('utf8').split('\n');
  // Python's installers write `'''exec' "/long/path/python" "$0" "$@"` below `#!/bin/sh`.
  const long = /^'''exec' (.+) "\$0" "\$@"$/.exec(second)?.[1];
  return splitWords(long ?? first.slice(2));
}

const HASH = 0x23;
const BANG = 0x21;

/** `uv run` uses the environment of the project, wherever that is. */
function uvPython({ runDir, projectDir, env }: CommandPlace): string | undefined {
  const folders = [join(runDir, '.venv'), join(projectDir, '.venv'), env['VIRTUAL_ENV'] ?? ''];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => findProgram(join(folder, 'bin', 'python'), env))
    .find((path) => path !== undefined);
}
