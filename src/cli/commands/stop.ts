import { GageError } from '../../failures/failures.ts';
import { ACTIVE_STATUSES } from '../../run/status.ts';
import { stopRun } from '../../stop-run.ts';
import type { StoppedStatus } from '../../stop-run.ts';
import { chooseMany, nothingSelected } from '../choose-many.ts';
import type { NumberedRun } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { confirmRunsChange, countRuns } from '../confirm-change.ts';
import { reportChange } from '../report-change.ts';
import { reportError } from '../report-error.ts';
import { warn } from '../warning.ts';
import { openWorkspace } from '../workspace.ts';

interface StoppedRun extends NumberedRun {
  readonly status: StoppedStatus;
}

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
  if (active.length === 0) return nothingSelected(context, { stopped: [] });
  const isForced = values.isGiven('force');
  const description = `You are about to ${isForced ? 'kill' : 'stop'} ${countRuns(active.length)}.`;
  const change = { runs: active, description, default: 'yes' } as const;
  const declined = await confirmRunsChange(change, context, workspace);
  if (declined !== undefined) return declined;
  // All are told before the first is waited for.
  const results = await Promise.all(
    active.map(async (numbered) => stopOne(numbered, context, workspace.env)),
  );
  const stopped = results.filter((result) => result !== undefined);
  const outcome = stopped.map(({ run, status }) => ({ id: run.id, name: run.name, status }));
  if (stopped.length > 0 || values.isGiven('json')) {
    reportChange(context, { stopped: outcome }, ...stopped.map(outcomeText));
  }
  return stopped.length === active.length ? 0 : 1;
}

async function stopOne(
  numbered: NumberedRun,
  { values, terminal }: CommandContext,
  env: Readonly<Record<string, string | undefined>>,
): Promise<StoppedRun | undefined> {
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
    return undefined;
  }
}

function outcomeText({ run, status }: StoppedRun): string {
  if (status === 'removed') return `Stopped run ${run.name} while it was staged; it is removed`;
  return `Stopped run ${run.name} (${status})`;
}
