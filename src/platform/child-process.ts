import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { startBareProcess } from './bare-process.ts';
import type { BareExit } from './bare-process.ts';
import { spawn } from './on-demand.ts';
import { openPipe } from './output-pipe.ts';
import type { OutputPipe } from './output-pipe.ts';
import { readPipe, readStream } from './pipe-reader.ts';
import type { Reading, TakeBytes } from './pipe-reader.ts';

/** A command to be started in a process group of its own. */
export interface ChildSpec {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the caller has folders for what lives no longer than processes. */
  readonly callerEnv: Readonly<Record<string, string | undefined>>;
  readonly stdin: 'inherit' | 'ignore';
  /** A path at which a pipe can be made for a moment. */
  readonly pipePath: string;
  /** Another one: standard error is told apart then, and the order of what is in the two streams is not known exactly. */
  readonly errorPipePath?: string | undefined;
  /**
   * Takes standard output and standard error, in the order written. A promise holds further output
   * back until it settles; until then the bytes are good. When it throws or rejects, no more output
   * is read.
   */
  readonly onOutput: (bytes: Uint8Array, stream: OutputStream) => void | Promise<void>;
}

/** Where output comes from; where the two are not told apart, all is standard output. */
export type OutputStream = 'stdout' | 'stderr';

/** How a process ended. */
export type ChildExit = BareExit;

export interface Child {
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  /** Settles when nobody can write output any more; rejects with what `onOutput` threw. */
  readonly outputEnded: Promise<void>;
  /** Stops reading output; what holds the other end is on its own. */
  abandonOutput(): void;
}

/**
 * Starts a command that leads a new process group, both output streams in one pipe, or in one each.
 * Rejects with the system's error (`ENOENT`, `EACCES`, …) when it cannot be started.
 */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const { pipePath, errorPipePath, callerEnv, env } = spec;
  const pipe = await openPipe(pipePath, callerEnv, env);
  const errorPipe =
    errorPipePath === undefined ? pipe : await openPipe(errorPipePath, callerEnv, env);
  const pipes = new Set([pipe, errorPipe].filter((opened) => opened !== undefined));
  let child: StartedChild;
  try {
    child =
      (pipe && errorPipe && startBare(spec, pipe, errorPipe)) ?? spawnChild(spec, pipe, errorPipe);
  } catch (error) {
    for (const opened of pipes) {
      closeSync(opened.readEnd);
      opened.release(false);
    }
    throw error;
  } finally {
    for (const opened of pipes) closeSync(opened.writeEnd);
  }
  const { exited } = child;
  const readings = [
    readOutput(pipe, child.stdout, exited, (bytes) => spec.onOutput(bytes, 'stdout')),
  ];
  if (errorPipePath !== undefined) {
    readings.push(
      readOutput(errorPipe, child.stderr, exited, (bytes) => spec.onOutput(bytes, 'stderr')),
    );
  } else if (pipe === undefined) {
    readings.push(
      readOutput(pipe, child.stderr, exited, (bytes) => spec.onOutput(bytes, 'stdout')),
    );
  }
  const read = Promise.all(readings.map(async ({ ended }) => ended));
  const abandonOutput = (): void => {
    for (const reading of readings) reading.abandon();
  };
  // Whoever waits for the end of output hears of its failure; nobody has to.
  read.catch(() => undefined);
  try {
    const pid = await child.started;
    return { pid, exited, outputEnded: read.then(() => undefined), abandonOutput };
  } catch (error) {
    abandonOutput();
    throw error;
  }
}

interface StartedChild {
  /** The process id; rejects where there is none. */
  readonly started: Promise<number>;
  readonly exited: Promise<ChildExit>;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
}

function startBare(
  { program, args, cwd, env, stdin }: ChildSpec,
  pipe: OutputPipe,
  errorPipe: OutputPipe,
): StartedChild | undefined {
  const input = stdin === 'inherit' ? 0 : undefined;
  const streams = [input, pipe.writeEnd, errorPipe.writeEnd] as const;
  const bare = startBareProcess({ program, args, cwd, env, streams });
  if (bare === undefined) return undefined;
  return { started: Promise.resolve(bare.pid), exited: bare.exited, stdout: null, stderr: null };
}

function spawnChild(
  { program, args, cwd, env, stdin }: ChildSpec,
  pipe: OutputPipe | undefined,
  errorPipe: OutputPipe | undefined,
): StartedChild {
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: [stdin, pipe?.writeEnd ?? 'pipe', errorPipe?.writeEnd ?? 'pipe'],
    detached: true,
  });
  const exited = new Promise<ChildExit>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code: code ?? undefined, signal: signal ?? undefined });
    });
  });
  const started = new Promise<number>((resolve, reject) => {
    child.once('spawn', () => {
      resolve(child.pid ?? 0);
    });
    child.once('error', reject);
  });
  return { started, exited, stdout: child.stdout, stderr: child.stderr };
}

/** Reads a pipe of ours, or the stream that Node.js made where there is none. */
function readOutput(
  pipe: OutputPipe | undefined,
  stream: Readable | null,
  exited: Promise<unknown>,
  take: TakeBytes,
): Reading {
  if (pipe !== undefined) return readPipe(pipe, exited, take);
  if (stream === null) throw new Error('the command has no output to read');
  return readStream(stream, take);
}
