import type { MadeRun } from './made-run.ts';
import type { Run } from '../run/run.ts';
import { statusOfExit } from '../run/status.ts';
import type { ValueMap } from '../values/value.ts';
import { errorFacts } from './error-json.ts';

/** Which run it is, for programs: `id`, `name`, `run_dir`. */
export function runFacts(run: Run): ValueMap {
  return { id: run.id, name: run.name, run_dir: run.runDir };
}

/** What has become of a run: `status`, which run it is, and the `exit_code` of one that has ended. */
export function madeRunFacts({ run, exitCode }: MadeRun): ValueMap {
  if (exitCode === undefined) return { status: 'staged', ...runFacts(run) };
  return { status: statusOfExit(exitCode), ...runFacts(run), exit_code: exitCode };
}

/** Why there was no run to execute: `reason`, `message`, and the `id` of a run that is left. */
export function failureFacts(error: Error): ValueMap {
  return { status: 'failed', ...errorFacts(error) };
}
