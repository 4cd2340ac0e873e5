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
  const flag = scriptFlag([program, ...args]);
  if (script.length > MAX_ARGUMENT) {
    return { program, args: [...args, scriptPath], isShell: flag === '-c', script };
  }
  return { program, args: [...args, flag, script], isShell: flag === '-c' };
}

/** Linux takes 128 KiB in one argument. */
const MAX_ARGUMENT = 100_000;

/** How interpreters are given a script in an argument; shells and Python, and those not known, take `-c`. */
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

/** The interpreter is the last word that names one: `/usr/bin/env -S node --trace-warnings`. */
function scriptFlag(words: readonly string[]): string {
  for (const word of words) {
    const flag = SCRIPT_FLAGS[word.slice(word.lastIndexOf('/') + 1).replace(/[\d.]+$/, '')];
    if (flag !== undefined) return flag;
  }
  return '-c';
}
