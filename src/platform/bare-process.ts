import { getSystemErrorName } from 'node:util';
import { nodeBinding } from './node-binding.ts';

/** A process that leads a group of its own, with open files as its streams. */
export interface BareSpec {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard input, output and error; undefined for none. */
  readonly streams: readonly [number | undefined, number, number];
}

export interface BareProcess {
  readonly pid: number;
  readonly exited: Promise<BareExit>;
}

/** How a process ended: its exit code, or the name of the signal that killed it. */
export interface BareExit {
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

/**
 * Starts a process as `spawn` of Node.js 20 does, which takes as long to load as a short command takes: it has
 * sockets and datagrams besides. Undefined where that cannot be done. Throws the system's error where the process cannot be started.
 */
export function startBareProcess(spec: BareSpec): BareProcess | undefined {
  const { program, args, cwd, env, streams } = spec;
  // What is told of coverage is added by `spawn`.
  if (process.env['NODE_V8_COVERAGE'] !== undefined) return undefined;
  const envPairs = Object.entries(env).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  // It says itself what is wrong with these.
  if (program === '') return undefined;
  if ([program, ...args, cwd, ...envPairs].some((text) => text.includes('\0'))) return undefined;
  const Handle = (nodeBinding('process_wrap') as ProcessBinding | undefined)?.Process;
  if (Handle === undefined) return undefined;
  const handle = new Handle();
  const exited = new Promise<BareExit>((resolve) => {
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- this is no event target
    handle.onexit = (code, signal) => {
      handle.close();
      const isKilled = signal !== '';
      resolve({ code: isKilled ? undefined : code, signal: isKilled ? signal : undefined });
    };
  });
  const problem = handle.spawn({
    file: program,
    args: [program, ...args],
    cwd,
    envPairs,
    detached: true,
    stdio: streams.map((fd) => (fd === undefined ? { type: 'ignore' } : { type: 'fd', fd })),
  });
  if (problem === 0) return { pid: handle.pid, exited };
  handle.close();
  const code = getSystemErrorName(problem);
  throw Object.assign(new Error(`spawn ${program} ${code}`), { code, syscall: `spawn ${program}` });
}

interface ProcessBinding {
  readonly Process?: new () => ProcessHandle;
}

interface ProcessHandle {
  readonly pid: number;
  onexit: (code: number, signal: NodeJS.Signals | '') => void;
  /** @returns 0, or the negative number of the system's error. */
  spawn(options: object): number;
  close(): void;
}
