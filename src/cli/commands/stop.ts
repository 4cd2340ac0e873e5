import { GageError } from '../../failures/failures.ts';
import { ACTIVE_STATUSES } from '../../run/status.ts';
import { stopRun } from '../../stop-run.ts';
import type { StoppedStatus } from '../../stop-run.ts';
import { chooseMany, nothingSelected } from '../choose-many.ts';
import type { NumberedRun } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { confirmRunsChange, countRuns } from '../confirm-change.ts';
import { errorFacts } from '../error-json.ts';
import { reportChange } from '../report-change.ts';
import { reportError } from '../report-error.ts';
import { warn } from '../warning.ts';
import { openWorkspace } from '../workspace.ts';

/** How it went with one run. */
type StopResult =
  | (NumberedRun & { readonly status: StoppedStatus })
  | (NumberedRun & { readonly error: GageError });

/** `gage stop`: ends runs that are under way, and waits until they have ended. */
export async function execute(context: CommandContext): Promise<number> {
  const { values, terminal } = context;
  const workspace = await openWorkspace(context);
  const chosen = chooseMany(context, workspace, {
    request: "Specify a run to stop or use '--all'.",
  });
  const active = chosen.filter(({ run }) => ACTIVE_STATUSES.includes(run.status));
  if (values.texts('run').length > 0) {
    for (const { run } of chosen.filter((one) => !active.includes(one))) {
      warn(`Run ${run.name} is not running: it is ${run.status}`, terminal);
    }
  }
  if (active.length === 0) return nothingSelected(context, { stopped: [], failed: [] });
  const isForced = values.isGiven('force');
  const description = `You are about to ${isForced ? 'kill' : 'stop'} ${countRuns(active.length)}.`;
  const change = { runs: active, description, default: 'yes' } as const;
  const declined = await confirmRunsChange(change, context, workspace);
  if (declined !== undefined) return declined;
  // All are told before the first is waited for.
  const results = await Promise.all(
    active.map(async (numbered) => stopOne(numbered, context, workspace.env)),
  );
  const stopped = results.filter((result) => 'status' in result);
  const failed = results.filter((result) => 'error' in result);
  const outcome = {
    stopped: stopped.map(({ run, status }) => ({ id: run.id, name: run.name, status })),
    failed: failed.map(({ run, error }) => ({ id: run.id, name: run.name, ...errorFacts(error) })),
  };
  if (stopped.length > 0 || values.isGiven('json')) {
    reportChange(context, outcome, ...stopped.map(outcomeText));
  }
  return failed.length === 0 ? 0 : 1;
}

async function stopOne(
  numbered: NumberedRun,
  { values, terminal }: CommandContext,
  env: Readonly<Record<string, string | undefined>>,
): Promise<StopResult> {
  const { run, name } = numbered.run;
  try {
    const status = await stopRun(run, {
      env,
      force: values.isGiven('force'),
      onWaiting: () => {
        terminal.errLines(`Waiting for run ${name} to end; 'gage stop --force ${name}' kills it`);
      },
    });
    return { ...numbered, status };
  } catch (error) {
    if (!(error instanceof GageError)) throw error;
    reportError(error, terminal, false);
    return { ...numbered, error };
  }
}

function outcomeText({ run, status }: NumberedRun & { status: StoppedStatus }): string {
  if (status === 'removed') return `Stopped run ${run.name} while it was staged; it is removed`;
  return `Stopped run ${run.name} (${status})`;
}
