import type { StopSignal } from '../platform/stop-signal.ts';

/**
 * The way to where runs are made: this machine, or another one by ssh. What is done there is a command or a
 * copy; a transport knows nothing of runs. A file with one adds it.
 */
export interface Transport {
  readonly name: string;
  /** How this program is called there. */
  readonly program: readonly string[];
  /** Runs a command there and waits for its end. Never rejects: every end is a result. */
  exec(command: readonly string[], options: ExecOptions): Promise<ExecEnd>;
  /**
   * Copies entries of a folder here into a folder there, which is made. They appear whole, in the order given, with their
   * modes and times; those that are not here, or are there already, are left out.
   */
  put(from: string, names: readonly string[], to: string): Promise<void>;
  /** The same, from there to here. */
  get(from: string, names: readonly string[], to: string): Promise<void>;
  /** Removes entries of a folder there. */
  remove(from: string, names: readonly string[]): Promise<void>;
}

export interface ExecOptions {
  /** All variables the command gets, besides those its place gives. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Asks the command to stop. */
  readonly signal?: StopSignal | undefined;
  /** Asks it again: it then ends what it has started by force. */
  readonly forceSignal?: StopSignal | undefined;
  readonly onOutput?: ((bytes: Uint8Array) => void | Promise<void>) | undefined;
}

export interface ExecEnd {
  /** Undefined when a signal ended it, or it could not be started. */
  readonly exitCode: number | undefined;
  /** The beginning of what it said on standard error. */
  readonly errorText: string;
}
