import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkJsonOutput } from './json-outputs.ts';

/** The program as it is built; `npm test` builds it first. */
export const PROGRAM_PATH: string = join(import.meta.dirname, '..', '..', 'bin', 'gage.js');

export interface ProgramResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of this process without what changes how the program looks or where it keeps runs. */
export function cleanEnv(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, TERM: 'unknown', COLUMNS: '60' };
  for (const name of [
    'NODE_EXTRA_CA_CERTS',
    'NODE_OPTIONS',
    'GAGE_RUNS',
    'RUNS_DIR',
    'PROJECT_DIR',
    'NO_COLOR',
    'FORCE_COLOR',
    'NO_ZIP_META',
  ]) {
    delete env[name];
  }
  return env;
}

/** Runs the program in a folder and waits for its end. What it prints as JSON has to fit its schema. */
export function runProgram(
  folder: string,
  args: readonly string[],
  options: {
    readonly env?: NodeJS.ProcessEnv;
    readonly input?: string;
    /** The program is killed when it takes longer. */
    readonly timeoutSeconds?: number;
  } = {},
): ProgramResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM_PATH, ...args], {
    cwd: folder,
    env: { ...cleanEnv(), HOME: folder, ...options.env },
    input: options.input ?? '',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: (options.timeoutSeconds ?? 0) * 1000,
    killSignal: 'SIGKILL',
  });
  const result = { status, stdout, stderr };
  checkJsonOutput(args, result);
  return result;
}
