import { splitShellWords } from '../files/shell-words.ts';

/** A command as the system starts it. */
export interface CommandProcess {
  readonly program: string;
  readonly args: readonly string[];
  /** A shell runs the command, and reports a command killed by signal n as exit code 128 + n. */
  readonly isShell: boolean;
  /** What has to be in a file before, at the path that is the last argument. */
  readonly script?: string;
}

/**
 * How a phase's command is started: a list as it is; a string by the system shell; a string that
 * begins with `#!` by the interpreter named there, with its arguments, line breaks kept.
 * @param scriptPath where a script is put that is too long for an argument.
 */
export function commandProcess(
  command: string | readonly string[],
  scriptPath: string,
): CommandProcess {
  if (typeof command !== 'string') {
    const [program = '', ...args] = command;
    return { program, args, isShell: false };
  }
  if (!command.startsWith('#!')) {
    return { program: '/bin/sh', args: ['-c', command], isShell: true };
  }
  const lineEnd = command.indexOf('\n');
  const firstLine = lineEnd < 0 ? command : command.slice(0, lineEnd);
  const script = lineEnd < 0 ? '' : command.slice(lineEnd + 1);
  const [program = '', ...args] = splitShellWords(firstLine.slice(2));
  const names = [program, ...args].map(programName);
  const isShell = names.some((name) => SHELLS.has(name));
  if (script.length > MAX_ARGUMENT) {
    return { program, args: [...args, scriptPath], isShell, script };
  }
  // The interpreter is the word that names one: `/usr/bin/env -S node --trace-warnings`.
  const flag = names.map((name) => SCRIPT_FLAGS[name]).find((known) => known !== undefined) ?? '-c';
  return { program, args: [...args, flag, script], isShell };
}

/** The last part of a path, without a version: `/usr/bin/python3.11` is `python`. */
function programName(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1).replace(/[\d.]+$/, '');
}

const SHELLS: ReadonlySet<string> = new Set(['sh', 'ash', 'bash', 'dash', 'ksh', 'zsh']);

/** Linux takes 128 KiB in one argument. */
const MAX_ARGUMENT = 100_000;

/** How interpreters are given a script in an argument, where not with `-c` as shells and Python are. */
const SCRIPT_FLAGS: Readonly<Record<string, string>> = {
  node: '-e',
  bun: '-e',
  perl: '-e',
  ruby: '-e',
  Rscript: '-e',
  julia: '-e',
  lua: '-e',
  php: '-r',
};
