import { fail } from '../../failures/failures.ts';
import { performRun, stagePlannedRun } from '../../lifecycle.ts';
import { planRun } from '../../plan/plan-run.ts';
import type { PlannedOperation, PlannedRun } from '../../plan/plan-run.ts';
import type { ConfigLayer } from '../../config/resolve-config.ts';
import type { ValueMap } from '../../values/value.ts';
import type { Run } from '../../run/run.ts';
import { checkRunsDirWritable } from '../check-runs-dir.ts';
import type { CommandContext } from '../command.ts';
import { requestedOperation } from '../requested-operation.ts';
import type { RequestedOperation } from '../requested-operation.ts';
import { confirmRun } from '../run-prompt.ts';
import { exitStatusOf, withRunReporter } from '../run-reporter.ts';
import type { Terminal } from '../terminal.ts';
import { openWorkspace } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';

/** The exit status of a run that was skipped. */
const EXIT_SKIPPED = 5;

/** `gage run`: start, stage or preview a run, or show help for an operation. */
export async function execute(context: CommandContext): Promise<number> {
  const { values } = context;
  const workspace = await openWorkspace(context);
  const staged = values.text('start');
  if (staged !== undefined) {
    const [{ startStaged }, { chooseRun }] = await Promise.all([
      import('../start-staged.ts'),
      import('../choose-runs.ts'),
    ]);
    return startStaged(chooseRun(staged, workspace), context, workspace);
  }
  const requested = await requestedOperation(context, workspace);
  if (values.isGiven('help-op')) {
    const { showOperationHelp } = await import('../operation-help.ts');
    return showOperationHelp(requested, context);
  }
  if (values.isGiven('reuse-failed') && !values.isGiven('needed')) {
    fail({ reason: 'invalid-argument', message: "'--reuse-failed' is for use with '--needed'" });
  }
  if (values.isGiven('batch') || values.isGiven('optimizer') || mayAskForTrials(requested)) {
    const { asksForTrials } = await import('../plan-trials.ts');
    if (asksForTrials(requested, values)) {
      return (await import('../run-batch.ts')).runBatch(requested, context, workspace);
    }
  }
  for (const option of ['max-runs', 'trials', 'seed', 'zip', 'exclude', 'optimizer-timeout']) {
    if (!values.isGiven(option)) continue;
    const message = `'--${option}' is for use with '--batch' or with flags of several values, such as lr=[0.1,0.2]`;
    fail({ reason: 'invalid-argument', message });
  }
  const layers = [{ origin: 'flag', values: requested.flags }] as const;
  if (values.isGiven('preview')) {
    const { showPreview } = await import('../run-preview.ts');
    await checkFlags(planRun(requested.operation, layers), workspace);
    return showPreview(requested, layers, context, workspace);
  }
  return start(requested.operation, layers, context, workspace);
}

/** Checks that the values of flags can be written into files. Fails with `config-not-applied`. */
async function checkFlags(plan: PlannedRun, { runsDir }: Workspace): Promise<void> {
  if (plan.userKeys.length === 0) return;
  const { checkValuesFit } = await import('../../plan/check-values-fit.ts');
  await checkValuesFit(plan, runsDir);
}

/** Whether a flag looks as if it had several values; a look at the operation decides. */
function mayAskForTrials({ flags }: RequestedOperation): boolean {
  return flags.some(({ text }) => /^\[|\.\.|\)$/.test(text));
}

async function start(
  operation: PlannedOperation,
  layers: readonly ConfigLayer[],
  context: CommandContext,
  workspace: Workspace,
): Promise<number> {
  const { terminal, values } = context;
  const plan = planRun(operation, layers);
  await checkFlags(plan, workspace);
  let need: ValueMap | undefined;
  if (values.isGiven('needed')) {
    const [{ findNeed }, { tellReused, tellNeeded }] = await Promise.all([
      import('../needed-runs.ts'),
      import('../tell-need.ts'),
    ]);
    const found = await findNeed(operation, plan, context, workspace);
    if (found.kind === 'reusable') {
      tellReused(found.found, context);
      return EXIT_SKIPPED;
    }
    need = tellNeeded(found, context);
  }
  const isStaging = values.isGiven('stage');
  const action = `${isStaging ? 'stage' : 'run'} ${plan.opdef.name}`;
  const declined = await confirmRun(action, plan.config, context);
  if (declined !== undefined) return declined;
  checkRunsDirWritable(workspace.runsDir);
  const [{ captureForPlan, lifecycleOptions }, { tellingPrograms, isForPrograms }] =
    await Promise.all([import('../lifecycle-options.ts'), import('../event-stream.ts')]);
  const capture = captureForPlan(plan, context, workspace);
  const life = lifecycleOptions(context, workspace, capture, values.text('label'));
  let staged: Run | undefined;
  const status = await withRunReporter(context, plan.opdef.name, async (shown) => {
    const { run, exitCode } = await tellingPrograms(
      context,
      shown,
      async (reporting) => {
        const options = { ...life, ...reporting };
        return isStaging
          ? { run: await stagePlannedRun(plan, options) }
          : performRun(plan, options);
      },
      need,
    );
    if (exitCode !== undefined) return exitStatusOf(exitCode);
    staged = run;
    return 0;
  });
  // Told when the line that said what was going on is gone.
  if (staged !== undefined && !isForPrograms(values)) tellStaged(staged, terminal);
  return status;
}

function tellStaged({ name }: Run, terminal: Terminal): void {
  terminal.outLines(`Run "${name}" is staged`, '', [
    { text: 'To start it, run ' },
    { text: `'gage run --start ${name}'`, style: 'command' },
  ]);
}
