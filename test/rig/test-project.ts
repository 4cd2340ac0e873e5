import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { makeTempDir } from './folders.ts';
import { checkJsonOutput } from './json-outputs.ts';
import { PROGRAM_PATH, cleanEnv } from './program.ts';
import type { ProgramResult } from './program.ts';

/** A project in a temporary folder, and a home directory that has nothing in it. */
export interface TestProject {
  readonly directory: string;
  /**
   * Runs the real program in the project; `npm run build` makes it. Here and in `shell`, what it prints
   * as JSON has to fit its schema.
   */
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
    gage: (...args) => {
      const result = run(process.execPath, [PROGRAM_PATH, ...args]);
      checkJsonOutput(args, result);
      return result;
    },
    shell: (line) => {
      const result = run('sh', ['-c', line]);
      checkRecordedCalls(join(aside, 'calls'));
      return result;
    },
  };
}

/** Compares the JSON that calls of the program from a shell have printed with its schemas. */
function checkRecordedCalls(folder: string): void {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const ended = readdirSync(folder).filter((name) => name.endsWith('.status'));
  for (const name of ended.map((file) => file.slice(0, -'.status'.length))) {
    const words = read(`${name}.words`).split('\0').slice(0, -1);
    const status = Number(read(`${name}.status`));
    const [stdout, stderr] = [read(`${name}.out`), read(`${name}.err`)];
    for (const part of ['words', 'out', 'err', 'status']) rmSync(join(folder, `${name}.${part}`));
    checkJsonOutput(words, { status, stdout, stderr });
  }
}

/** Calls `gage`; of calls that print JSON it keeps the words, both outputs and the status, unless they follow a run. */
const CALLER = `#!/bin/sh
for word; do
  case $word in
    -f | --follow) break ;;
    --json | --events)
      call="$CALLS/$$"
      printf '%s\\0' "$@" >"$call.words"
      "$NODE" "$PROGRAM" "$@" >"$call.out" 2>"$call.err"
      status=$?
      cat "$call.err" >&2
      cat "$call.out"
      echo $status >"$call.status"
      exit $status
      ;;
  esac
done
exec "$NODE" "$PROGRAM" "$@"
`;

/** `gage` can be called by name, and home has nothing in it. */
function programEnvironment(aside: string, { mode, columns }: TestTerminal): NodeJS.ProcessEnv {
  const programs = join(aside, 'bin');
  const home = join(aside, 'home');
  mkdirSync(programs, { recursive: true });
  mkdirSync(home);
  const calls = join(aside, 'calls');
  mkdirSync(calls);
  const script = join(programs, 'gage');
  const names = { NODE: process.execPath, PROGRAM: PROGRAM_PATH, CALLS: calls };
  const values = Object.entries(names).map(([name, value]) => `${name}='${value}'\n`);
  writeFileSync(script, CALLER.replace('\n', `\n${values.join('')}`));
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
