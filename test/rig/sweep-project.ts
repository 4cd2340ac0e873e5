import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempDir, writeFiles } from './folders.ts';
import { PROGRAM_PATH, cleanEnv, runProgram } from './program.ts';
import type { ProgramResult } from './program.ts';

/** A project whose trials with an `x` that ends in 3 exit with 1, all others with 0. */
export function makeSweepProject(
  trials: number,
  files: Readonly<Record<string, string>> = {},
): string {
  const folder = makeTempDir();
  const rows = Array.from({ length: trials }, (_, index) => `${index}\n`).join('');
  writeFiles(folder, {
    'gage.toml':
      '[train]\nexec = "sh train.sh"\nconfig = "train.env"\nsourcecode = ["*.sh", "*.env"]\n',
    'train.env': 'x=0\n',
    'train.sh': '. ./train.env\necho "x=$x"\ntest $((x % 10)) != 3\n',
    'grid.csv': `x\n${rows}`,
    ...files,
  });
  return folder;
}

/** The program with JSON as its output, read. */
export function runForJson(folder: string, args: readonly string[]): unknown {
  const { stdout, stderr } = runProgram(folder, args);
  try {
    return JSON.parse(stdout);
  } catch (error) {
    throw new Error(`${stdout}\n${stderr}`, { cause: error });
  }
}

export const run = (folder: string, ...args: readonly string[]): ProgramResult =>
  runProgram(folder, args);

/** Starts the program, and kills it without warning when `isTime` says so. */
export async function runUntil(
  folder: string,
  args: readonly string[],
  isTime: () => boolean,
  signal: NodeJS.Signals = 'SIGKILL',
): Promise<NodeJS.Signals | number | null> {
  const child = spawn(process.execPath, [PROGRAM_PATH, ...args], {
    cwd: folder,
    env: { ...cleanEnv(), HOME: folder },
    stdio: 'ignore',
  });
  const timer = setInterval(() => {
    if (isTime()) child.kill(signal);
  }, 5);
  return new Promise((resolve) => {
    child.once('exit', (code, killedBy) => {
      clearInterval(timer);
      resolve(killedBy ?? code);
    });
  });
}

/** How many lines of the ledger of the only batch are events of this type. */
export function countEvents(folder: string, type: string): number {
  return ledgerLines(folder).filter((line) => line.includes(`"type": "${type}"`)).length;
}

function batchDir(folder: string): string {
  const batches = join(folder, '.gage', 'runs', '.batches');
  const name = names(batches).find((entry) => !entry.endsWith('.new')) ?? '';
  return join(batches, name);
}

function ledgerLines(folder: string): readonly string[] {
  const dir = join(batchDir(folder), 'ledger');
  return names(dir).flatMap((name) => readFileSync(join(dir, name), 'utf8').split('\n'));
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
