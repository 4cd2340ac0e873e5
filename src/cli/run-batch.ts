import { createBatch } from '../batch/batch-store.ts';
import { recordSourceState } from '../capture/capture-state.ts';
import type { Batch } from '../batch/batch-store.ts';
import { checkSlots } from '../batch/slots.ts';
import { fail } from '../failures/failures.ts';
import type { UnneededTrials } from '../plan/needed-trials.ts';
import type { PlannedBatch } from '../plan/plan-batch.ts';
import { planRun } from '../plan/plan-run.ts';
import { STANDARD_INPUT } from '../plan/read-batch-file.ts';
import { newUuid } from '../platform/ids.ts';
import { emptyMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';
import { comparableFacts } from './batch-json.ts';
import type { OpenSource } from './batch-optimizer.ts';
import { performBatch } from './batch-performance.ts';
import { readBatchSettings, settingsFacts } from './batch-settings.ts';
import { checkRunsDirWritable } from './check-runs-dir.ts';
import type { CommandContext } from './command.ts';
import { detachBatch } from './detach-batch.ts';
import { planTrials } from './plan-trials.ts';
import type { RequestedOperation } from './requested-operation.ts';
import { confirmRun } from './run-prompt.ts';
import type { Workspace } from './workspace.ts';

/** `gage run --batch`: a run for every row. @returns the exit status of the program. */
export async function runBatch(
  requested: RequestedOperation,
  context: CommandContext,
  workspace: Workspace,
): Promise<number> {
  const { terminal, values } = context;
  checkAnswerable(context);
  if (values.isGiven('optimizer')) return runOptimized(requested, context, workspace);
  const batch = await planTrials(requested, context, workspace);
  const needs = values.isGiven('needed')
    ? await import('./needed-runs.ts').then(async ({ findTrialNeeds }) =>
        findTrialNeeds(batch, context, workspace),
      )
    : undefined;
  const unneeded = needs?.unneeded;
  if (values.isGiven('preview')) {
    const { showBatchPreview } = await import('./batch-preview.ts');
    showBatchPreview({ batch, needs }, terminal, values.isGiven('json'));
    return 0;
  }
  const count = batch.trials.length - (unneeded?.size ?? 0);
  if (count > 0) {
    const verb = values.isGiven('stage') ? 'stage' : 'run';
    const name = batch.operation.opdef.name;
    const seed = batch.seed === undefined ? '' : `, seed ${batch.seed}`;
    const from = `defined in ${batch.files.join(', ')}${seed}`;
    const action = `${verb} ${name} in a batch of ${count} (${from})`;
    const declined = await confirmRun(action, emptyMap(), context);
    if (declined !== undefined) return declined;
    checkRunsDirWritable(workspace.runsDir);
  }
  return startBatch(batch, unneeded ?? new Map(), context, workspace);
}

/** `gage run --optimizer`: runs of what a program says. */
async function runOptimized(
  requested: RequestedOperation,
  context: CommandContext,
  workspace: Workspace,
): Promise<number> {
  const { planOptimized } = await import('./batch-optimizer.ts');
  const batch = planOptimized(requested, context, workspace);
  const action = `run ${batch.operation.opdef.name} with what an optimizer says (${batch.files.join(' ')})`;
  const declined = await confirmRun(action, emptyMap(), context);
  if (declined !== undefined) return declined;
  checkRunsDirWritable(workspace.runsDir);
  return startBatch(batch, new Map(), context, workspace);
}

/** Makes the batch an object on disk, and its trials. */
async function startBatch(
  planned: PlannedBatch & { readonly optimizer?: ValueMap },
  unneeded: UnneededTrials,
  context: CommandContext,
  workspace: Workspace,
): Promise<number> {
  const { host, values } = context;
  const { operation, trials } = planned;
  const settings = readBatchSettings(values);
  checkSlots(settings.slots, workspace.env);
  const plan = {
    user: host.userName,
    label: values.text('label'),
    base: planRun(operation, []),
    sources: planned.files,
    seed: planned.seed,
    keys: planned.keys,
    settings: settingsFacts(settings),
    trials: trials.map((trial) => ({ ...trial, runId: newUuid() })),
    optimizer: planned.optimizer,
  };
  const { env, runsDir } = workspace;
  const batch = await createBatch(runsDir, plan, async () =>
    recordSourceState({ projectDir: operation.projectDir, env, homeDir: host.homeDir }),
  );
  const comparable = new Map(
    [...unneeded].map(([trial, found]) => [trial.number, comparableFacts(found)] as const),
  );
  if (values.isGiven('detach')) return detachBatch(batch, settings, comparable, context);
  const work = {
    batch,
    settings,
    unneeded: comparable,
    isInputTaken: values.texts('batch').includes(STANDARD_INPUT),
    isStaging: values.isGiven('stage'),
    openSource: await openOptimizer(batch, context, workspace),
  };
  return performBatch(work, context, workspace);
}

/** An answer cannot be read from where the batch is. */
function checkAnswerable({ values }: CommandContext): void {
  if (!values.texts('batch').includes(STANDARD_INPUT)) return;
  if (values.isGiven('yes') || values.isGiven('preview')) return;
  const message = "a batch from standard input leaves nothing to confirm it by: use '--yes'";
  fail({ reason: 'invalid-argument', message });
}

/** Loaded only for a batch that has one. */
async function openOptimizer(
  batch: Batch,
  context: CommandContext,
  workspace: Workspace,
): Promise<OpenSource | undefined> {
  if (batch.plan.optimizer === undefined) return undefined;
  const { optimizerOf } = await import('./batch-optimizer.ts');
  return optimizerOf(batch, 0, context, workspace);
}
