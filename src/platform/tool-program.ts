import { spawn } from 'node:child_process';
import { signalProcessGroup } from './signal-process.ts';

/** A program that works for this one and tells how far it is. */
export interface ToolSpec {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of its standard input. */
  readonly input?: string;
  /** Told every line of standard error as it comes. */
  readonly onLine?: (line: string) => void;
  /** Ends the program politely. */
  readonly signal?: AbortSignal | undefined;
}

/** How it ended. */
export interface ToolResult {
  /** As a shell would report it: 128 and the number for a signal is not told apart from 1. */
  readonly exitCode: number;
  readonly output: string;
}

/**
 * Runs a program to its end, in a process group of its own: Ctrl-C reaches it through `signal` only, so
 * that it never ends before it is known why. Rejects with the system's error when it cannot be started,
 * and with the signal's reason when it was asked to stop.
 */
export async function runTool(spec: ToolSpec): Promise<ToolResult> {
  spec.signal?.throwIfAborted();
  const child = spawn(spec.program, [...spec.args], {
    env: spec.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const stop = (): void => {
    if (child.pid !== undefined) signalProcessGroup(child.pid, 'SIGTERM');
  };
  spec.signal?.addEventListener('abort', stop);
  try {
    const output: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
    const finishLines = forLines(child.stderr, spec.onLine ?? (() => undefined));
    // A program that ends early does not read its input to the end.
    child.stdin.on('error', () => undefined);
    child.stdin.end(spec.input ?? '');
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        resolve(code ?? 1);
      });
    });
    finishLines();
    spec.signal?.throwIfAborted();
    return { exitCode, output: Buffer.concat(output).toString('utf8') };
  } finally {
    spec.signal?.removeEventListener('abort', stop);
  }
}

/** Passes on whole lines. The result passes on what is left at the end. */
function forLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): () => void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  return () => {
    if (rest !== '') onLine(rest);
  };
}
