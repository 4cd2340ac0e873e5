import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A helper program that is asked something; the user's own commands are started elsewhere. */
export interface ProgramSpec {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** After this time it is killed, with all that it started. */
  readonly timeoutMs: number;
  /** After this much standard output it is killed. */
  readonly maxOutputBytes: number;
}

/** What a helper program said until it ended or was killed. */
export interface ProgramResult {
  /** `cut`: it had more to say than asked for. */
  readonly outcome: 'exited' | 'timed-out' | 'cut' | 'not-started';
  /** Undefined unless it exited by itself. */
  readonly exitCode: number | undefined;
  readonly output: Buffer;
  /** The beginning of standard error; the system's reason when it was not started. */
  readonly errorText: string;
}

/** More of standard error than this nobody reads. */
const MAX_ERROR_BYTES = 4096;

/**
 * Runs a program without input and without a terminal, in a process group of its own, so that
 * Ctrl-C does not reach it. Never rejects: every ending is a result.
 */
export async function runProgram(spec: ProgramSpec): Promise<ProgramResult> {
  let child: ChildProcess;
  try {
    child = spawn(spec.program, [...spec.args], {
      cwd: spec.cwd,
      env: spec.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  } catch (error) {
    return notStarted(error);
  }
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) return notStarted(new Error('no output'));
  let outcome: ProgramResult['outcome'] = 'exited';
  const stop = (why: 'timed-out' | 'cut'): void => {
    outcome = why;
    killGroup(child);
    // A process that left the group may hold the pipes open.
    stdout.destroy();
    stderr.destroy();
  };
  const output = collect(stdout, spec.maxOutputBytes, () => {
    stop('cut');
  });
  const errors = collect(stderr, MAX_ERROR_BYTES, () => undefined);
  const timer = setTimeout(() => {
    stop('timed-out');
  }, spec.timeoutMs);
  return new Promise((resolve) => {
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve(notStarted(error));
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({
        outcome,
        exitCode: outcome === 'exited' ? (code ?? undefined) : undefined,
        output: output(),
        errorText: errors().toString('utf8'),
      });
    });
  });
}

function notStarted(error: unknown): ProgramResult {
  const errorText = error instanceof Error ? error.message : String(error);
  return { outcome: 'not-started', exitCode: undefined, output: Buffer.alloc(0), errorText };
}

/** Keeps the first `maxBytes` of a stream, and reads on so that the writer is not held up. */
function collect(stream: Readable, maxBytes: number, onFull: () => void): () => Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    const room = maxBytes - size;
    if (room > 0) chunks.push(chunk.subarray(0, room));
    size += chunk.length;
    if (room >= 0 && size > maxBytes) onFull();
  });
  stream.once('error', () => stream.destroy());
  return () => Buffer.concat(chunks);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended in the meantime.
  }
}
