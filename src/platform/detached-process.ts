import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeDirectory } from './files.ts';

/**
 * Starts this program again, with other arguments, in a session of its own: it goes on when the
 * terminal, or this process, is gone. What it says is appended to a file.
 * @returns its number.
 */
export async function startDetachedSelf(
  args: readonly string[],
  cwd: string,
  logPath: string,
): Promise<number> {
  makeDirectory(dirname(logPath));
  const log = openSync(logPath, 'a');
  try {
    const [program, ...before] = programCommand();
    const child = spawn(program, [...before, ...args], {
      cwd,
      detached: true,
      stdio: ['ignore', log, log],
    });
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => {
        child.unref();
        resolve(child.pid ?? 0);
      });
    });
  } finally {
    closeSync(log);
  }
}

/** The command that starts this program, without arguments. */
export function programCommand(): readonly [string, ...string[]] {
  return [process.execPath, ...process.execArgv, process.argv[1] ?? ''];
}
