import { isAbsolute, resolve } from 'node:path';
import { metaPathOf } from './layout.ts';
import { runName } from './proquint.ts';
import type { OpRef } from './operation-reference.ts';

/** The command of a run: a list is a program and its arguments, a string is for the shell. */
export class OpCmd {
  readonly args: string | readonly string[];
  /** Variables for the command, above those of whoever starts it. */
  readonly env: Readonly<Record<string, string>>;

  constructor(args: string | readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.args = args;
    this.env = env;
  }
}

/** What a run is known to be, derived from its files; see docs/run-format.md, "Status". */
export type RunStatus =
  | 'unknown'
  | 'pending'
  | 'staging'
  | 'staged'
  | 'running'
  | 'finalizing'
  | 'completed'
  | 'error'
  | 'terminated';

/** The status of a run whose command has ended. */
export type EndStatus = Extract<RunStatus, 'completed' | 'error' | 'terminated'>;

/** Where a run is. The object says nothing of its state: ask with `runStatus` or `readRun`. */
export class Run {
  readonly id: string;
  /** The run's files and the working directory of its commands. */
  readonly runDir: string;
  /** The metadata: a folder until the run is finalized, then a zip file. */
  readonly metaDir: string;
  /** Known when the run was made or read by this package. */
  readonly opref: OpRef | undefined;

  /** Relative paths are taken from the current directory now: commands of the run work in another one. */
  constructor(id: string, runDir: string, metaDir: string = metaPathOf(runDir), opref?: OpRef) {
    this.id = id;
    this.runDir = absolute(runDir);
    this.metaDir = absolute(metaDir);
    this.opref = opref;
  }

  /** The pronounceable name computed from the id. Fails with `invalid-run-id`. */
  get name(): string {
    return runName(this.id);
  }
}

/** Most paths are absolute already: lists have very many runs. */
function absolute(path: string): string {
  return isAbsolute(path) ? path : resolve(path);
}

/** Where the metadata of a run is, as `run.metaDir` says. */
export function runMetaDir(run: Run): string {
  return run.metaDir;
}
