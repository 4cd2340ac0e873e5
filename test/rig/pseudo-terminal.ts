import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { PROGRAM_PATH, cleanEnv } from './program.ts';

/** What a person does at a terminal: waits until a text is shown, types, or closes it, which is the last step. */
export type TerminalStep =
  { readonly wait: string } | { readonly type: string } | { readonly close: true };

export interface TerminalSession {
  /** What the terminal got, without colours and without carriage returns. */
  readonly screen: string;
  /** As the terminal got it. */
  readonly output: string;
  /** Negative: the signal that ended the program. */
  readonly status: number;
}

export const CTRL_C = '\u0003';
export const CTRL_D = '\u0004';

/** Only something that hangs takes as long. */
const TIMEOUT_SECONDS = 50;

const DRIVER = join(import.meta.dirname, 'pseudo-terminal.py');

/** Runs the program at a terminal of 80 columns, in normal mode unless `env` says otherwise. */
export function runAtTerminal(
  folder: string,
  args: readonly string[],
  steps: readonly TerminalStep[],
  env: Readonly<Record<string, string>> = {},
): TerminalSession {
  return runCommandAtTerminal(folder, [process.execPath, PROGRAM_PATH, ...args], steps, env);
}

/** Runs any command, such as a shell, as {@link runAtTerminal} does the program. */
export function runCommandAtTerminal(
  folder: string,
  command: readonly string[],
  steps: readonly TerminalStep[],
  env: Readonly<Record<string, string>> = {},
): TerminalSession {
  const { COLUMNS: _columns, ...clean } = cleanEnv();
  const script = {
    command,
    cwd: folder,
    env: { ...clean, HOME: folder, LOGNAME: 'ann', TERM: 'xterm', ...env },
    steps,
    timeout: TIMEOUT_SECONDS,
  };
  const { stdout, stderr, error } = spawnSync('python3', [DRIVER], {
    input: JSON.stringify(script),
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  if (stdout === '') throw new Error(stderr);
  const { output, status, problem } = JSON.parse(stdout) as TerminalSession & {
    readonly problem: string | null;
  };
  if (problem !== null) throw new Error(`${problem}; the terminal got:\n${output}`);
  return { output, status, screen: stripVTControlCharacters(output).replaceAll('\r', '') };
}
