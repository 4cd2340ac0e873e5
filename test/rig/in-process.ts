import { main } from '../../src/cli/main.ts';
import { createHost } from '../../src/platform/host.ts';
import type { HostOutput } from '../../src/platform/host.ts';
import { checkJsonOutput } from './json-outputs.ts';
import type { CalledProgram } from './json-outputs.ts';
import { cleanEnv } from './program.ts';

/**
 * Calls the program inside of this process, in a folder that is home, too: for stories of very many
 * calls. Standard input is empty, and it is two hours later than it is, so that what has just happened is
 * always as long ago. What is printed as JSON has to fit its schema.
 */
export async function callProgram(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CalledProgram> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const before = process.cwd();
  process.chdir(folder);
  const status = await main({
    ...createHost(),
    args: words,
    env: { ...cleanEnv(), HOME: folder, ...env },
    cwd: folder,
    homeDir: folder,
    userName: 'ann',
    stdin: { isTerminal: false, columns: undefined, rows: undefined },
    stdout: recorder(out),
    stderr: recorder(err),
    nowMillis: () => Date.now() + TWO_HOURS_MS,
    readLine: async (ask) => {
      ask();
      return Promise.resolve(undefined);
    },
    readInput: async () => Promise.resolve(new Uint8Array()),
  }).finally(() => {
    process.chdir(before);
  });
  const result = {
    status,
    stdout: Buffer.concat(out).toString(),
    stderr: Buffer.concat(err).toString(),
  };
  checkJsonOutput(words, result);
  return result;
}

const TWO_HOURS_MS = 2 * 3600 * 1000;

function recorder(pieces: Buffer[]): HostOutput {
  const tryWrite = (content: string | Uint8Array): boolean => {
    pieces.push(Buffer.from(content));
    return true;
  };
  return { isTerminal: false, columns: undefined, rows: undefined, write: tryWrite, tryWrite };
}
