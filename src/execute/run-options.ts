import type { RunListener } from '../events.ts';
import type { StopSignal } from '../platform/stop-signal.ts';
import type { Run } from '../run/run.ts';

/** How commands of a run are executed: everything they get from outside comes through here. */
export interface ExecutionOptions {
  /** Variables of the caller that commands inherit; Gage's own and the operation's win over them. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The caller's working directory, told to commands as `PARENT_PWD`. */
  readonly cwd?: string;
  /** What commands read as standard input; the caller's own by default. */
  readonly stdin?: 'inherit' | 'ignore';
  /** Stops the command: its process group gets the signal named by the abort's reason (`SIGTERM` by default). */
  readonly signal?: StopSignal;
  /** Ends a stopping command at once. */
  readonly forceSignal?: StopSignal;
  /** How long a stopping command may take before it is killed. */
  readonly graceMs?: number;
  /**
   * Takes output as it comes, for showing; a promise holds the command back until it settles. The bytes
   * are only valid until then: copy what is kept.
   */
  readonly onOutput?: (bytes: Uint8Array) => void | Promise<void>;
}

/** How a step of a run is performed. */
export interface RunOptions extends ExecutionOptions {
  /** Told what happens on the way. */
  readonly onEvent?: RunListener;
  /**
   * Called when the command of a run is being started, which does not wait; the end of executing does.
   * `ended` settles when the command has ended.
   */
  readonly besideCommand?: (run: Run, ended: Promise<unknown>) => Promise<void>;
  /** The caller goes on with the next step: the note of who works on the run stays in between. */
  readonly keepsOwnership?: boolean;
}
