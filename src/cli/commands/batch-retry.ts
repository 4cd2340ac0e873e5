import { isFailed } from '../../batch/batch-state.ts';
import type { TrialState } from '../../batch/batch-state.ts';
import { batchRunner, findBatch, readBatchState } from '../../batch/batch-store.ts';
import { LedgerWriter } from '../../batch/ledger.ts';
import { fail } from '../../failures/failures.ts';
import { newUuid } from '../../platform/ids.ts';
import type { ArgumentValues, CommandContext } from '../command.ts';
import { resumeBatch } from '../resume-batch.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage batch retry`: makes trials again, as new runs; those they had stay. */
export async function execute(context: CommandContext): Promise<number> {
  const { terminal, values } = context;
  const workspace = await openWorkspace(context);
  const batch = findBatch(workspace.runsDir, values.text('batch'));
  const runner = batchRunner(batch);
  if (runner !== undefined) {
    fail({ reason: 'batch-busy', name: batch.name, pid: runner.pid, host: runner.host });
  }
  const chosen = chooseTrials([...readBatchState(batch).trials.values()], values);
  if (chosen.length === 0) {
    terminal.errLines(`No trial of batch ${batch.name} has failed`);
    return 0;
  }
  const ledger = new LedgerWriter(batch.dir);
  for (const { trial } of chosen) {
    ledger.add({ type: 'retry', trial: trial.number, run: newUuid() });
  }
  return resumeBatch(batch, context, workspace);
}

function chooseTrials(
  trials: readonly TrialState[],
  values: ArgumentValues,
): readonly TrialState[] {
  if (values.isGiven('failed')) return trials.filter(isFailed);
  const numbers = values.texts('trial');
  if (numbers.length === 0) {
    const message = "give numbers of trials, or '--failed' for all that failed";
    return fail({ reason: 'invalid-argument', message });
  }
  return numbers.map((text) => {
    const found = trials.find(({ trial }) => String(trial.number) === text);
    if (found === undefined) {
      return fail({ reason: 'invalid-argument', message: `there is no trial ${text}` });
    }
    if (found.status === 'waiting' || found.status === 'started') {
      return fail({ reason: 'invalid-argument', message: `trial ${text} has not ended` });
    }
    return found;
  });
}
