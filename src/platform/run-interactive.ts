import { spawn } from 'node:child_process';
import { signalNumber } from './signals.ts';

/** A program that is given the terminal until it ends: an editor, a viewer. */
export interface InteractiveProgram {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs a program with this one's own streams and waits for its end. Rejects with the system's error
 * when it cannot be started.
 * @returns its exit code, 128 + n if signal n ended it.
 */
export async function runInteractive(spec: InteractiveProgram): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(spec.program, [...spec.args], {
      cwd: spec.cwd,
      env: spec.env,
      stdio: 'inherit',
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(signal === null ? (code ?? 0) : 128 + signalNumber(signal));
    });
  });
}
