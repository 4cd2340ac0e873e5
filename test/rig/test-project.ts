import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { makeTempDir } from './folders.ts';
import { PROGRAM_PATH, cleanEnv } from './program.ts';
import type { ProgramResult } from './program.ts';

/** A project in a temporary folder, and a home directory that has nothing in it. */
export interface TestProject {
  readonly directory: string;
  /** Runs the real program in the project; `npm run build` makes it. */
  gage(...args: readonly string[]): ProgramResult;
  /** Runs a line of the system's shell in the project; it knows `gage`. */
  shell(line: string): ProgramResult;
}

/** What kind of terminal the program believes it writes to. */
export interface TestTerminal {
  readonly mode: 'plain' | 'normal';
  readonly columns: number;
}

export const PLAIN_60: TestTerminal = { mode: 'plain', columns: 60 };
export const NORMAL_80: TestTerminal = { mode: 'normal', columns: 80 };

/** A new project folder of this name, removed when the test has finished. */
export function makeProject(name = 'project', terminal: TestTerminal = PLAIN_60): TestProject {
  const directory = makeTempDir(name);
  const aside = join(directory, '..', 'aside');
  const env = programEnvironment(aside, terminal);
  const run = (program: string, args: readonly string[]): ProgramResult => {
    const { status, stdout, stderr, error } = spawnSync(program, [...args], {
      cwd: directory,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 256 * 1024 * 1024,
    });
    if (error !== undefined) throw error;
    return { status, stdout, stderr };
  };
  return {
    directory,
    gage: (...args) => run(process.execPath, [PROGRAM_PATH, ...args]),
    shell: (line) => run('sh', ['-c', line]),
  };
}

/** `gage` can be called by name, and home has nothing in it. */
function programEnvironment(aside: string, { mode, columns }: TestTerminal): NodeJS.ProcessEnv {
  const programs = join(aside, 'bin');
  const home = join(aside, 'home');
  mkdirSync(programs, { recursive: true });
  mkdirSync(home);
  const script = join(programs, 'gage');
  writeFileSync(script, `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM_PATH}' "$@"\n`);
  chmodSync(script, 0o755);
  return {
    ...cleanEnv(),
    PATH: [programs, process.env['PATH'] ?? ''].join(delimiter),
    HOME: home,
    LOGNAME: 'ann',
    TZ: 'UTC',
    TERM: mode === 'plain' ? 'unknown' : 'xterm',
    COLUMNS: String(columns),
  };
}
