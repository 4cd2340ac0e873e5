import { spawn } from 'node:child_process';

/** How a shell says that it cannot find or start a command. */
const CANNOT_START: ReadonlySet<number | null> = new Set([126, 127]);

/**
 * Runs a shell command with `text` as its standard input; its output is the program's own. A command
 * that stops reading early is fine. @returns false when it could not be started.
 */
export async function pipeToCommand(command: string, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, { shell: true, stdio: ['pipe', 'inherit', 'inherit'] });
    child.once('error', () => {
      resolve(false);
    });
    child.once('close', (code) => {
      resolve(!CANNOT_START.has(code));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}
