import type { RunRecord } from '../../catalog/run-record.ts';
import { fail } from '../../failures/failures.ts';
import { performRun, stagePlannedRun } from '../../lifecycle.ts';
import { planRun } from '../../plan/plan-run.ts';
import type { PlannedRun } from '../../plan/plan-run.ts';
import { checkRunsDirWritable } from '../check-runs-dir.ts';
import type { CommandContext } from '../command.ts';
import { requestedOperation } from '../requested-operation.ts';
import { confirmRun } from '../run-prompt.ts';
import { exitStatusOf, withRunReporter } from '../run-reporter.ts';
import { openWorkspace } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';

/** The exit status of a run that was skipped. */
const EXIT_SKIPPED = 5;

/** `gage run`: start, stage or preview a run, or show help for an operation. */
export async function execute(context: CommandContext): Promise<number> {
  const { values } = context;
  const workspace = await openWorkspace(context);
  const staged = values.text('start');
  if (staged !== undefined)
    return (await import('../start-staged.ts')).startStaged(staged, context, workspace);
  const requested = await requestedOperation(context, workspace);
  if (values.isGiven('help-op')) {
    const { showOperationHelp } = await import('../operation-help.ts');
    return showOperationHelp(requested, context);
  }
  if (values.isGiven('batch')) {
    return (await import('../run-batch.ts')).runBatch(requested, context, workspace);
  }
  if (values.isGiven('max-runs')) {
    fail({ reason: 'invalid-argument', message: "'--max-runs' is for use with '--batch'" });
  }
  const layers = [{ origin: 'flag', values: requested.flags }] as const;
  if (values.isGiven('preview')) {
    const { showPreview } = await import('../run-preview.ts');
    return showPreview(requested, layers, context, workspace);
  }
  return start(planRun(requested.operation, layers), context, workspace);
}

async function start(
  plan: PlannedRun,
  context: CommandContext,
  workspace: Workspace,
): Promise<number> {
  const { terminal, values } = context;
  const found = values.isGiven('needed') ? await findComparable(plan, workspace) : undefined;
  if (found !== undefined) return tellSkipped(found, context);
  const isStaging = values.isGiven('stage');
  const action = `${isStaging ? 'stage' : 'run'} ${plan.opdef.name}`;
  const declined = await confirmRun(action, plan.config, context);
  if (declined !== undefined) return declined;
  checkRunsDirWritable(workspace.runsDir);
  const [{ captureForPlan, lifecycleOptions }, { tellingPrograms, isForPrograms }] =
    await Promise.all([import('../lifecycle-options.ts'), import('../event-stream.ts')]);
  const capture = captureForPlan(plan, context, workspace);
  const life = lifecycleOptions(context, workspace, capture);
  return withRunReporter(context, plan.opdef.name, async (shown) => {
    const { run, exitCode } = await tellingPrograms(context, shown, async (reporting) => {
      const options = { ...life, ...reporting };
      return isStaging ? { run: await stagePlannedRun(plan, options) } : performRun(plan, options);
    });
    if (exitCode !== undefined) return exitStatusOf(exitCode);
    if (isForPrograms(values)) return 0;
    terminal.outLines(`Run "${run.name}" is staged`, '', [
      { text: 'To start it, run ' },
      { text: `'gage run --start ${run.name}'`, style: 'command' },
    ]);
    return 0;
  });
}

async function findComparable(
  plan: PlannedRun,
  workspace: Workspace,
): Promise<RunRecord | undefined> {
  const [{ listRuns }, { findComparableRun }] = await Promise.all([
    import('../../catalog/list-runs.ts'),
    import('../../catalog/comparable-run.ts'),
  ]);
  return findComparableRun(listRuns(workspace.runsDir).runs, plan.opref, plan.config);
}

async function tellSkipped({ id, name }: RunRecord, context: CommandContext): Promise<number> {
  const { tellSkippedRun } = await import('../event-stream.ts');
  tellSkippedRun({ id, name }, context);
  context.terminal.errLines(`Run skipped because a comparable run exists (${name})`, '', [
    { text: 'For details, run ' },
    { text: `'gage show ${name}'`, style: 'command' },
  ]);
  return EXIT_SKIPPED;
}
