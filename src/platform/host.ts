import { fstatSync, readSync, statSync, writeSync } from 'node:fs';
import { arch, homedir, release, type, userInfo } from 'node:os';
import { hasErrorCode } from './files.ts';
import { isatty } from './on-demand.ts';
import { isTerminalGone, leaveTerminal } from './lost-terminal.ts';
import { readTerminalLine, readTerminalSecret } from './terminal-line.ts';
import { startTicking } from './timers.ts';

/** What the program knows of the process it is: made once, at the top, and passed down. */
export interface Host {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly homeDir: string;
  /** The login name, author of what the user adds to runs. */
  readonly userName: string;
  /** The machine's system in a few words, such as `Linux-6.1.0-x64`. */
  readonly platform: string;
  readonly nodeVersion: string;
  /** The program that runs this one. */
  readonly nodePath: string;
  readonly stdin: HostStream;
  readonly stdout: HostOutput;
  readonly stderr: HostOutput;
  /**
   * One line of standard input, reading no further; undefined at its end or after an interrupt.
   * Calls `ask` once an interrupt would be noticed.
   */
  readonly readLine: (ask: () => void) => Promise<string | undefined>;
  /** As `readLine`, but what is typed is not shown. Undefined where standard input is no terminal. */
  readonly readSecret: (ask: () => void) => Promise<string | undefined>;
  /** All of standard input. */
  readonly readInput: () => Promise<Uint8Array>;
  /** Calls back for each signal that asks the program to stop, until the result is called. */
  readonly onStopSignal: (callback: (signal: NodeJS.Signals) => void) => () => void;
  /** Calls back again and again without keeping the program alive, until the result is called. */
  readonly every: (intervalMs: number, tick: () => void) => () => void;
  readonly nowMillis: () => number;
}

export interface HostStream {
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
  readonly rows: number | undefined;
}

export interface HostOutput extends HostStream {
  /**
   * Writes everything before it returns. Where the reader has gone, the program ends, as others do then;
   * what a terminal does not show any more is lost, since a signal tells that it was closed.
   */
  readonly write: (content: string | Uint8Array) => void;
  /** As `write`, but a reader that has gone is no reason to end. @returns false then. */
  readonly tryWrite: (content: string | Uint8Array) => boolean;
}

/** The signals that end a program politely. */
const STOP_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

export function createHost(): Host {
  const { env } = process;
  const canAsk = isTerminal(0);
  let userName: string | undefined;
  return {
    args: process.argv.slice(2),
    env,
    cwd: process.cwd(),
    homeDir: homeDirectory(env),
    get userName() {
      return (userName ??= loginName(env));
    },
    get platform() {
      return `${type()}-${release()}-${arch()}`;
    },
    nodeVersion: process.version,
    nodePath: process.execPath,
    stdin: { isTerminal: canAsk, columns: undefined, rows: undefined },
    stdout: hostOutput(
      1,
      streamFacts(1, () => process.stdout),
    ),
    stderr: hostOutput(
      2,
      streamFacts(2, () => process.stderr),
    ),
    readLine: canAsk ? readTerminalLine : readLine,
    readSecret: canAsk ? readTerminalSecret : async () => Promise.resolve(undefined),
    readInput,
    onStopSignal,
    every: startTicking,
    nowMillis: () => Date.now(),
  };
}

/** The home directory that an environment names, else that of the account. */
export function homeDirectory(env: Host['env']): string {
  return env['HOME'] || accountHome();
}

/** A user without an account has what the system says. */
function accountHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    return homedir() || '/';
  }
}

/** From the usual variables, else from the account; a user without an account is called by number. */
function loginName(env: Host['env']): string {
  const named = env['LOGNAME'] || env['USER'] || env['LNAME'] || env['USERNAME'];
  if (named) return named;
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}

/** Only devices are asked any further, and not the one for nothing: that takes parts of Node.js. */
function isTerminal(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    if (!status.isCharacterDevice()) return false;
    nullDevice ??= statSync(NULL_DEVICE).rdev;
    return status.rdev !== nullDevice && isatty(descriptor);
  } catch {
    return isatty(descriptor);
  }
}

/** As `node:os` has it, which nothing else is needed of. */
const NULL_DEVICE = process.platform === 'win32' ? '\\\\.\\nul' : '/dev/null';
let nullDevice: number | undefined;

/**
 * Only terminals are opened as streams: that makes a pipe non-blocking, for us and for all who share
 * it, and what cannot wait has to ask again and again.
 */
function streamFacts(descriptor: number, open: () => NodeJS.WriteStream): HostStream {
  if (!isTerminal(descriptor)) return { isTerminal: false, columns: undefined, rows: undefined };
  const stream = open();
  // Asked each time: windows change their size.
  return {
    isTerminal: true,
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
  };
}

/** Writes to a descriptor until all is written; a reader that is slow is waited for. */
function hostOutput(descriptor: number, facts: HostStream): HostOutput {
  const tryWrite = (content: string | Uint8Array): boolean => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    let done = 0;
    while (done < bytes.length) {
      try {
        done += writeSync(descriptor, bytes, done);
      } catch (error) {
        if (hasErrorCode(error, 'EPIPE')) return false;
        if (facts.isTerminal && isTerminalGone(error)) {
          leaveTerminal();
          return true;
        }
        if (!hasErrorCode(error, 'EAGAIN')) throw error;
        waitBriefly();
      }
    }
    return true;
  };
  return {
    isTerminal: facts.isTerminal,
    get columns() {
      return facts.columns;
    },
    get rows() {
      return facts.rows;
    },
    tryWrite,
    write: (content) => {
      if (!tryWrite(content)) process.exit(EXIT_BROKEN_PIPE);
    },
  };
}

/** As a shell reports a program that SIGPIPE ended. */
const EXIT_BROKEN_PIPE = 141;

const PAUSE_MS = 2;

function waitBriefly(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}

const LINE_FEED = 10;

/** Byte by byte: what follows the line belongs to whoever reads next. */
async function readLine(ask: () => void): Promise<string | undefined> {
  ask();
  const bytes: number[] = [];
  const byte = Buffer.alloc(1);
  for (;;) {
    const count = await readSome(byte);
    if (count === 0) return bytes.length === 0 ? undefined : Buffer.from(bytes).toString('utf8');
    const value = byte[0] ?? LINE_FEED;
    if (value === LINE_FEED) return Buffer.from(bytes).toString('utf8').replace(/\r$/, '');
    bytes.push(value);
  }
}

async function readInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (;;) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const count = await readSome(chunk);
    if (count === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, count));
  }
}

const CHUNK_BYTES = 64 * 1024;

/** Reads what there is of standard input, waiting for the first of it. @returns the number of bytes, 0 at the end. */
async function readSome(buffer: Uint8Array): Promise<number> {
  for (;;) {
    try {
      return readSync(0, buffer, 0, buffer.length, null);
    } catch (error) {
      if (hasErrorCode(error, 'EOF')) return 0;
      if (!hasErrorCode(error, 'EAGAIN')) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, PAUSE_MS);
      });
    }
  }
}

function onStopSignal(callback: (signal: NodeJS.Signals) => void): () => void {
  const listener = (signal: NodeJS.Signals): void => {
    if (signal === 'SIGHUP') leaveTerminal();
    callback(signal);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, listener);
  };
}
