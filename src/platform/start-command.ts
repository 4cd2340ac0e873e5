import { spawn } from 'node:child_process';
import type { StopSignal } from './stop-signal.ts';

/** A command of ours that goes on for as long as it takes. */
export interface CommandSpec {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Each that aborts sends `SIGTERM`. */
  readonly signals: readonly (StopSignal | undefined)[];
  /** Takes standard output; a promise holds it back until it settles. */
  readonly onOutput?: ((bytes: Uint8Array) => void | Promise<void>) | undefined;
}

export interface CommandEnd {
  /** Undefined when a signal ended it, or it could not be started. */
  readonly exitCode: number | undefined;
  /** The beginning of standard error; the system's reason when it was not started. */
  readonly errorText: string;
}

/** More of standard error than this nobody reads. */
const MAX_ERROR_LENGTH = 4096;

/**
 * Runs a command without input and in a session of its own, so that Ctrl-C does not reach it, and waits
 * for its end. Never rejects: every end is a result.
 */
export async function startCommand(spec: CommandSpec): Promise<CommandEnd> {
  const [program = '', ...args] = spec.command;
  const child = spawn(program, args, {
    cwd: spec.cwd,
    env: spec.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let errorText = '';
  const ended = new Promise<CommandEnd>((resolve) => {
    child.once('error', (error) => {
      resolve({ exitCode: undefined, errorText: error.message });
    });
    child.once('close', (code) => {
      resolve({ exitCode: code ?? undefined, errorText });
    });
  });
  child.stderr.on('data', (bytes: Buffer) => {
    if (errorText.length < MAX_ERROR_LENGTH) errorText += bytes.toString('utf8');
  });
  const { onOutput = () => undefined } = spec;
  child.stdout.on('data', (bytes: Buffer) => {
    const taken = onOutput(bytes);
    if (taken === undefined) return;
    child.stdout.pause();
    void taken.finally(() => child.stdout.resume());
  });
  const ask = (): void => {
    child.kill('SIGTERM');
  };
  const signals = spec.signals.filter((signal) => signal !== undefined);
  for (const signal of signals) {
    if (signal.aborted) ask();
    else signal.addEventListener('abort', ask);
  }
  try {
    return await ended;
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', ask);
  }
}
